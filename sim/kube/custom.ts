// Custom resources as their definitions want them: pruned, with defaults, checked.
import type { FieldError } from '../../src/objects/answers/invalid.ts'
import type { ServedKind } from '../../src/objects/kinds/registry.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { isJson } from '../../src/objects/schema/typed.ts'
import type { Json } from '../../src/objects/schema/typed.ts'
import { defaulted } from '../../src/objects/structural/defaulted.ts'
import { structuralErrors } from '../../src/objects/structural/errors.ts'
import { pruned } from '../../src/objects/structural/pruned.ts'
import type { Pruned } from '../../src/objects/structural/pruned.ts'
import { withoutIdentity } from '../../src/objects/structural/structural.ts'
import type { Structural } from '../../src/objects/structural/structural.ts'
import type { KubeContext } from './context.ts'
import { items, part, text } from './kinds/fields.ts'

const definitions = { group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions' }

/** The schema of a custom kind, if its definition gives one. */
export function schemaOf({ store }: KubeContext, kind: ServedKind): Structural | undefined {
  if (kind.custom !== true) return undefined
  const definition = store.get(definitions, undefined, `${kind.resource}.${kind.group}`)
  const versions = items(part(definition, 'spec'), 'versions')
  const version = versions.find((each) => text(each, 'name') === kind.version)
  const schema = part(version, 'schema')['openAPIV3Schema']
  return isJson(schema) ? withoutIdentity(schema as Structural) : undefined
}

/** An object of a custom kind without unknown fields and with its defaults; others stay as they are. */
export function shaped(kube: KubeContext, kind: ServedKind, value: Json): Pruned {
  const schema = schemaOf(kube, kind)
  if (schema === undefined) return { value, unknown: [] }
  const bare = pruned(schema, value)
  return { ...bare, value: defaulted(schema, bare.value) }
}

/** What is wrong with an object of a custom kind. */
export function schemaErrors(
  kube: KubeContext,
  kind: ServedKind,
  object: KubeObject,
): readonly FieldError[] {
  const schema = schemaOf(kube, kind)
  return schema === undefined ? [] : structuralErrors(schema, object, '')
}

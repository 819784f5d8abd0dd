// Custom resources as their definitions want them: pruned, with defaults, checked.
import type { FieldError } from '../../src/objects/answers/invalid.ts'
import type { ServedKind } from '../../src/objects/kinds/registry.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import type { Json } from '../../src/objects/schema/typed.ts'
import { defaulted } from '../../src/objects/structural/defaulted.ts'
import { structuralErrors } from '../../src/objects/structural/errors.ts'
import { pruned } from '../../src/objects/structural/pruned.ts'
import type { Pruned } from '../../src/objects/structural/pruned.ts'
import { withoutIdentity } from '../../src/objects/structural/structural.ts'
import type { Structural } from '../../src/objects/structural/structural.ts'

/** The schema of a custom kind, if its definition gives one. */
export const schemaOf = ({ custom, schema }: ServedKind): Structural | undefined =>
  custom !== true || schema === undefined ? undefined : withoutIdentity(schema)

/** An object of a custom kind without unknown fields and with its defaults; others stay as they are. */
export function shaped(kind: ServedKind, value: Json): Pruned {
  const schema = schemaOf(kind)
  if (schema === undefined) return { value, unknown: [] }
  const bare = pruned(schema, value)
  return { ...bare, value: defaulted(schema, bare.value) }
}

/** What is wrong with an object of a custom kind. */
export function schemaErrors(kind: ServedKind, object: KubeObject): readonly FieldError[] {
  const schema = schemaOf(kind)
  return schema === undefined ? [] : structuralErrors(schema, object, '')
}

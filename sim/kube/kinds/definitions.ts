// Custom resource definitions: the names that a definition leaves to be derived.
import { invalidValue, required } from '../../../src/objects/answers/invalid.ts'
import type { FieldError } from '../../../src/objects/answers/invalid.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import { withMetadata } from '../../../src/objects/metadata.ts'
import { isJson } from '../../../src/objects/schema/typed.ts'
import type { Json } from '../../../src/objects/schema/typed.ts'
import { structureErrors } from '../../../src/objects/structural/check.ts'
import type { KubeContext } from '../context.ts'
import { now } from '../context.ts'
import { part, text } from '../../../src/objects/fields.ts'
import { filled, items } from './fields.ts'
import { strategy } from './strategy.ts'

/** What keeps a definition until its objects are gone. */
export const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io'

const terminating = {
  type: 'Terminating',
  status: 'True',
  reason: 'InstanceDeletionPending',
  message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
}

/** The definition with a condition set. */
export function withCondition(kube: KubeContext, object: KubeObject, condition: Json): KubeObject {
  const status = part(object, 'status')
  const type = text(condition, 'type')
  const others = items(status, 'conditions').filter((each) => text(each, 'type') !== type)
  const { status: value, reason, message } = condition
  const set = { type, status: value, lastTransitionTime: now(kube), reason, message }
  return { ...object, status: { ...status, conditions: [...others, set] } }
}

/** The rules of definitions. */
export const definitions = strategy({
  counted: true,
  answersDeleted: true,
  defaults: (object) => {
    const spec = part(object, 'spec')
    const names = part(spec, 'names')
    const kind = text(names, 'kind')
    const derived = { singular: kind.toLowerCase(), listKind: `${kind}List` }
    return {
      ...object,
      spec: {
        ...filled({ conversion: { strategy: 'None' } }, spec),
        names: filled(derived, names),
      },
    }
  },
  begin: (object) => ({ ...object, status: unacceptedStatus(object) }),
  ending: (object, kube) => {
    const { finalizers = [], generation = 1 } = object.metadata
    const marked = withMetadata(object, {
      deletionGracePeriodSeconds: undefined,
      generation: generation - 1,
      finalizers: [...finalizers, cleanupFinalizer],
    })
    return withCondition(kube, marked, terminating)
  },
  errors: (object) => {
    const spec = part(object, 'spec')
    const expected = `${text(part(spec, 'names'), 'plural')}.${text(spec, 'group')}`
    const { name } = object.metadata
    const structure = items(spec, 'versions').flatMap(schemaErrors)
    if (name === expected) return structure
    const why = 'must be spec.names.plural+"."+spec.group'
    return [invalidValue('metadata.name', name, why), ...structure]
  },
})

/** The status of a definition whose names nobody has accepted yet. */
function unacceptedStatus(object: KubeObject): unknown {
  const versions = items(part(object, 'spec'), 'versions')
  const stored = versions.filter((version) => version['storage'] === true)
  return {
    conditions: null,
    acceptedNames: { plural: '', kind: '' },
    storedVersions: stored.map((version) => text(version, 'name')),
  }
}

/** What keeps the schema of a version from being structural. */
function schemaErrors(version: Json, index: number): readonly FieldError[] {
  const schema = part(version, 'schema')['openAPIV3Schema']
  const path = `spec.versions[${index}].schema.openAPIV3Schema`
  return isJson(schema) ? structureErrors(schema, path) : [required(path, 'schemas are required')]
}

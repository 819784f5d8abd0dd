// What must hold of every object's metadata, and what a write leaves as it was.
import { forbiddenField, invalidValue, required } from './answers/invalid.ts'
import type { FieldError } from './answers/invalid.ts'
import { labelValue, qualifiedName } from './name-checks.ts'
import type { NameCheck } from './name-checks.ts'
import type { KubeObject, Metadata } from './object.ts'

const annotationsBytesMax = 256 * 1024

/** What is wrong with the metadata of an object that is to be created. */
export function metadataErrors(
  { name, namespace, labels = {}, annotations = {}, finalizers = [] }: Metadata,
  checkName: NameCheck,
): readonly FieldError[] {
  const nameErrors =
    name === '' || name === undefined
      ? [required('metadata.name', 'name or generateName is required')]
      : checkName(name).map((problem) => invalidValue('metadata.name', name, problem))
  return [
    ...nameErrors,
    ...(namespace === '' ? [required('metadata.namespace')] : []),
    ...Object.entries(labels).flatMap(([key, value]) => labelErrors(key, value)),
    ...annotationErrors(annotations),
    ...finalizers.flatMap((each) => keyErrors('metadata.finalizers', each)),
  ]
}

const labelErrors = (key: string, value: string): readonly FieldError[] => [
  ...keyErrors('metadata.labels', key),
  ...labelValue(value).map((problem) => invalidValue('metadata.labels', value, problem)),
]

const keyErrors = (field: string, key: string): readonly FieldError[] =>
  qualifiedName(key).map((problem) => invalidValue(field, key, problem))

function annotationErrors(annotations: Readonly<Record<string, string>>): readonly FieldError[] {
  const entries = Object.entries(annotations)
  const bytes = entries.reduce((sum, [key, value]) => sum + key.length + value.length, 0)
  const tooMany: FieldError = {
    field: 'metadata.annotations',
    reason: 'FieldValueTooLong',
    message: `Too long: may not be more than ${annotationsBytesMax} bytes`,
  }
  const keys = entries.flatMap(([key]) => keyErrors('metadata.annotations', key.toLowerCase()))
  return bytes > annotationsBytesMax ? [...keys, tooMany] : keys
}

/** What is wrong with how an update changes metadata. */
export function metadataChangeErrors(updated: Metadata, old: Metadata): readonly FieldError[] {
  const added = (updated.finalizers ?? []).filter((each) => !old.finalizers?.includes(each))
  if (old.deletionTimestamp === undefined || added.length === 0) return []
  const why = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((each) => JSON.stringify(each)).join(', ')}}`
  return [forbiddenField('metadata.finalizers', why)]
}

const servers = new Set([
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'generation',
  'selfLink',
])

/** `updated` with what only the server sets taken from `old`. */
export function keepServerFields(updated: KubeObject, old: KubeObject): KubeObject {
  const metadata: Record<string, unknown> = {}
  for (const field of Object.keys(updated.metadata)) {
    const kept = servers.has(field) ? old.metadata[field] : updated.metadata[field]
    if (kept !== undefined && field !== 'managedFields') metadata[field] = kept
  }
  for (const field of servers)
    if (old.metadata[field] !== undefined) metadata[field] = old.metadata[field]
  return { ...updated, metadata: metadata as Metadata }
}

/** The object with some metadata replaced; undefined removes a field. */
export function withMetadata(
  object: KubeObject,
  changes: { readonly [field: string]: unknown },
): KubeObject {
  const metadata: Readonly<Record<string, unknown>> = { ...object.metadata, ...changes }
  const kept: Record<string, unknown> = {}
  for (const field of Object.keys(metadata))
    if (metadata[field] !== undefined) kept[field] = metadata[field]
  return { ...object, metadata: kept as Metadata }
}

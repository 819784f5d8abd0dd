// Who manages which fields of an object: its `managedFields`, read and written.
import { isJson } from '../schema/typed.ts'
import type { Json } from '../schema/typed.ts'
import { isEmptySet, isSameSet, union, withoutBranches } from './field-set.ts'
import type { FieldSet } from './field-set.ts'
import { decodeFields, encodeFields } from './fields-v1.ts'

/** A manager as one entry names it. */
export interface Manager {
  readonly name: string
  readonly operation: 'Apply' | 'Update'
  readonly apiVersion: string
  /** Empty for the object itself. */
  readonly subresource: string
}

/** What a manager owns, and since when. */
export interface Managed {
  readonly manager: Manager
  readonly fields: FieldSet
  readonly time: string
}

/** Managers by `managerKey`. */
export type Managers = ReadonlyMap<string, Managed>

/** What tells managers apart: who applies does so in any version. */
export const managerKey = ({ name, operation, apiVersion, subresource }: Manager): string =>
  JSON.stringify([name, operation, operation === 'Apply' ? '' : apiVersion, subresource])

// Most writes leave most entries as they were, and objects share them: each is read and written once.
const read = new WeakMap<object, Managers>()
const readEntries = new WeakMap<object, Managed>()
const writtenEntries = new WeakMap<Managed, Json>()

/** Reads `managedFields`; undefined if they are none. */
export function decodeManagers(entries: unknown): Managers | undefined {
  if (!Array.isArray(entries)) return undefined
  const known = read.get(entries) ?? decodeEntries(entries)
  if (known !== undefined) read.set(entries, known)
  return known
}

function decodeEntries(entries: readonly unknown[]): Managers | undefined {
  const managers = new Map<string, Managed>()
  for (const entry of entries) {
    if (!isJson(entry)) return undefined
    const managed = readEntries.get(entry) ?? decodeEntry(entry)
    if (managed === undefined) return undefined
    readEntries.set(entry, managed)
    managers.set(managerKey(managed.manager), managed)
  }
  return managers
}

function decodeEntry(entry: Json): Managed | undefined {
  const { operation, fieldsType, fieldsV1 = {}, subresource = '', time = '' } = entry
  const fields = decodeFields(fieldsV1)
  if (operation !== 'Apply' && operation !== 'Update') return undefined
  if (fieldsType !== 'FieldsV1' || fields === undefined) return undefined
  const named = { name: String(entry['manager'] ?? ''), apiVersion: String(entry['apiVersion']) }
  const manager = { ...named, operation, subresource: String(subresource) } as const
  return { manager, fields, time: String(time) }
}

/** The managers as `managedFields`: appliers first, then by time and name; nothing if there are none. */
export function encodeManagers(managers: Managers): readonly Json[] | undefined {
  if (managers.size === 0) return undefined
  return [...managers.values()].toSorted((a, b) => compareText(orderOf(a), orderOf(b))).map(entryOf)
}

function entryOf(managed: Managed): Json {
  const entry = writtenEntries.get(managed) ?? encoded(managed)
  writtenEntries.set(managed, entry)
  readEntries.set(entry, managed)
  return entry
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const orderOf = ({ manager, time }: Managed): string =>
  [manager.operation, time, manager.name, manager.apiVersion, manager.subresource].join('\u0000')

const encoded = ({ manager, fields, time }: Managed): Json => ({
  manager: manager.name,
  operation: manager.operation,
  apiVersion: manager.apiVersion,
  time,
  fieldsType: 'FieldsV1',
  fieldsV1: encodeFields(fields),
  ...(manager.subresource === '' ? {} : { subresource: manager.subresource }),
})

/** What nobody manages: what an object is called, and what the server alone sets. */
const unmanaged = ['f:apiVersion', 'f:kind']
const unmanagedMetadata = [
  'f:name',
  'f:namespace',
  'f:creationTimestamp',
  'f:selfLink',
  'f:uid',
  'f:generation',
  'f:managedFields',
  'f:resourceVersion',
]

/** The fields that can be managed, through the object or through its status. */
export function manageable(set: FieldSet, subresource: string, hasOwnStatus: boolean): FieldSet {
  const foreign = subresource === 'status' ? notStatus(set) : hasOwnStatus ? ['f:status'] : []
  const own = withoutBranches(notItself(set), [...unmanaged, ...foreign])
  const metadata = own.below.get('f:metadata')
  if (metadata === undefined) return own
  const kept = withoutBranches(notItself(metadata), unmanagedMetadata)
  if (kept === metadata) return own
  const others = withoutBranches(own, ['f:metadata'])
  if (isEmptySet(kept)) return others
  return { ...others, below: new Map([...others.below, ['f:metadata', kept]]) }
}

const notItself = (set: FieldSet): FieldSet => (set.isMember ? { ...set, isMember: false } : set)

const notStatus = (set: FieldSet): readonly string[] =>
  [...set.below.keys()].filter((each) => each !== 'f:status' && each !== 'f:metadata')

// Each update of another version is an entry of its own: the oldest become one.
const updatersMax = 10
const ancient = 'ancient-changes'

/** The managers without those that own nothing, with the time of those that own something else now. */
export function settledManagers(managers: Managers, before: Managers, now: string): Managers {
  const kept = [...managers]
    .filter(([, { fields }]) => !isEmptySet(fields))
    .map(([key, managed]): [string, Managed] => {
      const known = before.get(key)
      const isAsBefore = known !== undefined && isSameSet(known.fields, managed.fields)
      const isVersion = known?.manager.apiVersion === managed.manager.apiVersion
      return [key, isAsBefore && isVersion ? known : { ...managed, time: now }]
    })
  return capped(new Map(kept))
}

function capped(managers: Managers): Managers {
  const updaters = [...managers].filter(([, { manager }]) => manager.operation === 'Update')
  if (updaters.length <= updatersMax) return managers
  const oldest = updaters.toSorted(([, a], [, b]) => compareText(orderOf(a), orderOf(b)))
  const result = new Map(managers)
  for (const [key, managed] of oldest.slice(0, updaters.length - updatersMax + 1)) {
    result.delete(key)
    const manager = { ...managed.manager, name: ancient }
    const known = result.get(managerKey(manager))
    const fields = known === undefined ? managed.fields : union(known.fields, managed.fields)
    result.set(managerKey(manager), { manager, fields, time: managed.time })
  }
  return result
}

// Checks that what the local API of a node answers is what Kubernetes once had, or what that node wrote, in an order that never goes back.
import { usualKinds } from '../../src/mirror/kinds.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { queryValue } from '../../src/objects/request/query.ts'
import { kinds } from '../kube/controllers/kinds.ts'
import type { Asked, Said } from '../world/node-ears.ts'
import type { Find, MakeChecker } from './checker.ts'
import { SliceWords } from './slice-words.ts'
import {
  builtinOf,
  fieldsOf,
  fieldsWritten,
  placeOf,
  placeOfObject,
  ToldObjects,
} from './told-objects.ts'

const checked = new Set([...usualKinds.map(({ resource }) => resource), 'leases'])
const changing = ['create', 'update', 'patch']

/** The checker. */
export const answersTold: MakeChecker = ({ ledger }, find) => {
  const told = new ToldObjects()
  const own = new OwnWrites()
  const slices = new SliceWords()
  const order = new Order(find, (node) => ledger.forgotten(`node/${node}`))
  const passed = new Set<string>()
  const add = (resource: string, object: KubeObject): void => {
    told.add(resource, object)
    if (resource === 'pods') slices.heard(object)
  }
  const check = (said: Said, object: KubeObject): void => {
    const { node, info } = said
    const place = placeOfObject(info.resource, object)
    if (told.was(place, object)) return
    const isSlice = info.resource === 'endpointslices'
    const written = own.of(node, place)
    if (!isSlice && info.resource !== 'nodes' && written === undefined)
      return find(`${node} shows ${place} as it never was`)
    const known = told.fields(place)
    const seen = own.hasMade(node, place) ? unmade(object) : object
    const rest = isSlice ? slices.without(seen, known) : seen
    const strange = fieldsOf(rest).find(
      (field) => !known.has(field) && written?.has(field) !== true,
    )
    if (strange !== undefined)
      find(`${node} shows ${place} with ${strange}, which nobody ever said`)
  }
  return {
    name: 'answers told',
    began: ({ collection }) => {
      for (const resource of checked) {
        const kind = builtinOf(resource)
        for (const object of kind === undefined ? [] : collection.list(kind, undefined))
          add(resource, object)
      }
      collection.subscribe(kinds.leases, ({ object }) => add('leases', object))
    },
    change: (resource, { object }) => add(resource, object),
    asked: (asked) => {
      const body = changing.includes(asked.info.verb ?? '') ? own.take(asked) : undefined
      if (body !== undefined && asked.info.resource === 'pods') slices.heard(body)
    },
    said: (said) => {
      const { info, node } = said
      if (said.status !== 200 || info.subresource !== undefined || !checked.has(info.resource))
        return
      if (info.verb !== 'get' && info.verb !== 'list' && info.verb !== 'watch') return
      const text = new TextDecoder().decode(said.bytes)
      const name = `${node} ${text}`
      if (said.watch === undefined && passed.has(name)) return
      passed.add(name)
      const answer = JSON.parse(text) as Answer
      order.check(said, answer)
      for (const object of objectsIn(said, answer)) check(said, object)
    },
  }
}

/** An object, a list of them, or an event of a watch. */
interface Answer extends KubeObject {
  readonly items?: readonly KubeObject[]
  readonly type?: string
  readonly object?: KubeObject
}

function objectsIn({ info }: Said, answer: Answer): readonly KubeObject[] {
  if (info.verb === 'get') return [answer]
  if (info.verb === 'list') return answer.items ?? []
  const { type, object } = answer
  return object === undefined || type === 'BOOKMARK' || type === 'ERROR' ? [] : [object]
}

/** The fields that each node wrote of each object, whether it was told of success or not. */
class OwnWrites {
  readonly #fields = new Map<string, Set<string>>()
  readonly #made = new Set<string>()

  /** Takes a write, and answers what it says. */
  take({ node, info, body }: Asked): unknown {
    const value = parsed(body)
    if (value === undefined) return undefined
    const name = info.name ?? (value as Partial<KubeObject>).metadata?.name ?? ''
    const key = `${node} ${placeOf(info.resource, info.namespace, name)}`
    const fields = this.#fields.get(key) ?? new Set()
    for (const field of fieldsWritten(value)) fields.add(field)
    this.#fields.set(key, fields)
    if (info.verb === 'create') this.#made.add(key)
    return value
  }

  /** Whether a node wrote that there is such an object: alone it gives what a server gives. */
  hasMade(node: string, place: string): boolean {
    return this.#made.has(`${node} ${place}`)
  }

  of(node: string, place: string): ReadonlySet<string> | undefined {
    return this.#fields.get(`${node} ${place}`)
  }
}

/** Without what a server gives an object that is made. */
function unmade(object: KubeObject): KubeObject {
  const { uid: _, creationTimestamp: __, ...metadata } = object.metadata
  return { ...object, metadata }
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    return undefined
  }
}

/** A node's own versions count from its clock, and lie far above those of a cluster. */
const isOwn = (version: number): boolean => version >= 1e14

/** Versions go up: in each watch, and in the lists of a node for as long as it has its disk. */
class Order {
  readonly #find: Find
  readonly #disks: (node: string) => number
  readonly #watches = new WeakMap<object, number>()
  readonly #lists = new Map<string, number>()

  constructor(find: Find, disks: (node: string) => number) {
    this.#find = find
    this.#disks = disks
  }

  check({ node, info, watch }: Said, answer: Answer): void {
    if (watch !== undefined) return this.#watched(node, info, watch, answer)
    const version = Number(answer.metadata.resourceVersion)
    if (info.verb !== 'list' || !isOwn(version)) return
    const key = `${node} ${this.#disks(node)}`
    const before = this.#lists.get(key) ?? 0
    if (version < before)
      this.#find(`${node} lists ${info.resource} at ${version}, after it was at ${before}`)
    this.#lists.set(key, Math.max(version, before))
  }

  #watched(
    node: string,
    { resource, query }: Said['info'],
    watch: object,
    { type, object }: Answer,
  ) {
    const from = Number(queryValue(query, 'resourceVersion') ?? 0)
    // Whoever begins without a version is told first what there is, in the order of names.
    if (from === 0 || object === undefined || type === 'ERROR') return
    const before = this.#watches.get(watch) ?? from
    const version = Number(object.metadata.resourceVersion)
    if (version < before)
      this.#find(`${node} tells a watch of ${resource} of ${version} after ${before}`)
    this.#watches.set(watch, Math.max(version, before))
  }
}

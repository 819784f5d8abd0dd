// What a reflector has passed on: which objects, in which version, so that lists tell deletes and repeats are dropped.
import type { KubeObject } from '../src/objects/object.ts'

/** Which object: its place and its identity. */
export interface ObjectName {
  readonly namespace: string | undefined
  readonly name: string
  readonly uid: string | undefined
}

/** What a reflector passes on. */
export interface Reflection {
  readonly seen: (object: KubeObject) => void
  /** Only after a watch event or a completed list. */
  readonly deleted: (object: ObjectName) => void
  /** A complete list has been passed on; again after each further one. */
  readonly synced: () => void
  /** Listing or watching broke off; it goes on by itself. */
  readonly broke: (why: Error) => void
  /** It goes on after it broke off. */
  readonly resumed: () => void
  /** The server was restored from an older copy; what differs there follows, then `synced`. */
  readonly fell: (fall: Fall) => void
  /** How many objects were known in an earlier life: a first list with far fewer is doubted. */
  readonly knew?: () => number
}

/** The newest version that was seen, and the older one that the server says now. */
export interface Fall {
  readonly had: string
  readonly found: string
}

interface Held extends ObjectName {
  readonly version: string
  /** Whether an equal version is the same state. */
  readonly isSure: boolean
  /** The number of the list that showed it last. */
  readonly list: number
}

/** Whether version `a` is older than or the same as `b`; versions that are not numbers are never older. */
export function notNewer(a: string, b: string): boolean {
  if (a === b) return true
  if (!/^\d+$/.test(a) || !/^\d+$/.test(b)) return false
  return a.length === b.length ? a < b : a.length < b.length
}

/** Whether version `a` is older than `b`. */
export const isOlder = (a: string, b: string): boolean => a !== b && notNewer(a, b)

/** The reflected set. Every change of it is passed on exactly once. */
export function reflectedSet(to: Pick<Reflection, 'seen' | 'deleted' | 'knew'>) {
  const held = new Map<string, Held>()
  let list = 0
  /** What the last list did not show, so that it was doubted. */
  let doubted: ReadonlySet<string> = new Set()
  /** How many are known from before the first list; that is asked once. */
  let knew = to.knew

  const take = (object: KubeObject) => {
    const { name, namespace, uid, resourceVersion: version = '' } = object.metadata
    const key = `${namespace ?? ''}/${name}`
    const before = held.get(key)
    held.set(key, { namespace, name, uid, version, isSure: true, list })
    const isSame = before?.uid === uid && before?.version === version && version !== ''
    if (isSame && before?.isSure === true) return
    if (before !== undefined && before.uid !== uid) to.deleted(placeOf(before))
    to.seen(object)
  }
  const drop = (key: string) => {
    const before = held.get(key)
    if (before === undefined) return
    held.delete(key)
    to.deleted(placeOf(before))
  }

  return {
    /** A new list begins. */
    beginList: () => void list++,
    /** An object of a list, or of a watch event that is no repeat. */
    take,
    /** A watch said that this object is gone; another object of the same name stays. */
    gone: (object: KubeObject) => {
      const { name, namespace, uid } = object.metadata
      const key = `${namespace ?? ''}/${name}`
      if (held.get(key)?.uid === uid) drop(key)
    },
    /** The version in which an object was passed on; undefined for one that was not, or is not trusted. */
    versionOf: ({ metadata: { namespace, name, uid } }: KubeObject): string | undefined => {
      const before = held.get(`${namespace ?? ''}/${name}`)
      return before?.uid === uid && before?.version !== '' ? before?.version : undefined
    },
    /** Versions may have fallen and overtaken again: what is taken next is passed on, also in an equal one. */
    suspect: () => changeAll(held, { isSure: false }),
    /** Versions count anew, so an equal one may be another state: whatever is taken next is passed on. */
    distrust: () => changeAll(held, { version: '' }),
    /**
     * The list is complete: what it did not show is gone. Where that is most of what there was, nothing is gone until a
     * second list does not show it either: then the number of what is missing. A first list is compared by number alone.
     */
    endList: (): number => {
      const missing = [...held].flatMap(([key, one]) => (one.list === list ? [] : [key]))
      const isNews = isMass(missing.filter((key) => !doubted.has(key)).length, held.size)
      doubted = new Set(isNews ? missing : [])
      if (!isNews) missing.forEach(drop)
      const before = knew?.() ?? 0
      knew = undefined
      return isMass(before - held.size, before) ? before - held.size : doubted.size
    },
  }
}

function changeAll(held: Map<string, Held>, change: Partial<Held>): void {
  for (const [key, one] of held) held.set(key, { ...one, ...change })
}

/** A server that is broken, restored or read with the wrong rights shows less, mostly nothing. */
const isMass = (missing: number, of: number): boolean => missing >= 3 && missing * 2 > of

const placeOf = ({ namespace, name, uid }: Held): ObjectName => ({ namespace, name, uid })

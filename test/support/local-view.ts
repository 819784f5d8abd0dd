// The view of a node's local clients, as a small model: what the cloud has told, what lies over it, and what watchers saw.
import type { LocalView } from '../../edge/writes/local-view.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { isEqualJson } from '../../src/objects/patches/equal.ts'

/** One event of a watch. */
export interface Seen {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly object: KubeObject
}

/** A view whose feeds are told by hand. */
export function createLocalView(begin = 1_000) {
  const fed = new Map<string, KubeObject>()
  const over = new Map<string, KubeObject | 'gone'>()
  const shown = new Map<string, KubeObject>()
  const seen: Seen[] = []
  let version = begin
  const textOf = (...[of, namespace = '', name]: Parameters<LocalView['get']>): string =>
    `${of.group}/${of.resource}/${namespace}/${name}`
  const bare = ({ metadata, ...rest }: KubeObject) => ({
    ...rest,
    metadata: { ...metadata, resourceVersion: undefined },
  })
  const show = (text: string): void => {
    const layer = over.get(text) ?? fed.get(text)
    const before = shown.get(text)
    const next = layer === 'gone' ? undefined : layer
    if (next === undefined && before === undefined) return
    if (next !== undefined && before !== undefined && isEqualJson(bare(next), bare(before))) return
    version += 1
    const stamp = (object: KubeObject): KubeObject => ({
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(version) },
    })
    if (next === undefined) {
      shown.delete(text)
      if (before !== undefined) seen.push({ type: 'DELETED', object: stamp(before) })
      return
    }
    const object = stamp(next)
    shown.set(text, object)
    seen.push({ type: before === undefined ? 'ADDED' : 'MODIFIED', object })
  }
  const view: LocalView = {
    get: (...place) => shown.get(textOf(...place)),
    fed: (...place) => fed.get(textOf(...place)),
    carries: ({ resource }) => resource !== 'events' && resource !== 'leases',
    put: (of, object) => {
      const text = textOf(of, object.metadata.namespace, object.metadata.name)
      over.set(text, object)
      show(text)
      return shown.get(text) ?? object
    },
    drop: (...place) => {
      over.set(textOf(...place), 'gone')
      show(textOf(...place))
    },
    settle: (...place) => {
      over.delete(textOf(...place))
      show(textOf(...place))
    },
  }
  /** The cloud tells an object, or that it is gone. */
  const feed = (object: KubeObject | undefined, ...place: Parameters<LocalView['get']>): void => {
    const text = textOf(...place)
    if (object === undefined) fed.delete(text)
    else fed.set(text, object)
    show(text)
  }
  return { view, feed, seen, pending: () => over.size }
}

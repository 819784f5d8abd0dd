// One object as a node shows it: kept as bytes, read when asked for, under the node's own resource version.
import type { KubeObject } from '../../src/objects/object.ts'
import { sameBytes } from '../../src/kernel/chain.ts'
import type { Versions } from './versions.ts'

const utf8 = new TextDecoder()

/** The object that bytes of a feed, or of an answer, hold. */
export const readObject = (bytes: Uint8Array): KubeObject =>
  JSON.parse(utf8.decode(bytes)) as KubeObject

/** The bytes of an object. */
export const objectBytes = (object: KubeObject): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(object))

/** Where an object came from says under which version: 0 where it does not say. */
export const originOf = ({ metadata }: KubeObject): number => Number(metadata.resourceVersion ?? 0)

/** Whether two are the same to the last byte. */
export const areSame = (one: Uint8Array, other: Uint8Array): boolean =>
  one === other || sameBytes(one, other)

/** What is shown of one key. */
export class Shown {
  readonly bytes: Uint8Array
  /** Which number of this life of the mirror it has. */
  readonly number: number
  /** Parsed, it takes several times as much memory: it is kept only as long as somebody uses it. */
  #read: WeakRef<KubeObject> | undefined

  constructor(bytes: Uint8Array, number: number) {
    this.bytes = bytes
    this.number = number
  }

  /** The object under a version of ours. */
  object(versions: Pick<Versions, 'at'>): KubeObject {
    const known = this.#read?.deref()
    if (known !== undefined) return known
    const object = readObject(this.bytes)
    const resourceVersion = String(versions.at(this.number))
    const shown = { ...object, metadata: { ...object.metadata, resourceVersion } }
    this.#read = new WeakRef(shown)
    return shown
  }
}

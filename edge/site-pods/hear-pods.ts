// What peers say on the LAN of their pods: believed of members of the site, each about its own, and passed on where not all hear all.
import type { Clock } from '../../bus/clock.ts'
import type { Door } from '../../bus/door.ts'
import type { Keyring } from '../../bus/keyring.ts'
import { decodePodsTold } from '../../schemas/pods-told.ts'
import type { PodsTold } from '../../schemas/pods-told.ts'
import { openSigned } from '../../schemas/signed.ts'
import type { Assignment } from '../../src/health/words.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { fromHex } from '../../src/kernel/hex.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import type { MonoMs } from '../../src/kernel/time.ts'
import type { SitePodsFact } from '../../src/services/facts.ts'
import type { PodWord } from '../../src/services/pod-word.ts'
import { producerOf } from '../producer.ts'

/** What hearing stands on. */
export interface HearingParts {
  readonly node: NodeId
  readonly clock: Pick<Clock, 'mono'>
  readonly keyring: Pick<Keyring, 'verify'>
  readonly door: Door
  /** Whoever said nothing for so long says nothing more, once there is a link. */
  readonly silenceMs: number
  readonly linked: () => boolean
  /** So many peers at most hear a node directly. */
  readonly observersMax: number
  /** The incarnation that a peer has by its reports, where it was heard lately. */
  readonly incarnationOf: (node: NodeId) => number | undefined
  /** Says something on the node's own broker. */
  readonly say: (bytes: Uint8Array) => void
  /** The node that a pod is known to be on. */
  readonly nodeOf: (pod: PodWord) => string | undefined
  /** Told of all that a peer says of its pods now. */
  readonly heed: (node: NodeId, said: readonly PodWord[], at: MonoMs) => void
  /** A peer spoke of what is not its own. */
  readonly refused: (fact: SitePodsFact) => void
}

/** So much of what all peers said is held. */
const heldBytesMax = 8_388_608
/** So much of it is passed on in one round, in turn. */
const passedBytesMax = 65_536
/** So many refusals are facts in one run; all are counted. */
const refusalsMax = 64

interface Held extends PodsTold {
  readonly signed: Uint8Array
  readonly at: MonoMs
  /** Nothing of it is believed any more. */
  readonly isOver: boolean
}

/** The ear of one node. */
export class PodsHearer {
  readonly #parts: HearingParts
  readonly #held = new Map<NodeId, Held>()
  readonly #refused = new Set<string>()
  /** Keys for signatures of the members of the site. */
  #keys: ReadonlyMap<NodeId, Uint8Array> = new Map()

  constructor(parts: HearingParts) {
    this.#parts = parts
  }

  /** Only members of the site are believed. */
  assign({ members }: Assignment): void {
    const keys = members.map(({ node, signKey }) => [node, fromHex(signKey ?? 'none')] as const)
    this.#keys = new Map(keys.flatMap(([node, key]) => (key === undefined ? [] : [[node, key]])))
    for (const [node, held] of this.#held) {
      if (this.#keys.has(node)) continue
      this.#end(held)
      this.#held.delete(node)
    }
  }

  /** Takes what was said on the broker of a peer, of itself or of another one. */
  hear(from: NodeId, signed: Uint8Array): void {
    const { door, node, clock } = this.#parts
    const told = this.#opened(signed)
    if (isFault(told)) return door.refuse('words of a peer refused', { from, code: told.code })
    if (told.node === node) return
    const at = clock.mono()
    const known = this.#held.get(told.node)
    if (known !== undefined && isNewer(known, told)) return
    if (known !== undefined && !known.isOver && !isNewer(told, known))
      return void this.#held.set(told.node, { ...known, at })
    if (this.#heldBytes() + signed.length > heldBytesMax)
      return door.refuse('words of peers beyond bounds', { from })
    this.#held.set(told.node, { ...told, signed, at, isOver: false })
    const own = told.pods.filter((pod) => this.#isOf(told.node, pod))
    this.#parts.heed(told.node, own, at)
    if (this.#isLarge()) this.#parts.say(signed)
  }

  /** Each round what was said of others is said again, and who fell silent is believed no more once there is a link. */
  round(): void {
    if (this.#isLarge()) this.#passOn()
    const { linked, clock, silenceMs } = this.#parts
    if (!linked()) return
    for (const held of this.#held.values())
      if (!held.isOver && clock.mono() - held.at >= silenceMs) this.#end(held)
  }

  /** The words, signed by whom they are of; none of an earlier run than the peer's reports are of. */
  #opened(signed: Uint8Array): PodsTold | Fault {
    const { keyring, incarnationOf } = this.#parts
    const keyOf = (signer: string, payload: Uint8Array): Uint8Array | undefined => {
      const told = decodePodsTold(payload)
      if (isFault(told) || signer !== producerOf(told.node)) return undefined
      const isOld = told.incarnation < (incarnationOf(told.node) ?? 0)
      return isOld ? undefined : this.#keys.get(told.node)
    }
    const opened = openSigned(signed, { context: 'peer', keyOf, verify: keyring.verify })
    return isFault(opened) ? opened : decodePodsTold(opened.payload)
  }

  /** Not everybody hears everybody. */
  #isLarge(): boolean {
    return this.#keys.size - 1 > this.#parts.observersMax
  }

  /** The longest unsaid first. */
  #passOn(): void {
    let left = passedBytesMax
    for (const [node, held] of [...this.#held]) {
      const { signed } = held
      if (left < passedBytesMax && signed.length > left) return
      left -= signed.length
      this.#parts.say(signed)
      this.#held.delete(node)
      this.#held.set(node, held)
    }
  }

  /** What it said is known further, so that nobody can say older things in its name. */
  #end(held: Held): void {
    this.#held.set(held.node, { ...held, isOver: true })
    this.#parts.heed(held.node, [], this.#parts.clock.mono())
  }

  #isOf(node: NodeId, word: PodWord): boolean {
    const { door, nodeOf, refused } = this.#parts
    const of = nodeOf(word)
    if (of === undefined || of === node) return true
    door.refuse('word of another node’s pod', { node, of })
    const { namespace, name, uid } = word
    const key = `${node}/${uid}`
    if (this.#refused.has(key) || this.#refused.size >= refusalsMax) return false
    this.#refused.add(key)
    refused({ kind: 'pod-word-refused', node, pod: `${namespace}/${name}`, uid, of })
    return false
  }

  #heldBytes(): number {
    return [...this.#held.values()].reduce((sum, { signed }) => sum + signed.length, 0)
  }
}

function isNewer(one: PodsTold, than: PodsTold): boolean {
  if (one.epoch !== than.epoch) return one.epoch > than.epoch
  if (one.incarnation !== than.incarnation) return one.incarnation > than.incarnation
  return one.number > than.number
}

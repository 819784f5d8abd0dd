// What the cloud does with a beat: its process hears it, its keys are pinned, and it is answered.
import type { Door } from '../bus/door.ts'
import type { Keyring } from '../bus/keyring.ts'
import type { FullBeat } from '../schemas/beat.ts'
import type { Beat, Introduction } from '../src/health/words.ts'
import { toHex } from '../src/kernel/hex.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import type { MonoMs } from '../src/kernel/time.ts'
import type { Introduced } from '../src/identity/facts.ts'
import { trustOf, type TrustList } from '../src/identity/trust.ts'
import type { SayDown } from './downlink.ts'
import type { Hosts } from './hosts.ts'
import { hearAgain, HeardNodes } from './heard-nodes.ts'
import type { HeardNode, JournalSaid } from './heard-nodes.ts'
import { isPinned, pinnedKeys } from './pinned-key.ts'
import { RelayedBeats } from './relayed-beats.ts'
import type { Sites } from './sites.ts'

/** What beats are received with. */
export interface BeatReceiptParts {
  readonly hosts: Hosts
  readonly sites: Sites
  readonly say: SayDown
  readonly door: Door
  /** Checks what nodes signed. */
  readonly keyring: Pick<Keyring, 'verify'>
  /** The cloud's own public key for signatures. */
  readonly cloudKey: Uint8Array
  /** Whether Kubernetes has such a node. */
  readonly isKnown: (node: NodeId) => boolean
  /** Whether this replica is the one that answers a node. */
  readonly decides: (node: NodeId) => boolean
  /** Which feeds of a beat are at their places as they are here, as bits. */
  readonly equalFeeds: (beat: Beat) => number
  /** Told of every beat that is taken, however it came. */
  readonly taken: (beat: Beat) => void
  readonly mono: () => MonoMs
  readonly silenceMs: number
  /** The keys that may be pinned; undefined: whichever comes first. */
  readonly trust: TrustList | undefined
}

/** Nodes that beat before Kubernetes knows them: more than this many at once are turned away. */
const strangersMax = 10_000

/** Takes beats, and remembers what they say of each node. */
export class BeatReceipt {
  readonly #parts: BeatReceiptParts
  readonly #heard = new HeardNodes()
  readonly #strangers = new Set<NodeId>()
  readonly #relayed: RelayedBeats

  constructor(parts: BeatReceiptParts) {
    const { keyring, door, hosts } = parts
    this.#parts = parts
    const keyOf = pinnedKeys(hosts.introductions, parts.trust)
    this.#relayed = new RelayedBeats({ keyring, door, keyOf })
  }

  /** Takes one beat that came on a direct path, and those of peers that rode in it. */
  hear({ beat, relayed }: FullBeat): void {
    this.#take(beat, undefined)
    for (const bytes of relayed) {
      const one = this.#relayed.take(bytes, beat.node)
      if (one !== undefined) this.#take(one, beat.node)
    }
  }

  /** Where a node's journal stood by its last beat. */
  journalOf(node: NodeId): JournalSaid | undefined {
    return this.#heard.get(node)
  }

  /** A node that is forgotten is a stranger when it beats again. */
  forget(node: NodeId): void {
    this.#heard.forget(node)
    this.#relayed.forget(node)
  }

  #take(beat: Beat, relay: NodeId | undefined): void {
    const { hosts, door, mono, silenceMs, taken } = this.#parts
    const heard = this.#heard.get(beat.node) ?? this.#met(beat)
    const node = heard?.node ?? beat.node
    if (heard === undefined && !this.#admitsStranger(node))
      return door.refuse('beat of one stranger too many')
    if (heard !== undefined) {
      const isAlone = hearAgain(heard, beat, mono(), silenceMs)
      if (beat.introduction !== undefined) this.#introduced(beat, beat.introduction, isAlone)
    }
    const path = relay === undefined ? 'direct' : 'relayed'
    hosts.nodes.post(node, { kind: 'beat', beat, path, relay })
    if (heard !== undefined && this.#isNameless(beat)) this.#askAnew(beat)
    else this.#answer(node, beat)
    taken(beat)
  }

  /** Remembered is a node that Kubernetes knows, and one that is managed. */
  #met(beat: Beat): HeardNode | undefined {
    const { hosts, isKnown, mono } = this.#parts
    const { node } = beat
    if (!hosts.nodes.state(node).hard.enrolled && !isKnown(node)) return undefined
    this.#strangers.delete(node)
    return this.#heard.add(beat, mono())
  }

  #admitsStranger(node: NodeId): boolean {
    if (this.#strangers.size >= strangersMax && !this.#strangers.has(node)) return false
    this.#strangers.add(node)
    return true
  }

  /** Introductions are durable, so only of nodes that Kubernetes knows; they are repeated until answered. */
  #introduced({ node, stateEpoch }: Beat, said: Introduction, isAlone: boolean): void {
    const { hosts, trust: list } = this.#parts
    const introduced = introducedOf(said, stateEpoch)
    const trust = trustOf(list, node, introduced)
    hosts.introductions.post(node, { kind: 'introduced', introduced, isAlone, trust })
  }

  /** Most beats ask for nothing and know all: that is seen first. */
  #answer(node: NodeId, beat: Beat): void {
    const { incarnation, ask, assignment: held, introduction } = beat
    const { say, sites, cloudKey, decides, equalFeeds } = this.#parts
    const isTold = sites.knows(node, held)
    if (ask === 0 && isTold) return
    if (!decides(node) || !this.#isTrusted(node) || this.#isForeign(node, introduction)) return
    const feedsEqual = ask === 0 ? 0 : equalFeeds(beat)
    if (ask !== 0) say(node, { kind: 'echo', node, incarnation, ask, feedsEqual })
    const assignment = isTold ? undefined : sites.assignmentOf(node)
    if (assignment !== undefined) say(node, { kind: 'assignment', assignment, cloudKey })
  }

  /** Its Node was deleted and is there again: its agent was answered once, and does not introduce itself any more. */
  #isNameless({ node, introduction, ask }: Beat): boolean {
    if (introduction !== undefined || ask === 0) return false
    const { nodes, introductions } = this.#parts.hosts
    const { introduced } = introductions.state(node).hard
    return introduced === undefined || !nodes.state(node).hard.enrolled
  }

  /** Who is born again introduces itself. */
  #askAnew({ node, incarnation: above }: Beat): void {
    const { say, decides } = this.#parts
    if (decides(node)) say(node, { kind: 'rebirth', node, above })
  }

  /** Where keys are listed, a node without a listed one gets no answer, and so goes on introducing itself. */
  #isTrusted(node: NodeId): boolean {
    const { hosts, trust } = this.#parts
    return trust === undefined || isPinned(hosts.introductions, trust, node)
  }

  /** Who brings another key than the pinned one is not answered, and so goes on to introduce himself. */
  #isForeign(node: NodeId, introduction: Introduction | undefined): boolean {
    if (introduction === undefined) return false
    const { introduced } = this.#parts.hosts.introductions.state(node).hard
    return introduced !== undefined && introduced.signKey !== toHex(introduction.signKey)
  }
}

const introducedOf = (said: Introduction, epoch: number): Introduced => ({
  epoch,
  lan: said.lan,
  kubelet: said.kubelet,
  version: said.version,
  signKey: toHex(said.signKey),
  sealKey: toHex(said.sealKey),
})

// What the cloud does with a beat: its process hears it, its keys are pinned, and it is answered.
import type { Door } from '../bus/door.ts'
import type { Keyring } from '../bus/keyring.ts'
import type { FullBeat } from '../schemas/beat.ts'
import type { Beat, Introduction } from '../src/health/words.ts'
import { toHex } from '../src/kernel/hex.ts'
import { producerId } from '../src/kernel/ids.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import type { MonoMs } from '../src/kernel/time.ts'
import type { Introduced } from '../src/identity/facts.ts'
import { trustOf, type TrustList } from '../src/identity/trust.ts'
import type { SayDown } from './downlink.ts'
import type { Hosts } from './hosts.ts'
import { Lives } from './lives.ts'
import { pinnedKeys } from './pinned-key.ts'
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
  /** Told of every beat that is taken, however it came. */
  readonly taken: (beat: Beat) => void
  readonly mono: () => MonoMs
  readonly silenceMs: number
  /** The keys that may be pinned; undefined: whichever comes first. */
  readonly trust: TrustList | undefined
}

/** Nodes that beat before Kubernetes knows them: more than this many at once are turned away. */
const strangersMax = 10_000

/** Where a node's journal stood by its last beat. */
export type JournalSaid = Pick<Beat, 'node' | 'stateEpoch' | 'stateLast'>

/** Takes beats, and remembers where each node's journal stands. */
export class BeatReceipt {
  readonly #parts: BeatReceiptParts
  readonly #journals = new Map<NodeId, JournalSaid>()
  readonly #strangers = new Set<NodeId>()
  readonly #lives: Lives
  readonly #relayed: RelayedBeats
  readonly #keyOf: ReturnType<typeof pinnedKeys>

  constructor(parts: BeatReceiptParts) {
    const { keyring, door, hosts, silenceMs } = parts
    this.#parts = parts
    this.#lives = new Lives(silenceMs)
    this.#keyOf = pinnedKeys(hosts.introductions, parts.trust)
    this.#relayed = new RelayedBeats({ keyring, door, keyOf: this.#keyOf })
  }

  /** Takes one beat that came on a direct path, and those of peers that rode in it. */
  hear({ beat, relayed }: FullBeat): void {
    this.#take(beat, undefined)
    for (const bytes of relayed) {
      const one = this.#relayed.take(bytes, beat.node)
      if (one !== undefined) this.#take(one, beat.node)
    }
  }

  #take(beat: Beat, relay: NodeId | undefined): void {
    const { node } = beat
    if (!this.#admits(node)) return this.#parts.door.refuse('beat of one stranger too many')
    this.#introduced(beat)
    this.#remember(beat)
    const path = relay === undefined ? 'direct' : 'relayed'
    this.#parts.hosts.nodes.post(node, { kind: 'beat', beat, path, relay })
    if (this.#parts.decides(node) && this.#isTrusted(node) && !this.#isForeign(beat))
      this.#answer(beat)
    this.#parts.taken(beat)
  }

  /** Who brings another key than the pinned one is not answered, and so goes on to introduce himself. */
  #isForeign({ node, introduction }: Beat): boolean {
    if (introduction === undefined) return false
    const { introduced } = this.#parts.hosts.introductions.state(node).hard
    return introduced !== undefined && introduced.signKey !== toHex(introduction.signKey)
  }

  journalOf(node: NodeId): JournalSaid | undefined {
    return this.#journals.get(node)
  }

  /** Kept of a beat is only what is new: at rest nothing is. */
  #remember({ node, stateEpoch, stateLast }: Beat): void {
    const known = this.#journals.get(node)
    if (known?.stateEpoch === stateEpoch && known.stateLast === stateLast) return
    this.#journals.set(node, { node, stateEpoch, stateLast })
  }

  #admits(node: NodeId): boolean {
    if (this.#isManagedOrKnown(node)) {
      if (this.#strangers.size > 0) this.#strangers.delete(node)
      return true
    }
    if (this.#strangers.size >= strangersMax && !this.#strangers.has(node)) return false
    this.#strangers.add(node)
    return true
  }

  #isManagedOrKnown(node: NodeId): boolean {
    const { hosts, isKnown } = this.#parts
    return hosts.nodes.state(node).hard.enrolled || isKnown(node)
  }

  /** Where keys are listed, a node without a listed one gets no answer, and so goes on introducing itself. */
  #isTrusted(node: NodeId): boolean {
    return this.#parts.trust === undefined || this.#keyOf(producerId(`node/${node}`)) !== undefined
  }

  /** Introductions are durable, so only of nodes that Kubernetes knows; they are repeated until answered. */
  #introduced({ node, introduction, stateEpoch }: Beat): void {
    const { hosts, mono, trust: list } = this.#parts
    const isAlone = this.#lives.hear(node, stateEpoch, mono())
    if (introduction === undefined || !this.#isManagedOrKnown(node)) return
    const introduced = introducedOf(introduction, stateEpoch)
    const trust = trustOf(list, node, introduced)
    hosts.introductions.post(node, { kind: 'introduced', introduced, isAlone, trust })
  }

  #answer({ node, incarnation, ask, assignment: held }: Beat): void {
    const { say, sites, cloudKey } = this.#parts
    if (ask !== 0) say(node, { kind: 'echo', node, incarnation, ask })
    const digest = sites.digestOf(node)
    if (digest === undefined || digest === held) return
    const assignment = sites.assignmentOf(node)
    if (assignment !== undefined) say(node, { kind: 'assignment', assignment, cloudKey })
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

// Where nodes ask for feeds: signed questions, each node in its turn, answered signed and in parts where they are large.
import type { Down, Part } from '../../schemas/down.ts'
import { openSigned } from '../../schemas/signed.ts'
import { decodeSyncAsk } from '../../schemas/sync-ask.ts'
import type { NodeAsk } from '../../schemas/sync-ask.ts'
import { encodeSyncAnswer } from '../../schemas/sync-answer.ts'
import { limits } from '../../schemas/limits.ts'
import { sameBytes } from '../../src/kernel/chain.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import type { Scope } from '../../src/mirror/scope.ts'
import type { Clock } from '../clock.ts'
import type { Door } from '../door.ts'
import type { Keyring } from '../keyring.ts'
import type { Store } from '../store.ts'
import { answerAsk } from './answer.ts'
import type { FeedConfig } from './config.ts'
import { takeApart } from './parts.ts'
import type { ScopeState } from './scope-state.ts'
import { Turns } from './turns.ts'

/** What the desk stands on. */
export interface FeedDeskParts {
  readonly clock: Clock
  readonly keyring: Pick<Keyring, 'hash' | 'verify'>
  readonly config: FeedConfig
  readonly door: Door
  /** What is known of a feed that is served here. */
  readonly stateOf: (scope: Scope) => ScopeState | undefined
  readonly store: Store
  /** The largest message of the transport. */
  readonly payloadBytesMax: number
  /** The name and key under which a node signs; undefined for strangers. */
  readonly keyOf: (node: NodeId) => Uint8Array | undefined
  /** Whether a node may follow a feed. */
  readonly mayFollow: (node: NodeId, scope: Scope) => boolean
  readonly say: (node: NodeId, down: Down) => void
  /** What is stored of a feed cannot be read. */
  readonly damaged: (scope: Scope, fault: Fault) => void
}

/** What is left for names and signature around a part. */
const partRoom = 4_096

/** A desk. */
export class FeedDesk {
  readonly #parts: FeedDeskParts
  readonly #turns: Turns<Uint8Array>
  #wholes = 0

  constructor(parts: FeedDeskParts) {
    this.#parts = parts
    const { clock, config } = parts
    const answer = (node: string, bytes: Uint8Array, done: () => void): void =>
      this.#answer(nodeId(node), bytes, done)
    this.#turns = new Turns({ clock, config, isSame: sameBytes, answer })
  }

  /** Takes a question as bytes, from any path; it is read when its node has its turn. */
  hear(node: NodeId, bytes: Uint8Array): void {
    const { door, keyOf } = this.#parts
    if (keyOf(node) === undefined) return door.refuse('question of a stranger', { node })
    if (!this.#turns.add(node, bytes)) door.refuse('question beyond what waits', { node })
  }

  /** Whether questions of a node wait: what is there will be in the answers. */
  isWaiting(node: NodeId): boolean {
    return this.#turns.isWaiting(node)
  }

  stop(): void {
    this.#turns.stop()
  }

  #answer(node: NodeId, bytes: Uint8Array, done: () => void): void {
    const { clock, stateOf, store, keyring, config, damaged } = this.#parts
    const asked = this.#read(node, bytes)
    const state = asked === undefined ? undefined : stateOf(asked.scope)
    // A feed that is not complete yet would look like one from which objects are gone.
    if (asked === undefined || state?.place.complete !== true) return clock.soon(done)
    const parts = { store, hash: keyring.hash, answerBytes: config.answerBytes }
    answerAsk(parts, state, asked, (answer) => {
      if (isFault(answer)) damaged(asked.scope, answer)
      else this.#say(node, encodeSyncAnswer(answer))
      clock.soon(done)
    })
  }

  #read(node: NodeId, bytes: Uint8Array): NodeAsk | undefined {
    const { keyring, door, keyOf, mayFollow } = this.#parts
    const opened = openSigned(bytes, {
      context: 'sync',
      keyOf: (signer) => (signer === `node/${node}` ? keyOf(node) : undefined),
      verify: keyring.verify,
    })
    if (isFault(opened)) return void door.refuse('question refused', { node, code: opened.code })
    const asked = decodeSyncAsk(opened.payload)
    if (isFault(asked)) return void door.refuse('question unreadable', { node, code: asked.code })
    if (asked.node !== node || !mayFollow(node, asked.scope))
      return void door.refuse('question for the feed of another', { node, scope: asked.scope })
    return asked
  }

  #say(node: NodeId, answer: Uint8Array): void {
    const { payloadBytesMax, say } = this.#parts
    const partBytes = Math.min(limits.partBytes, payloadBytesMax - partRoom)
    if (answer.length <= partBytes) return say(node, { kind: 'sync-answered', node, answer })
    this.#wholes += 1
    for (const piece of takeApart(answer, this.#wholes, partBytes))
      say(node, { kind: 'part', node, ...piece } satisfies Part)
  }
}

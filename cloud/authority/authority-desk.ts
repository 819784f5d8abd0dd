// Where the guards of nodes ask: certificates, decisions and whom to trust, each node in its turn.
import type { Cancel, Clock } from '../../bus/clock.ts'
import type { Door } from '../../bus/door.ts'
import { Turns } from '../../bus/feed/turns.ts'
import type { HttpClient } from '../../bus/http.ts'
import type { Keyring } from '../../bus/keyring.ts'
import type { Part } from '../../bus/lifecycle.ts'
import type { Tap } from '../../bus/tap.ts'
import type { Transport } from '../../bus/transport.ts'
import { decodeGuardAsk } from '../../schemas/guard-ask.ts'
import type { GuardAsk } from '../../schemas/guard-ask.ts'
import { encodeGuardAnswer } from '../../schemas/guard-answer.ts'
import type { AccessDecided, CertificateGiven, Trusted } from '../../schemas/guard-answer.ts'
import { openSigned } from '../../schemas/signed.ts'
import { parseSubject, patternOf } from '../../schemas/subjects.ts'
import type { AuthorityFact } from '../../src/identity/facts.ts'
import { sameBytes } from '../../src/kernel/chain.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import type { SayDown } from '../downlink.ts'
import { reviewAccess } from './access-review.ts'
import type { CertificateAuthority } from './certificate-authority.ts'
import { gathered } from './gathered.ts'
import { issueCertificate } from './issue.ts'
import { TrustReader } from './trusted.ts'

/** What the desk stands on. */
export interface AuthorityDeskParts {
  readonly clock: Clock
  readonly transport: Transport
  readonly keyring: Pick<Keyring, 'verify'>
  readonly cluster: string
  readonly door: Door
  readonly tap: Tap
  /** Without it no certificates are given. */
  readonly authority: CertificateAuthority | undefined
  /** Without it nothing is decided, and nobody to trust is known. */
  readonly kube: HttpClient | undefined
  /** The key that a node must have signed with: pinned, and trusted still. */
  readonly keyOf: (node: NodeId) => Uint8Array | undefined
  /** Whether this replica is the one that answers a node. */
  readonly decides: (node: NodeId) => boolean
  /** The addresses with which a node introduced itself. */
  readonly addressesOf: (node: NodeId) => readonly string[]
  readonly keep: (fact: AuthorityFact, done: (fault: Fault | undefined) => void) => void
  readonly say: SayDown
}

/** A node asks rarely; whoever asks without end waits. */
const turns = { waitingMax: 4, answerGapMs: 50, answersMax: 32 } as const

/** The desk of one replica. */
export class AuthorityDesk {
  readonly #parts: AuthorityDeskParts
  readonly #turns: Turns<Uint8Array>
  readonly #trust: TrustReader | undefined
  #deaf: Cancel = () => {}

  constructor(parts: AuthorityDeskParts) {
    const { clock, kube } = parts
    this.#parts = parts
    const answer = (node: string, bytes: Uint8Array, done: () => void): void =>
      this.#answer(nodeId(node), bytes, done)
    this.#turns = new Turns({ clock, config: turns, isSame: sameBytes, answer })
    this.#trust = kube && new TrustReader({ kube, clock })
  }

  /** Listens while it runs. */
  part(): Part {
    const { clock, transport, cluster } = this.#parts
    return {
      name: 'authority',
      start: (done) => {
        this.#deaf = transport.subscribe(patternOf('guard', cluster, {}), (message) =>
          this.#hear(message.subject, message.bytes),
        )
        clock.soon(() => done(undefined))
      },
      stop: (done) => {
        this.#deaf()
        this.#turns.stop()
        clock.soon(done)
      },
    }
  }

  #hear(subject: string, bytes: Uint8Array): void {
    const { door, decides, keyOf } = this.#parts
    const said = parseSubject(subject)
    if (isFault(said) || said.family !== 'guard')
      return door.refuse('question of a guard on a wrong subject')
    const node = nodeId(said.node)
    if (!decides(node)) return
    if (keyOf(node) === undefined) return door.refuse('question of a strange guard', { node })
    if (!this.#turns.add(node, bytes))
      door.refuse('question of a guard beyond what waits', { node })
  }

  #read(node: NodeId, bytes: Uint8Array): GuardAsk | undefined {
    const { keyring, door, keyOf } = this.#parts
    const opened = openSigned(bytes, {
      context: 'guard',
      keyOf: (signer) => (signer === `node/${node}` ? keyOf(node) : undefined),
      verify: keyring.verify,
    })
    const asked = isFault(opened) ? opened : decodeGuardAsk(opened.payload)
    if (isFault(asked))
      return void door.refuse('question of a guard refused', { node, code: asked.code })
    if (asked.node === node) return asked
    return void door.refuse('question of a guard for another', { node })
  }

  #answer(node: NodeId, bytes: Uint8Array, done: () => void): void {
    const { clock, say } = this.#parts
    const asked = this.#read(node, bytes)
    if (asked === undefined) return clock.soon(done)
    const { ask } = asked
    this.#trustFor(asked, (trust) =>
      this.#certificatesFor(asked, trust?.serviceAddresses ?? [], (certificates) =>
        this.#accessFor(asked, (access) => {
          const told = asked.trust ? trust : undefined
          const answer = encodeGuardAnswer({ ask, certificates, access, trust: told })
          say(node, { kind: 'guard-answered', node, answer })
          clock.soon(done)
        }),
      ),
    )
  }

  /** Certificates need the addresses of the Service as well. */
  #trustFor({ trust, certificates }: GuardAsk, done: (trust: Trusted | undefined) => void): void {
    const reader = trust || certificates.length > 0 ? this.#trust : undefined
    if (reader === undefined) this.#parts.clock.soon(() => done(undefined))
    else reader.read(done)
  }

  #certificatesFor(
    { node, certificates }: GuardAsk,
    serviceAddresses: readonly string[],
    done: (given: readonly CertificateGiven[]) => void,
  ): void {
    const { authority, clock, keep, addressesOf, tap } = this.#parts
    if (authority === undefined) return clock.soon(() => done([]))
    const parts = { authority, wall: clock.wall, keep }
    const known = { node, ownAddresses: addressesOf(node), serviceAddresses }
    gathered(
      certificates,
      (one, _, each: (outcome: CertificateGiven | Fault) => void) =>
        issueCertificate(parts, known, one, each),
      clock.soon,
      (outcomes) => {
        for (const fault of outcomes.filter(isFault))
          tap('warn', 'certificate not issued', { node, code: fault.code, message: fault.message })
        done(outcomes.flatMap((outcome) => (isFault(outcome) ? [] : outcome)))
      },
    )
  }

  #accessFor({ access }: GuardAsk, done: (decided: readonly AccessDecided[]) => void): void {
    const { kube, clock } = this.#parts
    if (kube === undefined) return clock.soon(() => done([]))
    gathered(
      access,
      (wish, at, each: (decided: readonly AccessDecided[]) => void) =>
        reviewAccess({ kube, clock }, at, wish, each),
      clock.soon,
      (decided) => done(decided.flat()),
    )
  }
}

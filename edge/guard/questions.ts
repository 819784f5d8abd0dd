// A guard's questions to the cloud: one is open at a time, asked again until it is answered; what comes meanwhile waits.
import type { Cancel, Clock } from '../../bus/clock.ts'
import type { Keyring } from '../../bus/keyring.ts'
import { decodeGuardAsk, encodeGuardAsk } from '../../schemas/guard-ask.ts'
import type { AccessAsk, CertificateAsk, GuardAsk } from '../../schemas/guard-ask.ts'
import type { GuardAnswer } from '../../schemas/guard-answer.ts'
import { limits } from '../../schemas/limits.ts'
import { sealSigned } from '../../schemas/signed.ts'
import { attemptKey } from '../../src/identity/attempt.ts'
import { userKey } from '../../src/identity/user.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import type { SendUp } from '../send-up.ts'
import { producerOf } from '../producer.ts'

/** What questions stand on. */
export interface QuestionsParts {
  readonly clock: Clock
  readonly keyring: Pick<Keyring, 'sign'>
  readonly node: NodeId
  readonly retryMs: number
  readonly send: SendUp
}

/** Wishes that wait while a question is open; beyond them callers are told that nothing is decided. */
const waitingMax = 1_024
/** A question that is not answered so often is not the one to insist on. */
const triesMax = 12

/** The questions of one run. */
export class Questions {
  readonly #parts: QuestionsParts
  #wishes = new Map<string, AccessAsk>()
  #certificates: readonly CertificateAsk[] = []
  #trust = false
  /** Numbers begin with the time of the run, so that no answer to an earlier one counts. */
  #asked: number
  #open: GuardAsk | undefined
  #tries = 0
  #mayAsk = false
  #cancel: Cancel = () => {}

  constructor(parts: QuestionsParts) {
    this.#parts = parts
    this.#asked = parts.clock.wall()
  }

  /** There is a way to the cloud, or none. */
  reachable(mayAsk: boolean): void {
    this.#mayAsk = mayAsk
    this.#cancel()
    if (mayAsk) this.#say()
  }

  /** Asks whom to trust. */
  trust(): void {
    this.#trust = true
    this.#next()
  }

  /** Asks for certificates; later requests take the place of those that still wait. */
  certificates(requests: readonly CertificateAsk[]): void {
    this.#certificates = requests
    this.#next()
  }

  /** Asks whether somebody may do something; whether it can be asked, and there was room for it. */
  access(wish: AccessAsk): boolean {
    const key = `${userKey(wish.user)} ${attemptKey(wish.attempt)}`
    if (this.#wishes.size >= waitingMax && !this.#wishes.has(key)) return false
    if (!this.#fits(wish)) return false
    this.#wishes.set(key, wish)
    this.#next()
    return true
  }

  /** The question that an answer belongs to; only that to the open one counts. */
  answered({ ask }: GuardAnswer): GuardAsk | undefined {
    const open = this.#open
    if (open?.ask !== ask) return undefined
    this.#open = undefined
    this.#cancel()
    this.#parts.clock.soon(() => this.#next())
    return open
  }

  stop(): void {
    this.#mayAsk = false
    this.#cancel()
  }

  #next(): void {
    if (this.#open !== undefined) return
    const wishes = [...this.#wishes].slice(0, limits.guardAccess)
    if (wishes.length === 0 && this.#certificates.length === 0 && !this.#trust) return
    for (const [key] of wishes) this.#wishes.delete(key)
    this.#asked += 1
    this.#open = {
      node: this.#parts.node,
      ask: this.#asked,
      certificates: this.#certificates,
      access: wishes.map(([, wish]) => wish),
      trust: this.#trust,
    }
    this.#certificates = []
    this.#trust = false
    this.#tries = 0
    if (this.#mayAsk) this.#say()
  }

  /** A wish that the cloud would not read must not stop the others: callers choose its words. */
  #fits(wish: AccessAsk): boolean {
    const alone = { certificates: [], access: [wish], trust: false }
    const bytes = encodeGuardAsk({ node: this.#parts.node, ask: 1, ...alone })
    return bytes.length <= limits.guardWishBytes && !isFault(decodeGuardAsk(bytes))
  }

  /** Says the open question, and again until it is answered or has been said often enough. */
  #say(): void {
    const { node, keyring, send, clock, retryMs } = this.#parts
    if (this.#open === undefined) return
    this.#tries += 1
    if (this.#tries > triesMax) return this.#giveUp(this.#open)
    const as = { context: 'guard', signer: producerOf(node) } as const
    send('guard', sealSigned(as, encodeGuardAsk(this.#open), keyring.sign))
    this.#cancel = clock.after(retryMs, () => this.#say())
  }

  /** Whoever wished something has been told long ago that nothing is decided; what the node needs is asked anew. */
  #giveUp({ certificates, trust }: GuardAsk): void {
    this.#open = undefined
    if (this.#certificates.length === 0) this.#certificates = certificates
    this.#trust ||= trust
    this.#next()
  }
}

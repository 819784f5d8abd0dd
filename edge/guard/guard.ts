// The guard of a node's local API: who asks, whether he may, and what proves the node itself.
import type { Cancel } from '../../bus/clock.ts'
import type { Part } from '../../bus/lifecycle.ts'
import { decodeGuardAnswer } from '../../schemas/guard-answer.ts'
import type { GuardAnswer, Trusted } from '../../schemas/guard-answer.ts'
import type { GuardAsk } from '../../schemas/guard-ask.ts'
import { AccessBook } from '../../src/identity/access-book.ts'
import type { Decided } from '../../src/identity/access-book.ts'
import { attemptOf } from '../../src/identity/attempt.ts'
import type { User } from '../../src/identity/user.ts'
import type { Link } from '../../src/health/words.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { MonoMs } from '../../src/kernel/time.ts'
import type { Status } from '../../src/objects/answers/status.ts'
import type { RequestInfo } from '../../src/objects/request/info.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { Authorizer } from './authorizer.ts'
import { giveToken } from './give-token.ts'
import type { TokenOf } from './give-token.ts'
import type { Authorized, Caller, GuardParts, Shown } from './guard-parts.ts'
import { GuardStore } from './guard-store.ts'
import { identify } from './identify.ts'
import { Questions } from './questions.ts'
import { Renewals } from './renewals.ts'
import { StandIns } from './stand-ins.ts'

/** One run of a node's guard. */
export class Guard {
  readonly #parts: GuardParts
  readonly #book = new AccessBook()
  readonly #questions: Questions
  readonly #renewals: Renewals
  readonly #authorizer: Authorizer
  readonly #standIns: StandIns
  #store: GuardStore | undefined
  #link: Link = 'alone'
  #trust: Trusted | undefined
  /** When there was a link last (wall clock). */
  #linkedAtMs: number | undefined
  #trustAskedAt: MonoMs | undefined
  #tending: Cancel = () => {}
  #isOver = false

  constructor(parts: GuardParts) {
    const { clock, config, keyring, send } = parts
    const { retryMs } = config.times
    this.#parts = parts
    this.#questions = new Questions({ clock, keyring, node: config.node, retryMs, send })
    this.#renewals = new Renewals({ ...parts, questions: this.#questions })
    this.#standIns = new StandIns(parts)
    this.#authorizer = new Authorizer({
      ...parts,
      book: this.#book,
      take: (user, decided) => {
        this.#take(user, decided)
        this.#store?.decisions(this.#book.decisionsOf(user))
      },
      questions: this.#questions,
      mayAsk: () => this.#link !== 'alone',
    })
  }

  /** Opens what was kept; it starts before the API listens, and stops after it. */
  part(): Part {
    return {
      name: 'guard',
      start: (done) => this.#open(done),
      stop: (done) => {
        this.#isOver = true
        this.#tending()
        this.#questions.stop()
        this.#authorizer.stop()
        if (this.#store === undefined) this.#parts.clock.soon(done)
        else this.#store.close(done)
      },
    }
  }

  /** The node is linked, relayed or alone from now on; after its end the guard begins nothing any more. */
  linked(link: Link): void {
    if (this.#isOver) return
    const wasLinked = this.#link === 'linked'
    this.#link = link
    if (wasLinked || link === 'linked') this.#mark()
    this.#questions.reachable(link !== 'alone')
    this.#tending()
    if (link !== 'alone') this.#tend()
  }

  /** Takes an answer of the cloud. */
  hear(bytes: Uint8Array): void {
    const answer = decodeGuardAnswer(bytes)
    const { door } = this.#parts
    if (isFault(answer)) return door.refuse('answer to the guard unreadable', { code: answer.code })
    const asked = this.#questions.answered(answer)
    if (asked !== undefined) this.#answered(asked, answer)
  }

  /** Who asks; undefined: nobody who is known. Without a certificate and a token it is the anonymous caller. */
  identify(shown: Shown, done: (caller: Caller | undefined) => void): void {
    const { clock, tap } = this.#parts
    const who = identify(
      {
        ...this.#parts,
        nowMs: clock.wall(),
        cutMs: this.#link === 'linked' ? undefined : this.#linkedAtMs,
        trust: this.#trust,
        isNewest: (fingerprint) => this.#renewals.isNewest(fingerprint),
      },
      shown,
    )
    if ('because' in who) tap('debug', 'a caller is not believed', { ...who })
    clock.soon(() => done('because' in who ? undefined : who))
  }

  /** Whether a caller may do what a request wants. */
  authorize(user: User, wanted: RequestInfo, done: (outcome: Authorized) => void): void {
    this.#authorizer.authorize(user, attemptOf(wanted), done)
  }

  /** All that the cloud decided about a caller and is known here. */
  decided(user: User): readonly Decided[] {
    return this.#book.decisionsOf(user).decided
  }

  /** Answers a TokenRequest while the node is cut off; the caller has been authorized. */
  giveToken(of: TokenOf, body: unknown, done: (outcome: KubeObject | Status) => void): void {
    const outcome = giveToken(this.#parts, of, body)
    this.#parts.clock.soon(() => done(outcome))
  }

  /**
   * The cluster's token for a caller who shows one of the node's: what a request is forwarded with after a heal, until the
   * kubelet has replaced it. undefined where none is to be had.
   */
  standIn(bearer: string, done: (token: string | undefined) => void): void {
    this.#standIns.of(bearer, done)
  }

  #open(done: (fault: Fault | undefined) => void): void {
    this.#parts.openStore((opened) => {
      if (isFault(opened)) return done(opened)
      const store = new GuardStore(opened, this.#parts)
      store.load((kept) => {
        if (isFault(kept)) return store.close(() => done(kept))
        this.#store = store
        this.#trust ??= kept.trust
        this.#linkedAtMs ??= kept.linkedAtMs
        for (const { user, decided } of kept.decisions) this.#take(user, decided)
        done(undefined)
      })
    })
  }

  /** Now there is a link, or there was one a moment ago. */
  #mark(): void {
    this.#linkedAtMs = this.#parts.clock.wall()
    this.#store?.linkedAt(this.#linkedAtMs)
  }

  /** While there is a way to the cloud: whom to trust now, and what is to be renewed. */
  #tend(): void {
    const { clock, random, config } = this.#parts
    if (this.#link === 'linked') this.#mark()
    this.#askTrust()
    if (this.#trust !== undefined) this.#renewals.look(this.#trust.serviceAddresses)
    const { tendMs } = config.times
    const waitMs = tendMs / 2 + (tendMs / 2) * random.next()
    this.#tending = clock.after(waitMs, () => this.#tend())
  }

  /** Keys are changed rarely, and old ones stay valid for long. */
  #askTrust(): void {
    const { clock, config } = this.#parts
    const at = this.#trustAskedAt
    const isKnown = this.#trust !== undefined && at !== undefined
    if (isKnown && clock.mono() - at < config.times.trustMs) return
    this.#trustAskedAt = clock.mono()
    this.#questions.trust()
  }

  #answered(asked: GuardAsk, { certificates, access, trust }: GuardAnswer): void {
    const before = this.#trust
    if (trust !== undefined && JSON.stringify(trust) !== JSON.stringify(before)) {
      this.#trust = trust
      this.#store?.trust(trust)
    }
    this.#renewals.take(certificates)
    if (asked.trust) this.#renewals.look(this.#trust?.serviceAddresses ?? [])
    this.#authorizer.decided(asked.access, access)
  }

  /** Whom the book has no room for is forgotten on the disk as well. */
  #take(user: User, decided: readonly Decided[]): void {
    for (const forgotten of this.#book.take(user, decided)) this.#store?.forget(forgotten)
  }
}

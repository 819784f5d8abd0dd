// Whether a caller may do what he wants: by the node's own rules, or as the cloud decided; asked again when that is old.
import type { Cancel } from '../../bus/clock.ts'
import type { AccessDecided } from '../../schemas/guard-answer.ts'
import type { AccessAsk } from '../../schemas/guard-ask.ts'
import { isFresh, withoutName } from '../../src/identity/access-book.ts'
import type { AccessBook, Decided } from '../../src/identity/access-book.ts'
import { attemptKey } from '../../src/identity/attempt.ts'
import type { Attempt, Decision } from '../../src/identity/attempt.ts'
import { decideHere } from '../../src/identity/local-rules.ts'
import { membersGroup, userKey } from '../../src/identity/user.ts'
import type { User } from '../../src/identity/user.ts'
import { areReferring, nodeOfPod } from '../../src/mirror/references.ts'
import type { Authorized, GuardParts } from './guard-parts.ts'
import type { Questions } from './questions.ts'

/** What authorising stands on. */
export interface AuthorizerParts extends Pick<GuardParts, 'clock' | 'config' | 'objects'> {
  readonly book: Pick<AccessBook, 'of'>
  /** Takes what was decided about a caller. */
  readonly take: (user: User, decided: readonly Decided[]) => void
  readonly questions: Pick<Questions, 'access'>
  /** Whether there is a way to the cloud. */
  readonly mayAsk: () => boolean
}

interface Waiting {
  readonly user: User
  readonly attempt: Attempt
  readonly done: ((outcome: Authorized) => void)[]
  readonly giveUp: Cancel
}

/** The decisions of one node. */
export class Authorizer {
  readonly #parts: AuthorizerParts
  readonly #waiting = new Map<string, Waiting>()

  constructor(parts: AuthorizerParts) {
    this.#parts = parts
  }

  /** Whether somebody may do something. */
  authorize(user: User, attempt: Attempt, done: (outcome: Authorized) => void): void {
    const { config, clock, book, mayAsk } = this.#parts
    const now = (outcome: Authorized): void => clock.soon(() => done(outcome))
    const here = decideHere(config.node, this.#graph(), user, attempt)
    if (here !== undefined) return now(outcomeOf(here))
    // Whoever reaches the port could ask for anything without end; the cloud is not asked for nobody's sake.
    if (!user.groups.includes(membersGroup)) return now(undecided(''))
    const known = book.of(user, attempt)
    if (known !== undefined && (!mayAsk() || isFresh(known, clock.wall())))
      return now(outcomeOf(known))
    if (!mayAsk()) return now(undecided('nothing was decided about this before the link was cut'))
    this.#ask(user, attempt, done)
  }

  /** Takes decisions of the cloud about wishes, by their places. */
  decided(wishes: readonly AccessAsk[], decisions: readonly AccessDecided[]): void {
    const atMs = this.#parts.clock.wall()
    const users = new Map<string, { readonly user: User; readonly decided: Decided[] }>()
    for (const { asked, general, allowed, because } of decisions) {
      const wish = wishes[asked]
      if (wish === undefined) continue
      const { user, attempt } = wish
      const of = users.get(userKey(user)) ?? { user, decided: [] }
      const reason = because === undefined ? {} : { because }
      const about = general ? withoutName(attempt) : attempt
      of.decided.push({ attempt: about, allowed, ...reason, atMs })
      users.set(userKey(user), of)
    }
    for (const { user, decided } of users.values()) this.#parts.take(user, decided)
    for (const { user, attempt } of wishes) this.#settle(keyOf(user, attempt))
  }

  stop(): void {
    for (const { giveUp } of this.#waiting.values()) giveUp()
    this.#waiting.clear()
  }

  #ask(user: User, attempt: Attempt, done: (outcome: Authorized) => void): void {
    const { clock, config, questions } = this.#parts
    const key = keyOf(user, attempt)
    const known = this.#waiting.get(key)
    if (known !== undefined) return void known.done.push(done)
    if (!questions.access({ user, attempt }))
      return clock.soon(() => done(undecided('the cloud cannot be asked about this now')))
    const giveUp = clock.after(config.times.decideMs, () => this.#settle(key))
    this.#waiting.set(key, { user, attempt, done: [done], giveUp })
  }

  /** Says what is known by now: what was just decided, or what was before. */
  #settle(key: string): void {
    const waiting = this.#waiting.get(key)
    if (waiting === undefined) return
    const { user, attempt, done, giveUp } = waiting
    this.#waiting.delete(key)
    giveUp()
    const known: Decided | undefined = this.#parts.book.of(user, attempt)
    const outcome =
      known === undefined ? undecided('the cloud has not decided about this') : outcomeOf(known)
    for (const each of done) each(outcome)
  }

  #graph() {
    const { config, objects } = this.#parts
    return {
      nodeOf: (namespace: string, name: string) => {
        const pod = objects.get('pods', namespace, name)
        return pod === undefined ? undefined : (nodeOfPod(pod) ?? '')
      },
      refersTo: (resource: string, namespace: string, name: string) => {
        const own = objects.pods().filter((pod) => nodeOfPod(pod) === config.node)
        return areReferring(own, objects.volumes(), { resource, namespace, name })
      },
    }
  }
}

const keyOf = (user: User, attempt: Attempt): string => `${userKey(user)} ${attemptKey(attempt)}`

const outcomeOf = ({ allowed, because }: Decision): Authorized =>
  allowed ? { allowed } : { allowed, reason: because ?? '', undecided: false }

const undecided = (reason: string): Authorized => ({ allowed: false, reason, undecided: true })

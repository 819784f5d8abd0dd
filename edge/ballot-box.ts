// The ballots a node knows: its own and those it heard, the newest of each observer about each subject.
// G1. A relayed ballot never displaces one that its observer said itself within the report's life.
// G2. What is passed on is bounded; what may change a verdict goes first, and what others say that changes none, seldom.
// G3. A ballot is passed on for one report's life after it came, so none circulates for ever.
import { isNews } from '../src/health/told-ballots.ts'
import type { ToldBallot } from '../src/health/told-ballots.ts'
import type { Ballot } from '../src/health/words.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import type { MonoMs } from '../src/kernel/time.ts'

interface Known {
  readonly ballot: Ballot
  readonly at: MonoMs
  readonly direct: boolean
  /** The last that was news. */
  readonly told: ToldBallot
}

/** How long a ballot counts, after how long the same is news again, and how many are passed on. */
export interface BallotBoxConfig {
  readonly lifeMs: number
  readonly againMs: number
  readonly passedMax: number
}

/** The rank of what is not told. */
const never = 3

/** What a ballot is that was said: kept as news, kept though it says what was said before, or not kept. */
export type Taken = 'news' | 'again' | 'refused'

/** Ballots by subject and observer. */
export class BallotBox {
  readonly #config: BallotBoxConfig
  readonly #known = new Map<NodeId, Map<NodeId, Known>>()

  constructor(config: BallotBoxConfig) {
    this.#config = config
  }

  /** Takes a ballot said by `from`. */
  take(ballot: Ballot, from: NodeId, at: MonoMs): Taken {
    const direct = ballot.observer === from
    const about = this.#known.get(ballot.subject) ?? new Map<NodeId, Known>()
    const known = about.get(ballot.observer)
    if (known !== undefined && !this.#displaces(ballot, direct, known, at)) return 'refused'
    const last = known?.told
    const isAgain = last !== undefined && !isNews(ballot, last, at, this.#config.againMs)
    const told = isAgain ? last : { ballot, at }
    about.set(ballot.observer, { ballot, at, direct, told })
    this.#known.set(ballot.subject, about)
    return isAgain ? 'again' : 'news'
  }

  /** The fresh ballots of one observer, in order of their subjects. */
  of(observer: NodeId, at: MonoMs): readonly Ballot[] {
    const own: Ballot[] = []
    for (const about of this.#known.values()) {
      const known = about.get(observer)
      if (known !== undefined && this.#isFresh(known, at)) own.push(known.ballot)
    }
    return own.sort((a, b) => (a.subject < b.subject ? -1 : 1))
  }

  /** What to tell peers: one's own ballots, those that may change a verdict, and, where `all` are told, the others. */
  passedOn(
    self: NodeId,
    at: MonoMs,
    isAlive: (node: NodeId) => boolean,
    all: boolean,
  ): readonly Ballot[] {
    const rankOf = (ballot: Ballot): number => {
      if (ballot.observer === self) return 0
      return ballot.opinion === 'alive' && isAlive(ballot.subject) ? 2 : 1
    }
    const told: { readonly known: Known; readonly rank: number }[] = []
    for (const about of this.#known.values())
      for (const known of about.values()) {
        const rank = this.#isFresh(known, at) ? rankOf(known.ballot) : never
        if (rank < (all ? never : 2)) told.push({ known, rank })
      }
    // Of one rank, the newest come first.
    told.sort((a, b) => a.rank - b.rank || b.known.at - a.known.at)
    return told.slice(0, this.#config.passedMax).map(({ known }) => known.ballot)
  }

  /** Forgets everything by or about nodes that are no members any more. */
  keep(members: ReadonlySet<NodeId>): void {
    for (const [subject, about] of this.#known) {
      if (!members.has(subject)) this.#known.delete(subject)
      for (const observer of about.keys()) if (!members.has(observer)) about.delete(observer)
    }
  }

  #isFresh({ at: saidAt }: Known, at: MonoMs): boolean {
    return at - saidAt < this.#config.lifeMs
  }

  #displaces(ballot: Ballot, direct: boolean, known: Known, at: MonoMs): boolean {
    if (known.direct && !direct && this.#isFresh(known, at)) return false
    if (direct && !known.direct) return true
    return isNewer(ballot, known.ballot)
  }
}

function isNewer(a: Ballot, b: Ballot): boolean {
  return a.incarnation === b.incarnation ? a.round > b.round : a.incarnation > b.incarnation
}

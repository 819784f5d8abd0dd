// Which of a node's ballots ride in a beat: news and `dead` at once, all of them in every few beats.
import type { Ballot } from '../src/health/words.ts'
import type { NodeId } from '../src/kernel/ids.ts'

/** Chooses the ballots of one beat after another. A ballot covers its past rounds, so nothing is lost between. */
export class BeatBallots {
  readonly #every: number
  readonly #said = new Map<NodeId, Ballot>()
  #beats = 0

  /** All ballots ride in one of `every` beats. */
  constructor(every: number) {
    this.#every = every
  }

  /** The ballots of the next beat, out of the fresh ones. */
  next(fresh: readonly Ballot[]): readonly Ballot[] {
    const all = this.#beats % this.#every === 0
    this.#beats += 1
    const said = all ? fresh : fresh.filter((ballot) => this.#isNews(ballot))
    for (const ballot of said) this.#said.set(ballot.subject, ballot)
    return said
  }

  #isNews({ subject, opinion, incarnation }: Ballot): boolean {
    const last = this.#said.get(subject)
    if (opinion === 'dead' || last === undefined) return true
    return last.opinion !== opinion || last.incarnation !== incarnation
  }
}

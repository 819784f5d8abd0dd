// One way on which a node beats: which beats on it asked for an echo, and which ballots were said on it.
import type { Ballot } from '../src/health/words.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import type { MonoMs } from '../src/kernel/time.ts'
import { BeatBallots } from './beat-ballots.ts'

/** A beat that asked: when it was sent, and through which peer. */
export interface Asked {
  readonly at: MonoMs
  readonly relay: NodeId | undefined
}

/** The direct way, or the one through peers. */
export class BeatWay {
  readonly #ballots: BeatBallots
  readonly #asked = new Map<number, Asked>()

  /** All ballots ride in one of `every` beats. */
  constructor(every: number) {
    this.#ballots = new BeatBallots(every)
  }

  /** The ballots of the next beat on this way, out of the fresh ones. */
  ballots(fresh: readonly Ballot[]): readonly Ballot[] {
    return this.#ballots.next(fresh)
  }

  /** A beat asks; those older than `lifeMs` need no answer any more. */
  ask(number: number, asked: Asked, lifeMs: number): void {
    for (const [older, { at }] of this.#asked)
      if (asked.at - at >= lifeMs) this.#asked.delete(older)
    this.#asked.set(number, asked)
  }

  /** The beat of this way that an echo answers, once; those before it need no answer any more. */
  answered(number: number): Asked | undefined {
    const asked = this.#asked.get(number)
    if (asked === undefined) return undefined
    for (const older of this.#asked.keys()) if (older <= number) this.#asked.delete(older)
    return asked
  }
}

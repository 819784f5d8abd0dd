// What a section of the torture is: many rounds from one seed, counted by what was done and what came of it.
import type { Random } from '../../src/kernel/random.ts'

/** What one round did, and how it ended. A violation is thrown. */
export interface Round {
  readonly damage: string
  readonly outcome: string
}

/** A running section: one call may do several rounds at once. */
export interface Running {
  readonly next: (chance: Random) => Promise<readonly Round[]>
  readonly stop: () => void | Promise<void>
}

/** A section as it stands on the list. */
export interface Section {
  readonly name: string
  readonly title: string
  readonly rounds: number
  readonly start: (chance: Random) => Promise<Running>
}

/** Rounds by damage and outcome. */
export type Tally = Map<string, Map<string, number>>

/**
 * Runs so many rounds. Each call has a chance of its own, named by its number, so that the message of a violation is
 * enough to repeat it.
 */
export async function runSection(
  section: Section,
  { rounds, chance }: { readonly rounds: number; readonly chance: Random },
  step: (done: number) => void = () => undefined,
): Promise<Tally> {
  const tally: Tally = new Map()
  const running = await section.start(chance.fork(section.name))
  try {
    let done = 0
    for (let call = 0; done < rounds; call++) {
      const list = await attempt(section.name, call, running, chance)
      for (const { damage, outcome } of list) {
        const outcomes = tally.get(damage) ?? new Map<string, number>()
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
        tally.set(damage, outcomes)
      }
      done += list.length
      step(Math.min(done, rounds))
    }
  } finally {
    await running.stop()
  }
  return tally
}

async function attempt(
  name: string,
  call: number,
  running: Running,
  chance: Random,
): Promise<readonly Round[]> {
  try {
    return await running.next(chance.fork(`${name}/${call}`))
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error)
    throw new Error(`violation in ${name}, round ${call}: ${what}`, { cause: error })
  }
}

/** How often something came of a round. */
export const countOf = (tally: Tally, outcome: string): number =>
  [...tally.values()].reduce((sum, outcomes) => sum + (outcomes.get(outcome) ?? 0), 0)

/** One of a list. */
export function pick<T>(chance: Random, list: readonly T[]): T {
  const one = list[chance.below(list.length)]
  if (one === undefined) throw new Error('expected a list to pick from')
  return one
}

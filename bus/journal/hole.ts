// A hole: facts that were acknowledged and are not there any more.
import { Fault } from '../../src/kernel/fault.ts'
import type { Lane } from '../../src/facts.ts'

/** Sequences [from, to] of a lane that are missing or damaged; of the base only the range is known. */
export interface Hole {
  readonly lane: Lane
  readonly part: 'tail' | 'base'
  readonly from: number
  readonly to: number
}

/** Joins holes that touch. */
export function mergeHoles(holes: readonly Hole[]): readonly Hole[] {
  const merged: Hole[] = []
  for (const hole of holes) {
    const last = merged.at(-1)
    const touches = last?.lane === hole.lane && last.part === hole.part && hole.from <= last.to + 1
    if (last && touches) merged[merged.length - 1] = { ...last, to: Math.max(last.to, hole.to) }
    else merged.push(hole)
  }
  return merged
}

/** The holes in words. */
export const describeHoles = (holes: readonly Hole[]): string =>
  holes.map((hole) => `${hole.lane} ${hole.part} ${hole.from}..${hole.to}`).join(', ')

/** The fault of a journal with holes. */
export const holeFault = (holes: readonly Hole[]): Fault =>
  new Fault(
    'JOURNAL_HOLE',
    `expected an unbroken journal, missing: ${describeHoles(holes)}; fetch these facts again or begin a new epoch`,
  )

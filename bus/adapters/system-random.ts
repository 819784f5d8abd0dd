// Randomness that nobody can foresee, from the system's own source.
import { randomInt } from 'node:crypto'
import type { Random } from '../../src/kernel/random.ts'

/** Each draw is new; a fork is the same source. */
export const systemRandom: Random = {
  next: () => randomInt(2 ** 47) / 2 ** 47,
  below: (bound) => randomInt(bound),
  fork: () => systemRandom,
}

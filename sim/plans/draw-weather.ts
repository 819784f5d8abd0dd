// Weather drawn at random: how far, how steady and how lossy links are, and what the bus does to messages.
import type { Random } from '../../src/kernel/random.ts'
import type { Flaws } from '../network/flaws.ts'
import type { Weather } from '../world/links.ts'

/** Draws links from good ones to poor ones. */
export function drawWeather(random: Random): Weather {
  const bad = random.next() ** 2
  return {
    wan: { latencyMs: 2 + 100 * bad, jitterMs: 100 * bad * random.next(), loss: 0.03 * bad },
    lan: { latencyMs: 1, jitterMs: 4 * bad, loss: 0.005 * bad },
  }
}

/** Draws a good bus, or one that loses, repeats and delays a few messages. */
export function drawFlaws(random: Random): Flaws {
  const bad = random.next() < 0.5 ? 0 : random.next()
  return { lost: 0.02 * bad, repeated: 0.05 * bad, late: 0.02 * bad }
}

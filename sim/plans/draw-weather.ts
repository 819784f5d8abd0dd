// Weather drawn at random: how far, how steady and how lossy links are, and what the bus does to messages.
import type { Random } from '../../src/kernel/random.ts'
import type { Flaws } from '../network/flaws.ts'
import type { Weather } from '../world/links.ts'

/** Links as one would wish for. */
export const fairWeather: Weather = {
  wan: { latencyMs: 20, jitterMs: 5, loss: 0 },
  lan: { latencyMs: 1, jitterMs: 1, loss: 0 },
}

/** Draws links from good ones to poor ones. */
export function drawWeather(random: Random): Weather {
  const bad = random.next() ** 2
  return {
    wan: {
      latencyMs: hundredths(2 + 100 * bad),
      jitterMs: hundredths(100 * bad * random.next()),
      loss: hundredths(3 * bad) / 100,
    },
    lan: { latencyMs: 1, jitterMs: hundredths(4 * bad), loss: hundredths(0.5 * bad) / 100 },
  }
}

/** What people can read. */
const hundredths = (n: number): number => Math.round(n * 100) / 100

/** Draws a good bus, or one that loses, repeats and delays a few messages. */
export function drawFlaws(random: Random): Flaws {
  const bad = random.next() < 0.5 ? 0 : random.next()
  const percent = (n: number): number => hundredths(n * bad) / 100
  return { lost: percent(2), repeated: percent(5), late: percent(2) }
}

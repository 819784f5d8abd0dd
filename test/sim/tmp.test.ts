import { it } from 'vitest'
import { drawnWorld, runToTheEnd } from '../support/sim-world.ts'
import { textOf } from '../../sim/world/trace.ts'
import { writeFileSync } from 'node:fs'
const [from, to] = (process.env['SEEDS'] ?? '0-20').split('-').map(Number) as [number, number]
it('tmp', () => {
  for (let seed = from; seed < to; seed++) {
    const t = performance.now()
    const world = drawnWorld(seed)
    try {
      runToTheEnd(world, 170_000)
    } catch (e) {
      console.log(seed, 'THROWN', (e as Error).stack)
    }
    console.log(
      seed,
      'real ms',
      Math.round(performance.now() - t),
      world.trace.digest().slice(0, 8),
      world.findings(),
    )
    if (world.findings().length > 0)
      writeFileSync(`/tmp/cwsim/trace-${seed}.txt`, world.trace.lines().map(textOf).join('\n'))
  }
}, 900_000)

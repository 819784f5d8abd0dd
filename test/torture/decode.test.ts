// The decoders' part of the torture, in small.
import { expect, it } from 'vitest'
import { random } from '../../src/kernel/random.ts'
import { decodings } from './decode.ts'
import { runSection } from './section.ts'

const seed = Number(process.env['CAUSEWAY_TEST_SEED'] ?? Date.now() % 1_000_000)

it(`J40: no bytes make a decoder throw or hang, and none is held on to (seed ${seed})`, async () => {
  const tally = await runSection(decodings, { rounds: 5_000, chance: random(seed) })
  const outcomes = [...tally.values()].flatMap((each) => [...each.keys()])
  expect(outcomes.length).toBeGreaterThan(1)
})

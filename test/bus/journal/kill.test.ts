// A writer process killed at random moments, on real LevelDB: the parent's ledger decides.
import { expect, it } from 'vitest'
import { random } from '../../../src/kernel/random.ts'
import { kills } from '../../torture/kill.ts'
import { countOf, runSection } from '../../torture/section.ts'

const rounds = 300
const seed = Number(process.env['CAUSEWAY_TEST_SEED'] ?? Date.now() % 1_000_000)

it(`J30: killed at ${rounds} random moments, a writer never loses what it acknowledged, and nothing is there twice (seed ${seed})`, async () => {
  const tally = await runSection(kills, { rounds, chance: random(seed) })
  expect(countOf(tally, 'nothing lost, clean')).toBeGreaterThan(rounds / 2)
}, 300_000)

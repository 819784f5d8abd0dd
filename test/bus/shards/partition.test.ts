// Twenty edges and three replicas through random partitions in virtual time, judged by a ledger of what was promised.
import { expect, it } from 'vitest'
import { random } from '../../../src/kernel/random.ts'
import { virtualGround } from '../../support/partition/ground.ts'
import { partitionStory } from '../../torture/partition.ts'

const seed = process.env['CAUSEWAY_TEST_SEED'] ?? String(Date.now() % 1_000_000)
const facts = 10_000
const rounds = 4

it(`L13: after random partitions over 20 edges and ${facts} facts both sides are equal by hash, and every promise is kept (seed ${seed})`, async () => {
  const { world, round } = await partitionStory(virtualGround(seed), seed, { batchFacts: 64 })
  const hashes = new Set<string>()
  for (let n = 0; n < rounds; n++) {
    const storm = { facts: facts / rounds, ms: 180_000, steps: 60, calmMs: 600_000 }
    hashes.add(await round(storm, random(`${seed}/${n}`)))
  }
  expect(hashes.size).toBe(rounds)
  expect(world.ledger.asked.size).toBeGreaterThanOrEqual(facts)
  expect(world.ledger.acknowledged.size).toBeGreaterThan(facts * 0.8)
  expect(world.ledger.applied.size).toBeGreaterThan(40)
}, 300_000)

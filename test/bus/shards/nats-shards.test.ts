// Two replicas that share their shards over every nats-server there is, which is killed, emptied and set back.
import { expect, it, onTestFinished } from 'vitest'
import { describeNats } from '../../servers.ts'
import { lostBy, natsDamages, natsStory } from '../../torture/nats.ts'

const seed = process.env['CAUSEWAY_TEST_SEED'] ?? String(Date.now() % 1_000_000)

describeNats('shards over real logs', (binary) => {
  it(`L2, L4: killed, emptied or set back, a server costs nothing that was acknowledged, and each lost log is told of once (seed ${seed})`, async () => {
    const { world, round, comeLate, stop } = await natsStory(binary, seed)
    onTestFinished(stop)
    for (const damage of natsDamages)
      expect(await round({ damage, untilMs: 200, awayMs: 300 }), damage).toEqual(lostBy(damage))
    await comeLate()
    const { acknowledged, asked, applied } = world.ledger
    expect(acknowledged.size).toBe(asked.size)
    expect(applied.size).toBeGreaterThanOrEqual(2 * world.nodes.length)
  })
})

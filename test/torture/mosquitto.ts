// Edges that ship batches through a real mosquitto, which is killed and started again and keeps nothing.
import { Fault } from '../../src/kernel/fault.ts'
import { random } from '../../src/kernel/random.ts'
import { startMosquitto } from '../servers.ts'
import { faultyLog } from '../support/faulty-log.ts'
import { realGround } from '../support/partition/ground.ts'
import { mqttWire } from '../support/partition/wire.ts'
import { PartitionWorld } from '../support/partition/world.ts'
import { hasty } from './partition.ts'
import type { Section } from './section.ts'

const calmMs = 60_000

/** Six edges and one replica over one broker. */
export async function mosquittoStory(seed: string) {
  const server = await startMosquitto()
  const log = faultyLog()
  const world = new PartitionWorld({
    ground: realGround,
    seed,
    edges: 6,
    replicas: ['a'],
    shards: 1,
    wire: mqttWire(server.port, random(`${seed}/wire`)),
    bounds: hasty,
    diskMs: 2,
    logsOf: (_replica, clock) => ({
      open: (shard, done) => {
        const only = shard === 0 ? log.open(clock, () => false) : undefined
        clock.soon(() => done(only ?? new Fault('NOT_FOUND', `no shard ${shard}`)))
      },
      close: () => undefined,
    }),
  })
  await world.startAll()
  for (const { shards } of world.replicas) shards.members(['a'], true)

  const write = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 40) {
      for (const node of world.nodes) world.append(node, 3)
      await realGround.wait(40)
    }
  }
  /** Writes all the while; throws unless all promises were kept. */
  const round = async (untilMs: number, awayMs: number): Promise<void> => {
    await write(untilMs)
    await server.stop()
    await write(awayMs)
    await server.start()
    await write(200)
    await world.calm(calmMs)
    await world.judge()
  }
  const stop = async (): Promise<void> => {
    world.stop()
    await server.remove()
  }
  return { world, round, stop }
}

/** Restarts of a real broker. */
export const mosquittoRestarts: Section = {
  name: 'mosquitto',
  title: 'A real mosquitto without persistence restarted while edges ship batches',
  rounds: 60,
  start: async (chance) => {
    const { round, stop } = await mosquittoStory(String(chance.next()))
    return {
      next: async (own) => {
        await round(own.below(1_500), own.below(1_500))
        return [{ damage: 'restarted', outcome: 'both sides equal' }]
      },
      stop,
    }
  },
}

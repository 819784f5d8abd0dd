// Edges and replicas whose links are cut, lose, repeat and reorder, and who are killed meanwhile: in the end both sides are equal.
//
// One story, on virtual time in the tests and on real time in the torture.
import { Fault } from '../../src/kernel/fault.ts'
import { random } from '../../src/kernel/random.ts'
import type { Random } from '../../src/kernel/random.ts'
import { faultyLog } from '../support/faulty-log.ts'
import { realGround } from '../support/partition/ground.ts'
import type { Ground } from '../support/partition/ground.ts'
import { calmEdgeLink, flawedWire } from '../support/partition/wire.ts'
import type { EdgeLink } from '../support/partition/wire.ts'
import { PartitionWorld } from '../support/partition/world.ts'
import type { UplinkBounds } from '../../bus/up/uplink-parts.ts'
import { pick } from './section.ts'
import type { Section } from './section.ts'

const replicas = ['a', 'b', 'c']
const shards = 4
const edges = 20

/** How long and how hard it storms. */
export interface Storm {
  readonly facts: number
  readonly ms: number
  readonly steps: number
  /** How long calm may take afterwards. */
  readonly calmMs: number
}

const weather = (chance: Random): Partial<EdgeLink> => ({
  loss: chance.next() * 0.4,
  repeat: chance.next() * 0.4,
  delayMs: chance.next() ** 2 * 4_000,
})

/** Twenty edges, three replicas that share four shards, and a storm whenever one is asked for. */
export async function partitionStory(
  ground: Ground,
  seed: string,
  bounds: Partial<UplinkBounds> = {},
) {
  const logs = Array.from({ length: shards }, faultyLog)
  const offLogs = new Set<string>()
  const { wire, set, relink } = flawedWire(ground.spawn().clock, random(`${seed}/wire`))
  const world = new PartitionWorld({
    ground,
    seed,
    edges,
    replicas,
    shards,
    wire,
    bounds,
    diskMs: 50,
    logsOf: (replica, clock) => ({
      open: (shard, done) => {
        const log = logs[shard]?.open(clock, () => offLogs.has(replica))
        clock.soon(() => done(log ?? new Fault('NOT_FOUND', `no shard ${shard}`)))
      },
      close: () => undefined,
    }),
  })
  await world.startAll()
  const tellMembers = (lists: (name: string) => readonly string[]): void => {
    for (const { name, shards: own } of world.replicas) own.members(lists(name), !offLogs.has(name))
  }
  const present = (): readonly string[] =>
    world.replicas.flatMap(({ name }) => (offLogs.has(name) ? [] : [name]))
  tellMembers(() => replicas)

  const deeds = (chance: Random): readonly (() => void | Promise<void>)[] => {
    const node = () => pick(chance, world.nodes)
    const cut = () =>
      pick(chance, [{ up: false }, { down: false }, { up: false, down: false }] as const)
    const end = () => pick(chance, ['kill', 'crash'] as const)
    return [
      () => set(node(), cut()),
      () => set(node(), cut()),
      () => set(node(), { up: true, down: true }),
      () => set(node(), { up: true, down: true }),
      () => set(node(), weather(chance)),
      () => {
        for (const each of world.nodes) if (chance.next() < 0.5) set(each, cut())
      },
      () => {
        for (const each of world.nodes) set(each, { up: true, down: true })
      },
      // In the middle of an append.
      async () => {
        const one = node()
        world.append(one, 4)
        await ground.wait(chance.next() * 100)
        world.end(one, end())
      },
      () => world.end(pick(chance, replicas), end()),
      () => void offLogs.add(pick(chance, replicas)),
      () => offLogs.clear(),
      () => {
        pick(chance, logs).loseAnswers = 1
      },
      // Each believes what it likes about who is there.
      () => tellMembers(() => [pick(chance, replicas)]),
    ]
  }

  const step = async (chance: Random): Promise<void> => {
    for (const name of [...world.nodes, ...replicas]) {
      if (world.isRunning(name) || chance.next() > 0.3) continue
      if (replicas.includes(name)) await world.startReplica(name)
      else await world.startEdge(name)
    }
    if (chance.next() < 0.5) tellMembers(present)
    await pick(chance, deeds(chance))()
  }

  /** A few edges write so many facts within about so long; says how many it were. */
  const burst = async (facts: number, ms: number, chance: Random): Promise<number> => {
    const busy = [pick(chance, world.nodes), pick(chance, world.nodes)]
    const appends = 6
    let asked = 0
    for (let n = 0; n < appends; n++) {
      asked += world.append(pick(chance, busy), Math.round((facts - asked) / (appends - n)))
      // A link that comes up again asks anew while earlier batches are still on their way.
      if (chance.next() < 0.3) relink(pick(chance, busy))
      await ground.wait((2 * chance.next() * ms) / appends)
    }
    return asked
  }

  const calmDown = async (): Promise<void> => {
    for (const node of world.nodes) set(node, calmEdgeLink)
    offLogs.clear()
    await world.startAll()
    tellMembers(() => replicas)
  }

  /** A storm, then calm, then the verdict: the hash that both sides have in common. */
  const round = async (storm: Storm, chance: Random): Promise<string> => {
    let left = storm.facts
    for (const node of world.nodes) set(node, weather(chance))
    for (let at = 0; at < storm.steps; at++) {
      left -= await burst(Math.round(left / (storm.steps - at)), storm.ms / storm.steps, chance)
      await step(chance)
    }
    await calmDown()
    for (; left > 0; left -= 8) world.append(pick(chance, world.nodes), Math.min(left, 8))
    await world.calm(storm.calmMs)
    return world.judge()
  }
  return { world, round }
}

/** Bounds for a storm of seconds. */
export const hasty: Partial<UplinkBounds> = {
  batchFacts: 32,
  resendMinMs: 200,
  resendMaxMs: 2_000,
  spreadMs: 50,
  keepMs: 5_000,
}

/** Thirty storms of twenty seconds are ten minutes, and ten thousand facts. */
const storm: Storm = { facts: 334, ms: 19_000, steps: 60, calmMs: 60_000 }

/** Partitions in real time. */
export const partitions: Section = {
  name: 'partition',
  title: `Links of ${edges} edges cut, edges and ${replicas.length} replicas killed, in real time (20 s a round)`,
  rounds: 30,
  start: async (chance) => {
    const { world, round } = await partitionStory(realGround, String(chance.next()), hasty)
    return {
      next: async (own) => {
        await round(storm, own)
        return [{ damage: 'cut, lost, repeated, killed', outcome: 'both sides equal' }]
      },
      stop: () => world.stop(),
    }
  },
}

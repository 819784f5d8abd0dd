// Edges and two replicas over the logs of a real nats-server that is killed, and whose store is deleted or replaced by an older copy.
import { isDeepStrictEqual } from 'node:util'
import { createNatsLogs } from '../../bus/adapters/nats-logs.ts'
import { factFromEnvelope } from '../../schemas/fact-codec.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { random } from '../../src/kernel/random.ts'
import { natsBinaries, startNats } from '../servers.ts'
import type { NatsBinary } from '../servers.ts'
import { realGround } from '../support/partition/ground.ts'
import { shardOfNode } from '../support/partition/replica.ts'
import { flawedWire } from '../support/partition/wire.ts'
import type { Held } from '../support/partition/ledger.ts'
import { PartitionWorld } from '../support/partition/world.ts'
import { hasty } from './partition.ts'
import { pick } from './section.ts'
import type { Section } from './section.ts'

const shards = 2
const replicas = ['a', 'b']

/** What happens to a server while facts are written. */
export const natsDamages = ['killed', 'store deleted', 'older copy of the store'] as const

/** One of them. */
export type NatsDamage = (typeof natsDamages)[number]

/** What happens, and when. */
export interface NatsRound {
  readonly damage: NatsDamage
  /** From the first write until the server is killed. */
  readonly untilMs: number
  /** How long the server is away. */
  readonly awayMs: number
}

/** How many lost logs each replica was told of. */
export type LostAt = Readonly<Record<string, number>>

/** Each log once, at both replicas, where anything was lost. */
export function lostBy(damage: NatsDamage): LostAt {
  const lost = damage === 'killed' ? 0 : shards
  return Object.fromEntries(replicas.map((name) => [name, lost]))
}

const calmMs = 60_000

/** Six edges and two replicas over one server. */
export async function natsStory(binary: NatsBinary, seed: string) {
  const server = await startNats('', binary)
  const { wire } = flawedWire(realGround.spawn().clock, random(`${seed}/wire`))
  const world = new PartitionWorld({
    ground: realGround,
    seed,
    edges: 6,
    replicas,
    shards,
    wire,
    bounds: hasty,
    diskMs: 2,
    logsOf: (_replica, clock) => {
      const logs = createNatsLogs({
        clock,
        tap: () => undefined,
        urls: `nats://127.0.0.1:${server.port}`,
        cluster: 'torture',
        silenceMs: 3_000,
        timeoutMs: 2_000,
      })
      if (isFault(logs)) throw logs
      return { open: logs.open, close: () => void logs.close() }
    },
  })
  const written = new Set(world.nodes.map((node) => shardOfNode(node, shards)))
  if (written.size !== shards) throw new Error('expected edges in every shard')
  await world.startAll()
  for (const { shards: own } of world.replicas) own.members(replicas, true)

  const writeOnce = (): void => {
    for (const node of world.nodes) world.append(node, 3)
  }
  /** Writes all the while. */
  const write = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 40) {
      writeOnce()
      await realGround.wait(Math.min(40, ms - passed))
    }
    writeOnce()
  }
  const lostOf = async (): Promise<ReadonlyMap<string, number>> => {
    const lost = await world.ownFacts('log-lost')
    const logsIn = ({ envelope }: Held): number => {
      const fact = factFromEnvelope(envelope)
      return !isFault(fact) && fact.kind === 'log-lost' ? fact.lost.length : 0
    }
    const sum = (facts: readonly Held[]) => facts.reduce((n, fact) => n + logsIn(fact), 0)
    return new Map([...lost].map(([name, facts]) => [name, sum(facts)]))
  }
  /** What each replica was told of since; what was lost at one time is told once nothing more is found. */
  const toldSince = async (
    before: ReadonlyMap<string, number>,
    damage: NatsDamage,
  ): Promise<LostAt> => {
    for (let tries = 0; ; tries++) {
      const now = [...(await lostOf())]
      const told = Object.fromEntries(now.map(([name, n]) => [name, n - (before.get(name) ?? 0)]))
      if (tries === 60 || isDeepStrictEqual(told, lostBy(damage))) return told
      await realGround.wait(250)
    }
  }

  /** Writes, damages, writes on; throws unless all promises were kept. Says of how many lost logs each replica was told. */
  const round = async ({ damage, untilMs, awayMs }: NatsRound): Promise<LostAt> => {
    const before = await lostOf()
    let change: () => void = damage === 'store deleted' ? server.files.remove : () => undefined
    if (damage === 'older copy of the store') {
      await server.stop()
      change = server.files.copy()
      await server.start()
    }
    // What is taken here is in the logs, and is not in the copy.
    writeOnce()
    await world.calm(calmMs)
    await write(untilMs)
    await server.stop()
    change()
    await write(awayMs)
    await server.start()
    await write(200)
    await world.calm(calmMs)
    await world.judge()
    return toldSince(before, damage)
  }
  /** A replica that comes now learns everything from the logs alone. */
  const comeLate = async (): Promise<void> => {
    await world.startReplica('late')
    await world.calm(calmMs)
    await world.judge()
  }
  const stop = async (): Promise<void> => {
    world.stop()
    await server.remove()
  }
  return { world, round, comeLate, stop }
}

const said = (lost: LostAt): string => JSON.stringify(lost)

/** A real nats-server of each version in turn. */
export const natsLosses: Section = {
  name: 'nats',
  title:
    'A real nats-server killed, its store deleted or replaced by an older copy, while facts are written',
  rounds: 90,
  start: async (chance) => {
    const there = natsBinaries.filter(({ version }) => version !== undefined)
    if (there.length === 0) throw new Error('expected a nats-server: install one')
    const stories = await Promise.all(
      there.map(async (binary) => ({
        version: binary.version,
        ...(await natsStory(binary, `${chance.next()}`)),
      })),
    )
    let turn = 0
    return {
      next: async (own) => {
        const story = stories[turn++ % stories.length]
        if (story === undefined) return []
        const damage = pick(own, natsDamages)
        const times = { untilMs: own.below(1_000), awayMs: own.below(1_500) }
        const [lost, expected] = [await story.round({ damage, ...times }), lostBy(damage)]
        if (!isDeepStrictEqual(lost, expected))
          throw new Error(`${damage}: expected log-lost ${said(expected)}, got ${said(lost)}`)
        return [{ damage: `${story.version} ${damage}`, outcome: 'both sides equal' }]
      },
      stop: async () => {
        for (const { stop } of stories) await stop()
      },
    }
  },
}

// What the rest of the cloud makes of facts in the logs of shards.
import type { Envelope } from '../schemas/envelope.ts'
import { factFromEnvelope } from '../schemas/fact-codec.ts'
import { isCloud } from '../bus/up/taken.ts'
import type { Fact } from '../src/facts.ts'
import { isFault } from '../src/kernel/fault.ts'
import { kubernetesKey } from '../src/health/kubernetes.ts'
import { shardOf } from '../src/kernel/hash.ts'
import { nodeId } from '../src/kernel/ids.ts'
import type { BusSide } from './bus-side.ts'
import type { Core } from './core.ts'
import type { Rollouts } from './apps/rollouts.ts'
import { isOfRollouts, isOfWrites } from './fact-route.ts'
import type { Feeds } from './feeds/feeds.ts'
import type { ReplaySide } from './replay/replay-side.ts'
import type { ShardListener } from './shard-side.ts'

/** Who takes facts. */
interface Takers {
  readonly core: Core
  readonly bus: BusSide
  readonly feeds: Feeds
  readonly replays: ReplaySide
  readonly rollouts: Rollouts
  /** A fact of a node. */
  readonly tookOne: (fact: Envelope) => void
}

/** Joins the logs to the core, to the way up and to the feeds. */
export function shardListener(takers: Takers): ShardListener {
  const { core, bus, feeds, replays } = takers
  return {
    shardOf: (envelope) => shardOfFact(core, envelope),
    took: (facts) => {
      for (const envelope of facts) take(takers, envelope)
    },
    wrote: (facts) => bus.publish(facts),
    changed: (shard, hold) => {
      if (hold === 'owned') core.began(shard)
      replays.reconcile()
      feeds.shardChanged(shard, hold)
    },
  }
}

function take({ core, bus, replays, rollouts, tookOne }: Takers, envelope: Envelope): void {
  if (!isCloud(envelope.producer)) return tookOne(envelope)
  bus.uplink.learn(envelope)
  const fact = ownFact(envelope)
  if (fact === undefined) return
  if (isOfWrites(fact)) replays.take(fact, envelope.hlc)
  else if (isOfRollouts(fact)) rollouts.take(fact, envelope.hlc)
  else core.take(fact, envelope.hlc)
}

function ownFact(envelope: Envelope): Fact | undefined {
  const fact = factFromEnvelope(envelope)
  return isFault(fact) || fact.kind === 'unknown-fact' ? undefined : fact
}

/** A node's facts belong to the shard of its site, a site's to its own. */
function shardOfFact(core: Core, envelope: Envelope): number | undefined {
  const [, ofNode] = /^node\/(.*)$/.exec(envelope.producer) ?? []
  if (ofNode !== undefined) return core.shardOf(nodeId(ofNode))
  const fact = ownFact(envelope)
  if (fact === undefined) return undefined
  if ('node' in fact) return core.shardOf(fact.node)
  if ('app' in fact) return shardOf(fact.app, core.shards)
  if ('site' in fact) return shardOf(fact.site, core.shards)
  if (fact.kind === 'kubernetes-restored') return shardOf(kubernetesKey, core.shards)
  const [, producer] = 'producer' in fact ? (/^node\/(.*)$/.exec(fact.producer) ?? []) : []
  return producer === undefined ? undefined : core.shardOf(nodeId(producer))
}

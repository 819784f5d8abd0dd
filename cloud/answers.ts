// What the door answers from: status, why and metrics, read from the running cloud at the moment of asking.
import type { Door } from '../bus/door.ts'
import type { Journal } from '../bus/journal.ts'
import type { NodeState } from '../src/health/node-state.ts'
import { whyLines } from '../src/health/why.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import type { MonoMs } from '../src/kernel/time.ts'
import type { CloudConfig } from './config.ts'
import type { Rollouts } from './apps/rollouts.ts'
import type { Core } from './core.ts'
import type { Fences } from './fences.ts'
import type { MirrorStatus } from './feeds/followers.ts'
import type { KubeSide } from './kube-side.ts'
import { metricsText } from './metrics.ts'
import type { ShardSide } from './shard-side.ts'
import { statusLine } from './status.ts'
import { unmanagedText } from './unmanaged.ts'
import { timestampMs } from './time-text.ts'
import type { Webhooks } from './webhooks/open-webhooks.ts'

/** What the answers are made of. */
export interface AnswersBase {
  readonly config: CloudConfig
  readonly core: Core
  readonly kube: KubeSide
  readonly door: Door
  readonly journal: Journal
  readonly mono: () => MonoMs
  readonly bus: () => 'up' | 'down'
  /** How many facts of a node's journal are not applied yet, by its last beat. */
  readonly lagOf: (node: NodeId) => number
  /** How a node's mirror is, by its last beat. */
  readonly mirrorOf: (node: NodeId) => MirrorStatus | undefined
  readonly shards: ShardSide
  readonly rollouts: Rollouts
  readonly fences: Fences
  readonly webhooks: Pick<Webhooks, 'beltMeans'>
}

/** All nodes, sites, and the cloud itself. */
export function statusAnswer(base: AnswersBase) {
  const { config, core, kube, door, journal, shards } = base
  const nodes = core.managed().map((state) => nodeLine(base, state))
  const sites = core.sites.sites().map((site) => ({
    site,
    nodes: core.sites.membersOf(site).length,
    cut: core.hosts.sites.state(site).hard.cut,
  }))
  const cloud = {
    replica: config.replica,
    version: config.version,
    bus: base.bus(),
    kubernetes: kube.link(),
    holder: kube.isHolder(),
    secondBelt: base.webhooks.beltMeans(),
    replicas: shards.replicas()?.present ?? [config.replica],
    shards: { owned: shards.replicas()?.owned ?? config.shards, all: config.shards },
    facts: journal.position('state').last,
    refused: door.refused(),
  }
  return { cloud, sites, nodes, rollouts: base.rollouts.all() }
}

function nodeLine({ config, core, mono, lagOf, mirrorOf, fences }: AnswersBase, state: NodeState) {
  const { node } = state.hard
  const facts = {
    state,
    lag: lagOf(node),
    feeds: mirrorOf(node),
    fence: fences.of(node),
    version: core.hosts.introductions.state(node).hard.introduced?.version,
  }
  return statusLine(facts, { now: mono(), config: config.health, path: config.path })
}

/** Why there is nothing to tell of a node. */
export function whyNot({ core, kube }: AnswersBase, node: NodeId): string {
  const isKnown = kube.link() === 'none' ? undefined : kube.isKnown(node)
  const beats = core.hosts.nodes.state(node).soft.candidate !== undefined
  return unmanagedText(node, { isKnown, beats })
}

/** Why a managed node is what it is: as data, and as lines for people. */
export function whyNode({ core, config, mono, fences }: AnswersBase, node: NodeId) {
  const state = core.nodeOf(node)
  if (state === undefined) return undefined
  const { verdict, since } = state.hard
  const decisions = core.history.of(node)
  return {
    node,
    verdict,
    since: since === undefined ? undefined : timestampMs(since.wallMs),
    evidence: decisions.at(-1)?.evidence,
    history: decisions,
    lines: whyLines({ state, decisions, fence: fences.of(node) }, mono(), config.health),
  }
}

/** The cloud in numbers. */
export function metricsAnswer(base: AnswersBase): string {
  const { cloud, sites, nodes } = statusAnswer(base)
  const verdicts = (['healthy', 'isolated', 'failed'] as const).map((verdict) => ({
    labels: { verdict },
    value: nodes.filter((line) => line.verdict === verdict).length,
  }))
  const refused = Object.entries(cloud.refused).map(([reason, value]) => ({
    labels: { reason },
    value,
  }))
  const gauge = (name: string, help: string, value: number) =>
    ({ name, help, kind: 'gauge', samples: [{ value }] }) as const
  return metricsText([
    { name: 'causeway_nodes', help: 'Managed nodes by verdict.', kind: 'gauge', samples: verdicts },
    gauge('causeway_sites_cut', 'Sites that are cut off.', sites.filter((one) => one.cut).length),
    gauge('causeway_holder', 'Whether this replica holds.', Number(cloud.holder)),
    gauge('causeway_bus_up', 'Whether the bus can be reached.', Number(cloud.bus === 'up')),
    gauge('causeway_kubernetes_up', 'Whether the API answers.', Number(cloud.kubernetes === 'up')),
    {
      name: 'causeway_facts_total',
      help: 'Durable facts of this replica.',
      kind: 'counter',
      samples: [{ value: cloud.facts }],
    },
    {
      name: 'causeway_refused_total',
      help: 'Messages turned away at a door.',
      kind: 'counter',
      samples: refused,
    },
  ])
}

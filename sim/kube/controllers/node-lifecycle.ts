// The node lifecycle: silence makes conditions Unknown and pods un-ready, and taints follow by zone and pace.
import type { MonoMs } from '../../../src/kernel/time.ts'
import { timestamp } from '../../../src/objects/timestamp.ts'
import { conditionOf, isTrue, withCondition } from './conditions.ts'
import { nothing } from './controller.ts'
import type { At, Controller, Plan } from './controller.ts'
import { disrupted } from './disruption.ts'
import { getOf, kinds, listOf } from './kinds.ts'
import type { Seen } from './kinds.ts'
import { isSilent, looked, unknownConditions } from './node-health.ts'
import type { NodeHealth } from './node-health.ts'
import { executeTaints, isExecuted, readinessTaint, scheduleTaints } from './node-taints.ts'
import type { Node, Pod } from './objects.ts'
import { isReady } from './pods.ts'
import { mergeStatus, telling } from './write.ts'
import type { EventDraft, Write } from './write.ts'
import { spent, zoneOf } from './zones.ts'
import type { Zone } from './zones.ts'

const account = 'system:serviceaccount:kube-system:node-controller'

/** Keys: one for the look at all nodes, one for NoExecute taints, and one a node for NoSchedule taints. */
const monitorKey = 'monitor'
const executeKey = 'execute'
const nodePrefix = 'node/'

/** What is forgotten at a restart. */
interface Memory {
  readonly health: Map<string, NodeHealth>
  zones: ReadonlyMap<string, Zone>
  /** Nodes that wait for a NoExecute taint, the longest first. */
  readonly waiting: Set<string>
  /** By node, the versions of its pods that were called un-ready at the last look; of those that are still the same it failed. */
  readonly called: Map<string, ReadonlyMap<string, string | undefined>>
}

/** Watches over nodes. */
export function nodeLifecycle(): Controller {
  const memory: Memory = {
    health: new Map(),
    zones: new Map(),
    waiting: new Set(),
    called: new Map(),
  }
  return {
    name: 'node-controller',
    account,
    watches: [
      { kind: kinds.nodes, keys: ({ object }) => [nodePrefix + object.metadata.name, executeKey] },
    ],
    initial: [monitorKey],
    reconcile: (key, seen, at) => {
      if (key === monitorKey) return monitor(memory, seen, at)
      if (key === executeKey) return execute(memory, seen, at)
      const node = getOf(seen, kinds.nodes, key.slice(nodePrefix.length))
      return node === undefined ? nothing : { writes: scheduleTaints(node, at.wall) }
    },
  }
}

/** One look at every node. */
function monitor(memory: Memory, seen: Seen, at: At): Plan {
  const nodes = listOf(seen, kinds.nodes)
  const events = registrations(memory, nodes)
  const looks = nodes.map((node) => lookAt(memory, node, seen, at))
  const after = looks.map(({ node }) => node)
  for (const node of after) {
    if (readinessTaint(node) === undefined) memory.waiting.delete(node.metadata.name)
    else memory.waiting.add(node.metadata.name)
  }
  const { zones, turned } = disrupted(memory.zones, after, { now: at.mono, config: at.config })
  memory.zones = zones
  if (turned === 'in') memory.waiting.clear()
  if (turned === 'out') listenAnew(memory, at.mono)
  const reachable = after.filter((node) => turned === 'in' || readinessTaint(node) === undefined)
  const writes = [
    ...looks.flatMap((look) => look.writes),
    ...reachable.flatMap((node) => executeTaints(node, undefined, at.wall)),
  ]
  const againMs = at.config.nodeMonitorPeriodMs
  return { writes, events, againMs, marks: [executeKey], anyway: true }
}

/** Tells of nodes that came and went. */
function registrations({ health, waiting }: Memory, nodes: readonly Node[]): readonly EventDraft[] {
  const names = new Set(nodes.map((node) => node.metadata.name))
  const added = nodes.filter((node) => !health.has(node.metadata.name))
  const removed = [...health].filter(([name]) => !names.has(name))
  for (const [name] of removed) {
    health.delete(name)
    waiting.delete(name)
  }
  return [
    ...added.map((node) => said(node, 'RegisteredNode', 'Registered Node', 'in')),
    ...removed.map(([, { node }]) => said(node, 'RemovingNode', 'Removing Node', 'from')),
  ]
}

function said(on: Node, reason: string, doing: string, preposition: string): EventDraft {
  const { name } = on.metadata
  const message = `Node ${name} event: ${doing} ${name} ${preposition} Controller`
  return { on, type: 'Normal', reason, message }
}

/** The node as it will be after the writes of this look. */
interface Look {
  readonly node: Node
  readonly writes: readonly Write[]
}

function lookAt(memory: Memory, node: Node, seen: Seen, { mono, wall, config }: At): Look {
  const { health, called } = memory
  const { name } = node.metadata
  const lease = getOf(seen, kinds.leases, name, 'kube-node-lease')
  const now = looked(health.get(name), node, lease, mono)
  health.set(name, now)
  const conditions = isSilent(now, mono, config) ? unknownConditions(node, wall) : undefined
  if (conditions === undefined) return { node, writes: calledAgain(memory, node, seen, wall) }
  const after: Node = { ...node, status: { ...node.status, conditions } }
  const reported = conditionOf(after, 'Ready')?.lastHeartbeatTime
  health.set(name, { ...now, node: after, reportedAt: reported })
  const write = mergeStatus(kinds.nodes, node, { conditions })
  if (!isTrue(node, 'Ready')) return { node: after, writes: [write] }
  const message = `Node ${name} status is now: NodeNotReady`
  const event = { on: node, type: 'Normal', reason: 'NodeNotReady', message } as const
  const pods = readyPods(seen, name)
  called.set(name, new Map(pods.map(({ metadata }) => [metadata.name, metadata.resourceVersion])))
  return { node: after, writes: [telling(write, event), ...pods.map((pod) => unready(pod, wall))] }
}

const readyPods = (seen: Seen, node: string): readonly Pod[] =>
  listOf(seen, kinds.pods).filter((pod) => pod.spec.nodeName === node && isReady(pod))

/** Pods that could not be called un-ready are called so again at every look, as long as their node is not ready. */
function calledAgain(
  { called }: Memory,
  node: Node,
  seen: Seen,
  wall: At['wall'],
): readonly Write[] {
  const { name } = node.metadata
  const before = called.get(name)
  if (before === undefined) return []
  const isSame = ({ metadata }: Pod) => before.get(metadata.name) === metadata.resourceVersion
  const pods = isTrue(node, 'Ready') ? [] : readyPods(seen, name).filter(isSame)
  if (pods.length === 0) called.delete(name)
  return pods.map((pod) => unready(pod, wall))
}

function unready(pod: Pod, wall: At['wall']): Write {
  const had = conditionOf(pod, 'Ready')
  const conditions = withCondition(pod.status?.conditions, {
    ...had,
    type: 'Ready',
    status: 'False',
    lastTransitionTime: timestamp(wall),
  })
  const event = { on: pod, type: 'Warning', reason: 'NodeNotReady', message: 'Node is not ready' }
  return telling(mergeStatus(kinds.pods, pod, { conditions }), event as EventDraft)
}

/** After all were silent, each node is given its full grace again. */
function listenAnew({ health }: Memory, now: MonoMs): void {
  for (const [name, each] of health) health.set(name, { ...each, heardAt: now })
}

/** Taints waiting nodes NoExecute, as fast as their zones allow. */
function execute(memory: Memory, seen: Seen, { mono, wall }: At): Plan {
  const writes: Write[] = []
  let againMs = Number.POSITIVE_INFINITY
  for (const name of [...memory.waiting]) {
    const node = getOf(seen, kinds.nodes, name)
    const wanted = node === undefined ? undefined : readinessTaint(node)
    const zone = node === undefined ? undefined : memory.zones.get(zoneOf(node))
    if (node === undefined || wanted === undefined || zone === undefined) continue
    if (isExecuted(node, wanted)) continue
    const swap = isExecuted(node)
    if (!swap && mono < zone.nextAt) {
      againMs = Math.min(againMs, zone.nextAt - mono)
      continue
    }
    if (!swap) memory.zones = new Map(memory.zones).set(zoneOf(node), spent(zone, mono))
    writes.push(...executeTaints(node, wanted, wall))
    // Who could not be tainted waits behind the others.
    memory.waiting.delete(name)
    memory.waiting.add(name)
  }
  const later = Number.isFinite(againMs) ? { againMs } : {}
  return { writes, ...later, anyway: true }
}

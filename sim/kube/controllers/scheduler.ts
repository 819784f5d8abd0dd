// The scheduler: puts each pending pod on the fitting node that has the fewest of its kind.
import type { WallMs } from '../../../src/kernel/time.ts'
import { timestamp } from '../../../src/objects/timestamp.ts'
import { controllerOf } from './claims.ts'
import { conditionOf, withCondition } from './conditions.ts'
import type { Controller } from './controller.ts'
import { keyOf } from './controller.ts'
import { kinds, listOf } from './kinds.ts'
import { tooManyPods, whyNot } from './node-fit.ts'
import type { Condition, Node, Pod } from './objects.ts'
import { isOver, isTerminating } from './pods.ts'
import { mergeStatus, pathOf, telling } from './write.ts'
import type { Write } from './write.ts'

/** Binds pods to nodes. */
export const scheduler: Controller = {
  name: 'default-scheduler',
  account: 'system:kube-scheduler',
  watches: [
    { kind: kinds.pods, keys: () => ['pending'] },
    { kind: kinds.nodes, keys: () => ['pending'] },
  ],
  reconcile: (_, seen, { wall }) => {
    const pods = listOf(seen, kinds.pods)
    const pending = pods.filter(isPending).toSorted(oldestFirst)
    if (pending.length === 0) return { writes: [] }
    const nodes = listOf(seen, kinds.nodes)
    const crowd = createCrowd(pods)
    return {
      writes: pending.flatMap((pod) => {
        const { node, reasons } = choose(pod, nodes, crowd)
        if (node === undefined) return failure(pod, nodes.length, reasons, wall)
        crowd.add(pod, node.metadata.name)
        return [binding(pod, node)]
      }),
    }
  },
}

const isPending = (pod: Pod): boolean =>
  (pod.spec.nodeName ?? '') === '' &&
  !isTerminating(pod) &&
  !isOver(pod) &&
  (pod.spec.schedulerName ?? scheduler.name) === scheduler.name &&
  (pod.spec.schedulingGates ?? []).length === 0

function oldestFirst(a: Pod, b: Pod): number {
  const [left, right] = [a, b].map(
    (pod) => `${pod.metadata.creationTimestamp ?? ''} ${pod.metadata.name}`,
  )
  return (left ?? '') < (right ?? '') ? -1 : 1
}

/** How many pods each node has, and how many of one owner. */
interface Crowd {
  readonly all: (node: string) => number
  readonly kin: (node: string, pod: Pod) => number
  readonly add: (pod: Pod, node: string) => void
}

function createCrowd(pods: readonly Pod[]): Crowd {
  const counts = new Map<string, number>()
  const count = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1)
  const kinKey = (node: string, pod: Pod) => `${node} ${controllerOf(pod)?.uid ?? ''}`
  const add = (pod: Pod, node: string) => {
    count(node)
    if (!isTerminating(pod)) count(kinKey(node, pod))
  }
  for (const pod of pods) {
    if (pod.spec.nodeName !== undefined && !isOver(pod)) add(pod, pod.spec.nodeName)
  }
  return {
    add,
    all: (node) => counts.get(node) ?? 0,
    kin: (node, pod) => counts.get(kinKey(node, pod)) ?? 0,
  }
}

interface Choice {
  readonly node?: Node
  /** How often each reason spoke against a node. */
  readonly reasons: ReadonlyMap<string, number>
}

/** The best node: fewest PreferNoSchedule taints, fewest pods of the same owner, fewest pods, first by name. */
function choose(pod: Pod, nodes: readonly Node[], crowd: Crowd): Choice {
  const reasons = new Map<string, number>()
  const fitting = nodes.filter((node) => {
    const reason = whyNot(pod, node, crowd.all(node.metadata.name))
    if (reason !== undefined) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    return reason === undefined
  })
  const rank = (node: Node): readonly number[] => [
    (node.spec.taints ?? []).filter(({ effect }) => effect === 'PreferNoSchedule').length,
    crowd.kin(node.metadata.name, pod),
    crowd.all(node.metadata.name),
  ]
  const [best] = fitting
    .map((node) => ({ node, rank: rank(node) }))
    .toSorted((a, b) => compareRanks(a.rank, b.rank) || compareNames(a.node, b.node))
  return best === undefined ? { reasons } : { node: best.node, reasons }
}

const compareRanks = (a: readonly number[], b: readonly number[]): number =>
  a.map((value, at) => value - (b[at] ?? 0)).find((difference) => difference !== 0) ?? 0

const compareNames = (a: Node, b: Node): number => (a.metadata.name < b.metadata.name ? -1 : 1)

function binding(pod: Pod, node: Node): Write {
  const { name, namespace, uid } = pod.metadata
  const target = { apiVersion: 'v1', kind: 'Node', name: node.metadata.name }
  const write: Write = {
    method: 'POST',
    path: pathOf(kinds.pods, { namespace, name, sub: 'binding' }),
    body: { apiVersion: 'v1', kind: 'Binding', metadata: { name, namespace, uid }, target },
  }
  const message = `Successfully assigned ${keyOf(pod)} to ${node.metadata.name}`
  return telling(write, { on: pod, type: 'Normal', reason: 'Scheduled', message })
}

/** Says in the pod's status and in an event why it stays pending, once per reason. */
function failure(
  pod: Pod,
  count: number,
  reasons: ReadonlyMap<string, number>,
  wall: WallMs,
): readonly Write[] {
  const message = count === 0 ? 'no nodes available to schedule pods' : said(count, reasons)
  const had = conditionOf(pod, 'PodScheduled')
  const { generation } = pod.metadata
  if (had?.status === 'False' && had.message === message) return []
  const condition: Condition = {
    type: 'PodScheduled',
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    status: 'False',
    reason: 'Unschedulable',
    message,
    lastTransitionTime: (had?.status === 'False' && had.lastTransitionTime) || timestamp(wall),
  }
  const conditions = withCondition(pod.status?.conditions, condition)
  const write = mergeStatus(kinds.pods, pod, { conditions })
  return [telling(write, { on: pod, type: 'Warning', reason: 'FailedScheduling', message })]
}

/** Why no node will do, and why ending pods of less priority would not help. */
function said(count: number, reasons: ReadonlyMap<string, number>): string {
  const crowded = reasons.get(tooManyPods) ?? 0
  const preemption = new Map([
    ['No preemption victims found for incoming pod', crowded],
    ['Preemption is not helpful for scheduling', count - crowded],
  ])
  const none = `0/${count} nodes are available: `
  return `${none}${listed(reasons)}. no new claims to deallocate, preemption: ${none}${listed(preemption)}.`
}

const listed = (reasons: ReadonlyMap<string, number>): string =>
  [...reasons]
    .filter(([, times]) => times > 0)
    .map(([reason, times]) => `${times} ${reason}`)
    .toSorted()
    .join(', ')

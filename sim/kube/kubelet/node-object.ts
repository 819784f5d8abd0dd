// The Node that a hollow kubelet reports: what it registers, and its status.
import type { WallMs } from '../../../src/kernel/time.ts'
import { timestamp } from '../../../src/objects/timestamp.ts'
import { conditionOf } from '../controllers/conditions.ts'
import type { Condition, Node } from '../controllers/objects.ts'
import { same } from '../controllers/same.ts'
import type { KubeletNode } from './options.ts'

/** What the node is and has, conditions apart. */
export interface NodeFacts {
  readonly node: KubeletNode
  /** The port on which its own API answers. */
  readonly apiPort: number
}

const healthy: readonly Condition[] = [
  {
    type: 'MemoryPressure',
    status: 'False',
    reason: 'KubeletHasSufficientMemory',
    message: 'kubelet has sufficient memory available',
  },
  {
    type: 'DiskPressure',
    status: 'False',
    reason: 'KubeletHasNoDiskPressure',
    message: 'kubelet has no disk pressure',
  },
  {
    type: 'PIDPressure',
    status: 'False',
    reason: 'KubeletHasSufficientPID',
    message: 'kubelet has sufficient PID available',
  },
  {
    type: 'Ready',
    status: 'True',
    reason: 'KubeletReady',
    message: 'kubelet is posting ready status',
  },
]

/** The Node as it is registered. */
export function nodeObject(facts: NodeFacts, wall: WallMs): Node {
  const { name, taints } = facts.node
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: labelsOf(facts.node) },
    spec: taints === undefined ? {} : { taints },
    status: { ...systemStatus(facts), conditions: conditionsAt(undefined, wall) },
  }
}

/** The labels that the kubelet sees to. */
export const labelsOf = ({ name, labels }: KubeletNode): Readonly<Record<string, string>> => ({
  'beta.kubernetes.io/arch': 'amd64',
  'beta.kubernetes.io/os': 'linux',
  'kubernetes.io/arch': 'amd64',
  'kubernetes.io/hostname': name,
  'kubernetes.io/os': 'linux',
  ...labels,
})

/** The part of the status to report; undefined when the API says the same and a report is not yet due. */
export function statusReport(
  facts: NodeFacts,
  seen: Node,
  at: { readonly wall: WallMs; readonly due: boolean },
): object | undefined {
  const system = Object.entries(systemStatus(facts)).filter(
    ([field, value]) => !same((seen.status as Readonly<Record<string, unknown>>)?.[field], value),
  )
  const conditions = conditionsAt(seen, at.wall)
  const changed = conditions.some(({ type, status, reason, message }) => {
    const had = conditionOf(seen, type)
    return had?.status !== status || had.reason !== reason || had.message !== message
  })
  if (!changed && system.length === 0 && !at.due) return undefined
  return { ...Object.fromEntries(system), conditions }
}

/** The conditions reported now; a transition is kept where the status is. */
function conditionsAt(seen: Node | undefined, wall: WallMs): readonly Condition[] {
  const now = timestamp(wall)
  return healthy.map((condition) => {
    const had = seen === undefined ? undefined : conditionOf(seen, condition.type)
    const since = had?.status === condition.status ? had.lastTransitionTime : undefined
    return { ...condition, lastHeartbeatTime: now, lastTransitionTime: since ?? now }
  })
}

const someCapacity = { cpu: '4', memory: '8Gi', pods: '110' }

const systemStatus = ({ node, apiPort }: NodeFacts) => ({
  capacity: node.capacity ?? someCapacity,
  allocatable: node.capacity ?? someCapacity,
  addresses: [
    { type: 'InternalIP', address: node.address },
    { type: 'Hostname', address: node.name },
  ],
  daemonEndpoints: { kubeletEndpoint: { Port: apiPort } },
  nodeInfo: {
    architecture: 'amd64',
    bootID: '',
    containerRuntimeVersion: 'hollow://1.0.0',
    kernelVersion: 'hollow',
    kubeProxyVersion: '',
    kubeletVersion: 'v1.36.2',
    machineID: node.name,
    operatingSystem: 'linux',
    osImage: 'hollow',
    systemUUID: '',
  },
})

// The status of a pod whose containers run, and the part of it that the API does not have yet.
import { conditionOf } from '../controllers/conditions.ts'
import type { Condition, Pod } from '../controllers/objects.ts'
import { same } from '../controllers/same.ts'

/** A pod on this node that runs. */
export interface Running {
  readonly pod: Pod
  readonly podIp: string
  readonly hostIp: string
  readonly startedAt: string
}

const reported = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady'] as const

/** What to report of a running pod at `now`; undefined when the API has it all. */
export function statusReport(running: Running, now: string): object | undefined {
  const { pod } = running
  const status = { ...fieldsOf(running), conditions: conditionsOf(pod, now) }
  const seen: Readonly<Record<string, unknown>> = pod.status ?? {}
  const changed = Object.entries(status).filter(([field, value]) =>
    field === 'conditions'
      ? status.conditions.some(({ type }) => conditionOf(pod, type)?.status !== 'True')
      : !same(seen[field], value),
  )
  if (changed.length === 0) return undefined
  const report = Object.fromEntries(changed)
  const dropped = (pod.status?.podIPs ?? []).filter(({ ip }) => ip !== running.podIp)
  if (dropped.length === 0) return report
  // The list is merged by address: one that is ours no longer must be taken out by name.
  return { ...report, podIPs: [...status.podIPs, ...dropped.map((one) => ({ ...one, ...gone }))] }
}

const gone = { $patch: 'delete' }

function fieldsOf({ pod, podIp, hostIp, startedAt }: Running) {
  return {
    phase: 'Running',
    hostIP: hostIp,
    hostIPs: [{ ip: hostIp }],
    podIP: podIp,
    podIPs: [{ ip: podIp }],
    startTime: pod.status?.startTime ?? startedAt,
    containerStatuses: pod.spec.containers.map(({ name, image = '' }) => ({
      name,
      image,
      imageID: image,
      containerID: `hollow://${pod.metadata.uid ?? ''}/${name}`,
      ready: true,
      started: true,
      restartCount: 0,
      state: { running: { startedAt } },
      lastState: {},
    })),
  }
}

const conditionsOf = (pod: Pod, now: string): readonly Condition[] =>
  reported.map((type) => {
    const had = conditionOf(pod, type)
    const since = had?.status === 'True' ? had.lastTransitionTime : undefined
    return { type, status: 'True', lastProbeTime: null, lastTransitionTime: since ?? now }
  })

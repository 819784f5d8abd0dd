// Nodes as a script plays them: Leases and conditions on command, pods set Running once, deletes confirmed on demand.
import { microTimestamp, timestamp } from '../../../src/objects/timestamp.ts'
import { wallMs } from '../../../src/kernel/time.ts'
import { kinds } from '../../../sim/kube/controllers/kinds.ts'
import type { Pod } from '../../../sim/kube/controllers/objects.ts'
import { pathOf } from '../../../sim/kube/controllers/write.ts'
import type { Cluster } from './cluster.ts'

const types = [
  ['MemoryPressure', 'KubeletHasSufficientMemory'],
  ['DiskPressure', 'KubeletHasNoDiskPressure'],
  ['PIDPressure', 'KubeletHasSufficientPID'],
] as const

/** Settings of a script. */
export interface Script {
  readonly renewMs: number
  /** Whether deleted pods are confirmed gone, while their node is renewed. */
  readonly confirms: boolean
  readonly labels?: (node: string) => Readonly<Record<string, string>>
}

/** Adds nodes to a cluster and plays them. */
export function playNodes(cluster: Cluster, names: readonly string[], script: Script) {
  const { server, schedule } = cluster
  const { clock } = schedule.spawn()
  const renewed = new Set(names)
  const now = () => wallMs(clock.wall())
  let addresses = 0

  const conditions = (ready: 'True' | 'False') => {
    const times = { lastHeartbeatTime: timestamp(now()), lastTransitionTime: timestamp(now()) }
    const reason = ready === 'True' ? 'KubeletReady' : 'KubeletNotReady'
    return [
      ...types.map(([type, why]) => ({ type, status: 'False', reason: why, ...times })),
      { type: 'Ready', status: ready, reason, ...times },
    ]
  }
  const report = (name: string, ready: 'True' | 'False' = 'True') =>
    cluster.patch(kinds.nodes, name, { status: { conditions: conditions(ready) } }, 'status')
  const renew = (name: string) => {
    const place = { namespace: 'kube-node-lease', name }
    const spec = { holderIdentity: name, renewTime: microTimestamp(now() * 1000) }
    const path = pathOf(kinds.leases, place)
    const type = { 'content-type': 'application/merge-patch+json' }
    if (server.call('PATCH', path, { spec }, type).status < 300) return
    server.call('POST', pathOf(kinds.leases, { namespace: 'kube-node-lease' }), {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: place,
      spec: { ...spec, leaseDurationSeconds: 40 },
    })
  }
  const renewAll = () => {
    renewed.forEach(renew)
    clock.after(script.renewMs, renewAll)
  }
  const run = (pod: Pod) => {
    const at = timestamp(now())
    const podIP = `10.0.${Math.floor(addresses / 250)}.${(addresses++ % 250) + 1}`
    const ready = { status: 'True', lastTransitionTime: at }
    const scheduled = pod.status?.conditions ?? []
    const conditions = [...scheduled, { type: 'Ready', ...ready }]
    const status = { phase: 'Running', podIP, podIPs: [{ ip: podIP }], conditions }
    server.call(
      'PATCH',
      pathOf(kinds.pods, { namespace: 'default', name: pod.metadata.name, sub: 'status' }),
      { metadata: { uid: pod.metadata.uid }, status },
      { 'content-type': 'application/merge-patch+json' },
    )
  }
  const confirm = (pod: Pod) => {
    const { name, namespace } = pod.metadata
    server.call('DELETE', pathOf(kinds.pods, { namespace, name }), {
      gracePeriodSeconds: 0,
      preconditions: { uid: pod.metadata.uid },
    })
  }
  const look = (pod: Pod) => {
    if (!renewed.has(pod.spec.nodeName ?? '')) return
    if (pod.metadata.deletionTimestamp !== undefined) {
      if (script.confirms) confirm(pod)
    } else if (pod.status?.phase === 'Pending') run(pod)
  }
  server.collection.subscribe(kinds.pods, ({ object, type }) => {
    if (type === 'DELETED') return
    clock.after(300, () => {
      const pod = server.collection.get(kinds.pods, 'default', object.metadata.name)
      if (pod !== undefined) look(pod as Pod)
    })
  })
  for (const name of names) {
    cluster.create(kinds.nodes, {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels: { 'kubernetes.io/hostname': name, ...script.labels?.(name) } },
      status: { allocatable: { pods: '110' }, conditions: conditions('True') },
    })
  }
  renewAll()
  return {
    report,
    /** From now on these nodes' Leases are no longer renewed. */
    silence: (...silent: readonly string[]) => silent.forEach((name) => renewed.delete(name)),
    /** Their Leases are renewed again, now and from now on; deletes that wait are confirmed. */
    resume: (...names: readonly string[]) => {
      names.forEach((name) => {
        renewed.add(name)
        renew(name)
      })
      if (script.confirms) cluster.pods().forEach(look)
    },
  }
}

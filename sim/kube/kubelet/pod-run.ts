// The run of one pod on a node: bound, started, reported, stopped, and its end confirmed.
import type { Clock } from '../../../bus/clock.ts'
import type { Fault } from '../../../src/kernel/fault.ts'
import type { Random } from '../../../src/kernel/random.ts'
import { timestamp } from '../../../src/objects/timestamp.ts'
import { eventName, eventObject } from '../controllers/events.ts'
import { kinds } from '../controllers/kinds.ts'
import type { Pod } from '../controllers/objects.ts'
import { isOver, isTerminating } from '../controllers/pods.ts'
import { pathOf, remove, strategicStatus } from '../controllers/write.ts'
import type { KubeletConfig } from '../config.ts'
import { answered, succeeded } from './api.ts'
import type { Api, ApiAnswer } from './api.ts'
import type { KubeletNode } from './options.ts'
import type { PodAddresses } from './pod-addresses.ts'
import type { PodDoors } from './pod-doors.ts'
import { statusReport } from './pod-status.ts'
import type { Timers } from './timers.ts'

/** What the runs of a node share. */
export interface RunPorts {
  readonly api: Api
  readonly clock: Clock
  readonly random: Random
  readonly timers: Timers
  readonly addresses: PodAddresses
  readonly doors: PodDoors
  readonly node: KubeletNode
  readonly config: KubeletConfig
}

/** One pod's run. */
export interface PodRun {
  /** Takes the pod as the API has it now; an older version is ignored. */
  readonly take: (pod: Pod) => void
  /** Looks again at what is to be done. */
  readonly sync: () => void
  /** The API has the pod no longer. */
  readonly end: () => void
}

/** The least time between two reports of one pod. */
const betweenReportsMs = 100

type State = 'bound' | 'starting' | 'running' | 'stopping' | 'gone'

/** Begins the run of a pod that is bound to this node. */
export function runPod(ports: RunPorts, bound: Pod): PodRun {
  const { clock, timers, addresses, doors, config, node } = ports
  let pod = bound
  let state: State = 'bound'
  let podIp: string | undefined
  let startedAt = ''
  let reporting = false

  const sync = () => {
    if (timers.stopped() || state === 'gone' || state === 'stopping') return
    if (isTerminating(pod)) stop()
    else if (state === 'bound' && !isOver(pod)) start()
    else if (state === 'running') report()
  }
  const start = () => {
    podIp = pod.spec.hostNetwork === true ? node.address : addresses.give(pod.status?.podIP)
    if (podIp === undefined) return
    state = 'starting'
    timers.after(config.podStartMs, () => {
      if (state !== 'starting') return
      state = 'running'
      startedAt = timestamp(clock.wall())
      doors.open(pod, podIp ?? '')
      tell(ports, pod, 'Started')
      sync()
    })
  }
  const report = () => {
    if (reporting || podIp === undefined) return
    const running = { pod, podIp, startedAt, hostIp: node.address }
    const status = statusReport(running, timestamp(clock.wall()))
    if (status === undefined) return
    reporting = true
    confirm(ports, reportOf(pod, status), (outcome) => {
      if (succeeded(outcome) && !isOlder(outcome.body as Pod, pod)) pod = outcome.body as Pod
      timers.after(betweenReportsMs, () => {
        reporting = false
        sync()
      })
    })
  }
  const stop = () => {
    const ran = state === 'running'
    state = 'stopping'
    if (ran) tell(ports, pod, 'Killing')
    timers.after(ran ? stopMs(pod, config) : 0, () => confirmEnd(ports, pod))
  }
  const take = (next: Pod) => {
    if (isOlder(next, pod)) return
    pod = next
    sync()
  }
  const end = () => {
    state = 'gone'
    doors.close(pod)
    if (podIp !== undefined) addresses.takeBack(podIp)
  }
  return { take, sync, end }
}

const stopMs = ({ metadata }: Pod, { podStopMs }: KubeletConfig): number =>
  Math.min(podStopMs, (metadata.deletionGracePeriodSeconds ?? 0) * 1000)

const isOlder = (pod: Pod, than: Pod): boolean =>
  Number(pod.metadata.resourceVersion) < Number(than.metadata.resourceVersion)

const reportOf = (pod: Pod, status: object) => ({
  ...strategicStatus(kinds.pods, pod, status),
  body: { metadata: { uid: pod.metadata.uid }, status },
})

/** Repeats a write until it is done, or until the pod is gone or another one of the same name. */
function confirm(
  { api, timers }: RunPorts,
  write: Parameters<Api>[0],
  done: (outcome: ApiAnswer | Fault) => void,
): void {
  timers.insist((settled) =>
    api(write, (outcome) => {
      const over = succeeded(outcome) || answered(outcome, 404) || answered(outcome, 409)
      settled(over)
      if (over) done(outcome)
    }),
  )
}

/** The pod's containers have stopped, and the API may forget it. */
function confirmEnd(ports: RunPorts, pod: Pod): void {
  ports.doors.close(pod)
  confirm(ports, remove(kinds.pods, pod, { gracePeriodSeconds: 0 }), () => undefined)
}

/** An event about each container; one that is lost is lost. */
function tell(
  { api, clock, random, node }: RunPorts,
  pod: Pod,
  reason: 'Started' | 'Killing',
): void {
  for (const container of pod.spec.containers) {
    const doing = reason === 'Started' ? 'Started' : 'Stopping'
    const message = `${doing} container ${container.name}`
    const name = eventName(pod, clock, random)
    const time = timestamp(clock.wall())
    const draft = { on: pod, type: 'Normal', reason, message } as const
    const event = eventObject(draft, { name, component: 'kubelet', time })
    const body = { ...event, source: { component: 'kubelet', host: node.name } }
    const path = pathOf(kinds.events, { namespace: pod.metadata.namespace })
    api({ method: 'POST', path, body }, () => undefined)
  }
}

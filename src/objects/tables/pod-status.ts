// What a pod's row says of its containers: how many are ready, the reason of its state, restarts.
import type { WallMs } from '../../kernel/time.ts'
import type { KubeObject } from '../object.ts'
import { parseMicros } from '../timestamp.ts'
import { durationText } from './age.ts'
import { count, part, parts, text } from './read.ts'
import type { Part } from './read.ts'

/** The summary of a pod's containers. */
export interface PodStatus {
  readonly ready: number
  readonly total: number
  readonly reason: string
  readonly restarts: number
  /** When a container last ended before a restart, in microseconds; 0 if never. */
  readonly restartedAt: number
}

type Tally = Omit<PodStatus, 'total'>

const known = new WeakMap<KubeObject, PodStatus>()

/** Sums up a pod; once for each state of it. */
export function podStatus(pod: KubeObject): PodStatus {
  const summed = known.get(pod) ?? { ...sumUp(pod), total: total(pod) }
  known.set(pod, summed)
  return summed
}

/** Restarts as a cell: `3 (5m ago)`. */
export function restartsText({ restarts, restartedAt }: PodStatus, now: WallMs): string {
  if (restarts === 0 || restartedAt === 0) return String(restarts)
  return `${restarts} (${durationText(now - restartedAt / 1000)} ago)`
}

const restartable = (container: Part | undefined): boolean =>
  container?.['restartPolicy'] === 'Always'

const total = (pod: KubeObject): number =>
  parts(pod, 'spec.containers').length +
  parts(pod, 'spec.initContainers').filter(restartable).length

function sumUp(pod: KubeObject): Tally {
  const init = initTally(pod)
  const initialized = hasCondition(pod, 'Initialized')
  const tally = init.initializing && !initialized ? init.tally : mainTally(pod, init)
  return { ...tally, reason: endingReason(pod) ?? tally.reason }
}

function startReason(pod: KubeObject): string {
  const gated = parts(pod, 'status.conditions').some(
    ({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated',
  )
  if (gated) return 'SchedulingGated'
  const reason = text(pod, 'status.reason')
  return reason === '' ? text(pod, 'status.phase') : reason
}

function endingReason(pod: KubeObject): string | undefined {
  if (pod.metadata.deletionTimestamp === undefined) return undefined
  if (text(pod, 'status.reason') === 'NodeLost') return 'Unknown'
  const phase = text(pod, 'status.phase')
  return phase === 'Succeeded' || phase === 'Failed' ? undefined : 'Terminating'
}

interface InitTally {
  readonly tally: Tally
  readonly initializing: boolean
  /** Of the restartable ones alone. */
  readonly sidecars: Pick<Tally, 'restarts' | 'restartedAt'>
}

function initTally(pod: KubeObject): InitTally {
  const containers = new Map(parts(pod, 'spec.initContainers').map((each) => [each['name'], each]))
  const statuses = parts(pod, 'status.initContainerStatuses')
  let tally: Tally = { ready: 0, reason: startReason(pod), restarts: 0, restartedAt: 0 }
  let sidecars: InitTally['sidecars'] = { restarts: 0, restartedAt: 0 }
  for (const [index, status] of statuses.entries()) {
    const sidecar = restartable(containers.get(status['name']))
    tally = { ...tally, ...withRestarts(tally, status) }
    if (sidecar) sidecars = withRestarts(sidecars, status)
    const reason = initReason(status, sidecar, `${index}/${containers.size}`)
    if (reason !== undefined) {
      return { tally: { ...tally, reason: `Init:${reason}` }, initializing: true, sidecars }
    }
    const ready = sidecar && status['started'] === true && status['ready'] === true
    if (ready) tally = { ...tally, ready: tally.ready + 1 }
  }
  return { tally, initializing: false, sidecars }
}

/** Why an init container holds the pod up; undefined if it does not. */
function initReason(status: Part, sidecar: boolean, place: string): string | undefined {
  const ended = part(status, 'state.terminated')
  const hasEnded = 'exitCode' in ended
  if (hasEnded && count(ended, 'exitCode') === 0) return undefined
  if (sidecar && status['started'] === true) return undefined
  if (hasEnded) return endReason(ended)
  const waiting = text(status, 'state.waiting.reason')
  return waiting !== '' && waiting !== 'PodInitializing' ? waiting : place
}

function endReason(ended: Part): string {
  const reason = text(ended, 'reason')
  if (reason !== '') return reason
  const signal = count(ended, 'signal')
  return signal === 0 ? `ExitCode:${count(ended, 'exitCode')}` : `Signal:${signal}`
}

function mainTally(pod: KubeObject, init: InitTally): Tally {
  let tally: Tally = { ...init.tally, ...init.sidecars }
  let running = false
  for (const status of parts(pod, 'status.containerStatuses').toReversed()) {
    tally = { ...tally, ...withRestarts(tally, status) }
    const reason = containerReason(status)
    if (reason !== undefined) tally = { ...tally, reason }
    else if (status['ready'] === true && 'running' in part(status, 'state')) {
      running = true
      tally = { ...tally, ready: tally.ready + 1 }
    }
  }
  if (tally.reason !== 'Completed' || !running) return tally
  return { ...tally, reason: hasCondition(pod, 'Ready') ? 'Running' : 'NotReady' }
}

function containerReason(status: Part): string | undefined {
  const waiting = text(status, 'state.waiting.reason')
  if (waiting !== '') return waiting
  const ended = part(status, 'state.terminated')
  return 'exitCode' in ended ? endReason(ended) : undefined
}

function withRestarts(
  before: Pick<Tally, 'restarts' | 'restartedAt'>,
  status: Part,
): Pick<Tally, 'restarts' | 'restartedAt'> {
  const endedAt = parseMicros(text(status, 'lastState.terminated.finishedAt')) ?? 0
  return {
    restarts: before.restarts + count(status, 'restartCount'),
    restartedAt: Math.max(before.restartedAt, endedAt),
  }
}

const hasCondition = (pod: KubeObject, wanted: string): boolean =>
  parts(pod, 'status.conditions').some(({ type, status }) => type === wanted && status === 'True')

// A model of plain Kubernetes: Leases, the node controller with its zones, and taint eviction.
import type { NodeId } from '../../src/kernel/ids.ts'
import type { Field } from './field.ts'
import { every } from './model.ts'
import type { Model } from './model.ts'
import { disruptionOf } from './zone.ts'
import type { Member } from './zone.ts'

/** Its published settings. */
export const leaseTimes = {
  renewMs: 10_000,
  /** Up to this share more between two renewals. */
  renewJitter: 0.04,
  /** A renewal that got no answer is tried again, so often. */
  tries: 5,
  timeoutMs: 10_000,
  monitorMs: 5_000,
  /** Between two nodes of a zone that are tainted: 0.1 a second. */
  taintEveryMs: 10_000,
  tolerationMs: 300_000,
} as const

/** About the size of a renewal, and of its answer, with what HTTP/2 and TLS add. */
export const leaseBytes = 700

/** What follows from Leases. */
export interface LeaseWatch {
  /** Older than this, a Lease turns Ready to Unknown: 40 s, or 50 s from version 1.32 on. */
  readonly graceMs: number
  /** Whether an unready node may keep the taint that evicts. */
  readonly mayTaint: (node: NodeId) => boolean
  readonly ready: (node: NodeId, ready: boolean) => void
  readonly evicted: (node: NodeId) => void
}

interface Watched extends Member {
  readonly node: NodeId
  renewedMs: number
  ready: boolean
  taintedMs: number | undefined
  evicted: boolean
}

interface Zone {
  readonly members: readonly Watched[]
  lastTaintMs: number
}

/** The model. */
export const leaseModel =
  (graceMs: number): Model =>
  (field, ear) =>
    watchLeases(field, {
      graceMs,
      mayTaint: () => true,
      ready: (node, ready) => ear.verdict(node, ready ? 'healthy' : 'failed'),
      evicted: ear.evicted,
    })

/** Kubelets renew, and the node controller looks at their Leases; each site is a zone. */
export function watchLeases(field: Field, watch: LeaseWatch): void {
  const zones = new Map<string, Zone>()
  for (const { node, site } of field.nodes) {
    const each = { node, renewedMs: 0, ready: true, taintedMs: undefined, evicted: false }
    const { members = [] } = zones.get(site) ?? {}
    zones.set(site, { members: [...members, each], lastTaintMs: -Infinity })
    renewForEver(field, each)
  }
  every(field, 'mainland', leaseTimes.monitorMs, () => look(field, watch, [...zones.values()]))
}

function renewForEver(field: Field, each: Watched): void {
  const { renewMs, renewJitter, tries, timeoutMs } = leaseTimes
  const clock = field.clock(each.node)
  const renew = (left: number): void => {
    const sent = { from: each.node, to: 'mainland', bytes: leaseBytes } as const
    const serve = (): void => {
      each.renewedMs = field.now()
    }
    const done = (answered: boolean): void => {
      if (!answered && left > 1) return renew(left - 1)
      clock.after(renewMs * (1 + renewJitter * field.random.next()), () => renew(tries))
    }
    field.ask(sent, { timeoutMs, answerBytes: leaseBytes, serve, done })
  }
  clock.after(renewMs * field.random.next(), () => renew(tries))
}

/** One look at every node. When all zones are silent, nobody is evicted, and whoever was to be is let go. */
function look(field: Field, watch: LeaseWatch, zones: readonly Zone[]): void {
  const nowMs = field.now()
  for (const { members } of zones) for (const each of members) judge(watch, each, nowMs)
  const isAllSilent = zones.every(({ members }) => disruptionOf(members) === 'full')
  for (const zone of zones) {
    for (const each of zone.members)
      if (isAllSilent || !watch.mayTaint(each.node)) each.taintedMs = undefined
    if (!isAllSilent && disruptionOf(zone.members) !== 'partial') taintNext(watch, zone, nowMs)
    for (const each of zone.members) evict(watch, each, nowMs)
  }
}

function judge({ graceMs, ready: tell }: LeaseWatch, each: Watched, nowMs: number): void {
  const ready = nowMs - each.renewedMs <= graceMs
  if (ready === each.ready) return
  each.ready = ready
  tell(each.node, ready)
  if (!ready) return
  each.taintedMs = undefined
  each.evicted = false
}

function taintNext({ mayTaint }: LeaseWatch, zone: Zone, nowMs: number): void {
  if (nowMs - zone.lastTaintMs < leaseTimes.taintEveryMs) return
  const next = zone.members.find(
    ({ node, ready, taintedMs }) => !ready && taintedMs === undefined && mayTaint(node),
  )
  if (next === undefined) return
  next.taintedMs = nowMs
  zone.lastTaintMs = nowMs
}

function evict({ evicted }: LeaseWatch, each: Watched, nowMs: number): void {
  if (each.evicted || each.taintedMs === undefined) return
  if (nowMs - each.taintedMs < leaseTimes.tolerationMs) return
  each.evicted = true
  evicted(each.node)
}

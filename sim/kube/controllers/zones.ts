// Zones: how much of each is silent, and how fast its nodes may be tainted NoExecute.
import type { MonoMs } from '../../../src/kernel/time.ts'
import type { ControllerConfig } from '../config.ts'
import { conditionOf } from './conditions.ts'
import type { Node } from './objects.ts'

/** What part of a zone is not ready. */
export type Disruption = 'none' | 'partial' | 'full'

/** A zone and the pace of its evictions: `perSecond` nodes, the next not before `nextAt`. */
export interface Zone {
  readonly disruption: Disruption | 'initial'
  readonly perSecond: number
  readonly nextAt: number
}

/** The zone of a node: its region and zone labels. */
export function zoneOf({ metadata: { labels = {} } }: Node): string {
  const region = labels['topology.kubernetes.io/region'] ?? ''
  return `${region}/${labels['topology.kubernetes.io/zone'] ?? ''}`
}

/** The nodes of each zone. */
export function byZone(nodes: readonly Node[]): ReadonlyMap<string, readonly Node[]> {
  const zones = new Map<string, Node[]>()
  for (const node of nodes) {
    const zone = zones.get(zoneOf(node)) ?? []
    zone.push(node)
    zones.set(zoneOf(node), zone)
  }
  return zones
}

/** How disrupted a zone is. */
export function disruptionOf(nodes: readonly Node[], config: ControllerConfig): Disruption {
  const silent = nodes.filter((node) => conditionOf(node, 'Ready')?.status !== 'True').length
  if (silent === nodes.length && silent > 0) return 'full'
  const share = silent / Math.max(1, nodes.length)
  return silent > 2 && share >= config.unhealthyZoneShare ? 'partial' : 'none'
}

/** A zone never seen before. */
export const newZone = (config: ControllerConfig): Zone => ({
  disruption: 'initial',
  perSecond: config.evictionsPerSecond,
  nextAt: Number.NEGATIVE_INFINITY,
})

/** Nodes per second that a zone in this state may lose. */
export function paceOf(disruption: Disruption, size: number, config: ControllerConfig): number {
  if (disruption !== 'partial') return config.evictionsPerSecond
  return size > config.largeZoneNodes ? config.secondaryEvictionsPerSecond : 0
}

/** The zone at another pace; what was used up stays used up, and at pace 0 nothing is ever due. */
export function paced(zone: Zone, perSecond: number, now: MonoMs): Zone {
  if (perSecond === zone.perSecond) return zone
  const due = zone.nextAt <= now && perSecond > 0
  return { ...zone, perSecond, nextAt: due ? zone.nextAt : now + 1000 / perSecond }
}

/** The zone after one of its nodes was tainted. */
export const spent = (zone: Zone, now: MonoMs): Zone => ({
  ...zone,
  nextAt: now + 1000 / zone.perSecond,
})

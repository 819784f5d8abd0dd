// What a look at all zones leads to: their paces, and whether everything is silent at once.
import type { MonoMs } from '../../../src/kernel/time.ts'
import type { ControllerConfig } from '../config.ts'
import type { Node } from './objects.ts'
import { byZone, disruptionOf, newZone, paceOf, paced } from './zones.ts'
import type { Zone } from './zones.ts'

/** Zones after a look, and whether the cluster entered or left the state in which all of them are silent. */
export interface Disrupted {
  readonly zones: ReadonlyMap<string, Zone>
  readonly turned: 'in' | 'out' | undefined
}

/** The zones as they are now, given what they were. */
export function disrupted(
  before: ReadonlyMap<string, Zone>,
  nodes: readonly Node[],
  { now, config }: { readonly now: MonoMs; readonly config: ControllerConfig },
): Disrupted {
  const zones = [...byZone(nodes)].map(([key, members]) => {
    const zone = before.get(key) ?? newZone(config)
    const disruption = disruptionOf(members, config)
    return { key, zone, disruption, perSecond: paceOf(disruption, members.length, config) }
  })
  const all = zones.length > 0 && zones.every(({ disruption }) => disruption === 'full')
  const was = zones.length > 0 && zones.every(({ zone }) => zone.disruption === 'full')
  const next = zones.map(({ key, zone, disruption, perSecond }) => {
    const moved = { ...paced(zone, all ? 0 : perSecond, now), disruption }
    return [key, moved] as const
  })
  const turned = all === was ? undefined : all ? 'in' : 'out'
  return { zones: new Map(next), turned }
}

// The lanes of the mainland, and what the cloud says of whole sites.
import { tellDeed } from '../plans/tell-deed.ts'
import type { PlacedCloud } from '../world/layout.ts'
import { readyCounts } from './pods.ts'
import { processTrack } from './process-track.ts'
import { hasAnything, markOf, markTrack, spansOf, spanTrack } from './spans.ts'
import type { Change, Span, Track } from './spans.ts'
import type { Lane, Told } from './lane.ts'
import { clockTrack, diskTrack, networkTrack } from './trouble.ts'
import type { Done } from './trouble.ts'

/** The lane of a replica of the cloud; the only one is just called that. */
export function cloudLane(told: Told, { name }: PlacedCloud, isOnly: boolean): Lane {
  const { done, endMs } = told
  const named = { who: name, what: { role: 'cloud', name } } as const
  const tracks = [
    networkTrack(done, name, endMs),
    diskTrack(done, name, endMs),
    clockTrack(done, name, endMs),
  ]
  return {
    name: isOnly ? 'cloud' : name,
    tracks: [processTrack('process', named, told), ...tracks.filter(hasAnything)],
  }
}

/** The lane of a bus that is a process of its own, with what befell its logs. */
export function busLane(told: Told): Lane {
  const named = { who: 'bus', what: { role: 'bus' } } as const
  const flaws = flawTrack('logs', told, ({ deed }) => deed.do === 'logs' && deed.how !== 'current')
  const tracks = [networkTrack(told.done, 'bus', told.endMs), flaws]
  return {
    name: 'bus',
    tracks: [processTrack('process', named, told), ...tracks.filter(hasAnything)],
  }
}

const flawTrack = (name: string, { done }: Told, isFlaw: (one: Done) => boolean): Track =>
  markTrack(
    name,
    done.filter(isFlaw).map(({ atMs, deed }) => markOf(atMs, 'pod-unready', tellDeed(deed))),
  )

/** Kubernetes' lane. */
export function kubernetesLane(told: Told): Lane {
  const named = { who: 'kubernetes', what: { role: 'kubernetes' } } as const
  const clock = clockTrack(told.done, 'kubernetes', told.endMs)
  const flaws = flawTrack('API', told, ({ deed }) => deed.do === 'api' && deed.how !== 'well')
  return {
    name: 'Kubernetes',
    tracks: [
      processTrack('process', named, told),
      ...[clock, flaws].filter(hasAnything),
      spanTrack('pods ready', readySpans(told)),
    ],
  }
}

/** When the cloud took a whole site for cut. */
export function siteCuts({ facts, endMs }: Told, site: string): Track {
  const changes = facts
    .filter(({ body }) => body['site'] === site)
    .flatMap(({ atMs, kind, body }): readonly Change[] => {
      if (kind === 'site-healed') return [{ atMs }]
      if (kind !== 'site-cut') return []
      const silent = (body['silent'] as readonly string[]).join(', ')
      return [{ atMs, tone: 'site-cut', label: 'site cut', what: `site cut: ${silent} silent` }]
    })
  return spanTrack('site', spansOf(changes, endMs))
}

/** How many pods are ready, as bars of that height. */
function readySpans({ lines, pods, endMs }: Told): readonly Span[] {
  const counts = readyCounts(lines)
  const changes = counts.map(({ atMs, ready }): Change => ({
    atMs,
    tone: 'pod-ready',
    label: `${ready} of ${pods} pods ready`,
  }))
  return spansOf(changes, endMs)
    .filter(({ fromMs, toMs }) => toMs > fromMs)
    .map((span) => {
      const ready = counts.findLast(({ atMs }) => atMs === span.fromMs)?.ready ?? 0
      return { ...span, level: Math.min(1, ready / Math.max(1, pods)) }
    })
}

// The lanes of the mainland, and what the cloud says of whole sites.
import { replica } from '../world/ground.ts'
import { readyCounts } from './pods.ts'
import { processTrack } from './process-track.ts'
import { hasAnything, spansOf, spanTrack } from './spans.ts'
import type { Change, Span, Track } from './spans.ts'
import type { Lane, Told } from './lane.ts'
import { clockTrack, diskTrack } from './trouble.ts'

/** The cloud's lane. */
export function cloudLane(told: Told): Lane {
  const { done, endMs } = told
  const named = { who: `cloud/${replica}`, what: { role: 'cloud' } } as const
  const tracks = [diskTrack(done, 'cloud', endMs), clockTrack(done, 'cloud', endMs)]
  return {
    name: 'cloud',
    tracks: [processTrack('process', named, told), ...tracks.filter(hasAnything)],
  }
}

/** Kubernetes' lane. */
export function kubernetesLane(told: Told): Lane {
  const named = { who: 'kubernetes', what: { role: 'kubernetes' } } as const
  const clock = clockTrack(told.done, 'kubernetes', told.endMs)
  return {
    name: 'Kubernetes',
    tracks: [
      processTrack('process', named, told),
      ...[clock].filter(hasAnything),
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

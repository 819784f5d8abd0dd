// What became of pods, read from the lines that Kubernetes' changes left in a trace.
import type { TraceLine } from '../world/trace.ts'
import { markOf } from './spans.ts'
import type { Mark, Tone } from './spans.ts'

/** A pod at a moment. */
export interface PodState {
  readonly atMs: number
  readonly pod: string
  /** Where it is; undefined before it is placed. */
  readonly node: string | undefined
  readonly state: 'placed' | 'ready' | 'unready' | 'leaving' | 'gone'
}

/** Every change of every pod. */
export function podStates(lines: readonly TraceLine[]): readonly PodState[] {
  const nodeOf = new Map<string, string>()
  const wasReady = new Set<string>()
  return lines.flatMap(({ atMs, who, what }): readonly PodState[] => {
    const [, pod, said] = /^pods\/(\S+) (.*)$/.exec(what) ?? []
    if (who !== 'kubernetes' || pod === undefined || said === undefined) return []
    if (said === 'gone') return [{ atMs, pod, node: nodeOf.get(pod), state: 'gone' }]
    const [, node, ready, leaving] = /^on (\S+) ready=(\S+)( leaving)?$/.exec(said) ?? []
    if (node === undefined || node === '-') return []
    nodeOf.set(pod, node)
    if (ready === 'True') wasReady.add(pod)
    const state = stateOf(leaving !== undefined, ready === 'True', wasReady.has(pod))
    return [{ atMs, pod, node, state }]
  })
}

function stateOf(leaves: boolean, ready: boolean, wasReady: boolean): PodState['state'] {
  if (leaves) return 'leaving'
  if (ready) return 'ready'
  return wasReady ? 'unready' : 'placed'
}

const says: Readonly<Record<PodState['state'], string>> = {
  placed: 'is placed here',
  ready: 'is ready',
  unready: 'is not ready any more',
  leaving: 'is evicted',
  gone: 'is gone',
}

/** The marks of one node's pods. */
export const podMarks = (lines: readonly TraceLine[], node: string): readonly Mark[] =>
  podStates(lines)
    .filter((one) => one.node === node)
    .map(({ atMs, pod, state }) => {
      const tone: Tone = `pod-${state}`
      return markOf(atMs, tone, `${pod} ${says[state]}`)
    })

/** How many pods are ready, from some time on. */
export interface ReadyCount {
  readonly atMs: number
  readonly ready: number
}

/** How many pods were ready, at each change. */
export function readyCounts(lines: readonly TraceLine[]): readonly ReadyCount[] {
  const ready = new Set<string>()
  return podStates(lines).map(({ atMs, pod, state }) => {
    if (state === 'ready') ready.add(pod)
    else ready.delete(pod)
    return { atMs, ready: ready.size }
  })
}

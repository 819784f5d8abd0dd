// Stories of a cluster as they were recorded on a real one, and the same form for ours.
import { readFileSync } from 'node:fs'
import { conditionOf } from '../../../sim/kube/controllers/conditions.ts'
import { kinds } from '../../../sim/kube/controllers/kinds.ts'
import type { Node, Pod } from '../../../sim/kube/controllers/objects.ts'
import type { KubeObject, ResourceKind } from '../../../src/objects/object.ts'
import type { Cluster } from './cluster.ts'

/** What was seen of one object, and when (in seconds). */
export interface Sight {
  readonly t: number
  readonly event: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly kind: 'Node' | 'Pod' | 'EndpointSlice' | 'Event'
  readonly name: string
  readonly [field: string]: unknown
}

/** A part of the record. */
export interface Story {
  readonly title: string
  readonly t: number
  readonly sights: Sight[]
}

/** The stories of the record. */
export function recordedStories(): readonly Story[] {
  const file = new URL('../../golden/node-lifecycle.jsonl', import.meta.url)
  const lines = readFileSync(file, 'utf8').trim().split('\n').slice(1)
  const stories: Story[] = []
  for (const line of lines) {
    const entry = JSON.parse(line) as Sight & { readonly story?: string }
    if (entry.story === undefined) stories.at(-1)?.sights.push(entry)
    else stories.push({ title: entry.story, t: entry.t, sights: [] })
  }
  return stories
}

/** Follows a cluster from now on; `tell` begins the next story. */
export function followCluster(cluster: Cluster) {
  const stories: Story[] = []
  const last = new Map<string, string>()
  const { schedule, server } = cluster
  const begun = schedule.now()
  const now = () => (schedule.now() - begun) / 1000
  const follow = (kind: ResourceKind, summary: (object: KubeObject) => object) =>
    server.collection.subscribe(kind, ({ type, object }) => {
      const sight = { event: type, kind: kind.kind, name: object.metadata.name, ...summary(object) }
      const key = `${kind.kind}/${object.metadata.name}`
      const text = JSON.stringify(sight).replace('"ADDED"', '"MODIFIED"')
      if (last.get(key) === text) return
      last.set(key, text)
      stories.at(-1)?.sights.push({ t: now(), ...sight } as Sight)
    })
  follow(kinds.nodes, nodeSummary)
  follow(kinds.pods, podSummary)
  follow(kinds.endpointSlices, sliceSummary)
  follow(kinds.events, eventSummary)
  const tell = (title: string) => void stories.push({ title, t: now(), sights: [] })
  return { stories, tell }
}

const nodeSummary = (object: KubeObject) => {
  const { spec, status } = object as Node
  const conditions = status?.conditions ?? []
  return {
    conditions: Object.fromEntries(
      conditions.map(({ type, status: value, reason }) => [type, [value, reason]]),
    ),
    taints: (spec.taints ?? []).map(({ key, effect }) => `${key}:${effect}`),
  }
}

const podSummary = (object: KubeObject) => {
  const pod = object as Pod
  return {
    node: pod.spec.nodeName ?? null,
    phase: pod.status?.phase,
    ready: conditionOf(pod, 'Ready')?.status ?? null,
    deleting: pod.metadata.deletionTimestamp !== undefined,
    disruption: conditionOf(pod, 'DisruptionTarget')?.reason ?? null,
  }
}

interface SeenEndpoint {
  readonly nodeName: string
  readonly conditions: Readonly<Record<'ready' | 'serving' | 'terminating', boolean>>
}

const sliceSummary = (object: KubeObject) => ({
  endpoints: ((object['endpoints'] ?? []) as readonly SeenEndpoint[])
    .map(({ nodeName, conditions: { ready, serving, terminating } }) => [
      nodeName,
      ready,
      serving,
      terminating,
    ])
    .toSorted((a, b) => (String(a) < String(b) ? -1 : 1)),
})

const eventSummary = (object: KubeObject) => {
  const { kind, name } = object['involvedObject'] as { kind: string; name: string }
  return { reason: object['reason'], on: `${kind}/${name}`, message: object['message'] }
}

/** Names masked: pods by the node they came to and their number there, slices and events without names. */
export function masked(stories: readonly Story[]): readonly Story[] {
  const names = new Map<string, string>()
  const counts = new Map<string, number>()
  for (const { name, kind, node } of stories.flatMap(({ sights }) => sights)) {
    if (kind !== 'Pod' || typeof node !== 'string' || names.has(name)) continue
    const count = (counts.get(node) ?? 0) + 1
    counts.set(node, count)
    names.set(name, `pod-${node}-${count}`)
  }
  const mask = (text: string): string => {
    let result = text
    for (const [name, alias] of names) result = result.replaceAll(name, alias)
    return result.replaceAll(/\bw-[a-z0-9]{5,10}\b/g, 'w-<hash>')
  }
  return stories.map(({ title, t, sights }) => ({
    title,
    t,
    sights: sights.map((sight) => {
      const name = sight.kind === 'EndpointSlice' || sight.kind === 'Event' ? '<name>' : sight.name
      return JSON.parse(mask(JSON.stringify({ ...sight, name }))) as Sight
    }),
  }))
}

/** What was seen, without when. */
export const told = ({ t: _t, ...sight }: Sight): string => JSON.stringify(sight)

// The printed columns of pods.
import type { KubeObject } from '../object.ts'
import { ageColumn, column, nameColumn, wide } from './columns.ts'
import type { Column } from './columns.ts'
import { podStatus, restartsText } from './pod-status.ts'
import { or, parts, text } from './read.ts'

const none = '<none>'

function addressText(pod: KubeObject): string {
  const [first] = parts(pod, 'status.podIPs')
  return or(text(first, 'ip'), none)
}

function gatesText(pod: KubeObject): string {
  const gates = parts(pod, 'spec.readinessGates').map((gate) => gate['conditionType'])
  if (gates.length === 0) return none
  const conditions = parts(pod, 'status.conditions')
  const open = gates.filter((gate) =>
    conditions.some(({ type, status }) => type === gate && status === 'True'),
  )
  return `${open.length}/${gates.length}`
}

/** Columns of pods. */
export const podColumns: readonly Column[] = [
  nameColumn,
  column('Ready', (pod) => {
    const { ready, total } = podStatus(pod)
    return `${ready}/${total}`
  }),
  column('Status', (pod) => podStatus(pod).reason),
  column('Restarts', (pod, now) => restartsText(podStatus(pod), now)),
  ageColumn,
  wide('IP', addressText),
  wide('Node', (pod) => or(text(pod, 'spec.nodeName'), none)),
  wide('Nominated Node', (pod) => or(text(pod, 'status.nominatedNodeName'), none)),
  wide('Readiness Gates', gatesText),
]

/** What a row says of a pod that has run to its end. */
export function podRowConditions(pod: KubeObject): readonly unknown[] | undefined {
  const reason = text(pod, 'status.phase')
  const message = ends[reason]
  return message === undefined
    ? undefined
    : [{ type: 'Completed', status: 'True', reason, message }]
}

const ends: Readonly<Record<string, string>> = {
  Succeeded: 'The pod has completed successfully.',
  Failed: 'The pod failed.',
}

// A gift as manifests write it down, checked: what a node could not bear is left out and told.
import type { KubeObject } from '../../objects/object.ts'
import { labelValue, qualifiedName } from '../../objects/name-checks.ts'
import type { Problem } from '../dialect.ts'
import { items, text, textMap } from '../../objects/fields.ts'
import { givenKey, taintOf } from './given-memory.ts'
import { nothingGiven } from './given.ts'
import type { Taint } from './given.ts'
import type { Gift } from './unit-dialect.ts'

/** Labels that say in which unit a node is: a unit that gave one would move its own node. */
const reserved = ['apps.openyurt.io/nodepool', 'apps.kubeedge.io/belonging-to', givenKey]

/** The gift of a unit that gives only its mark. */
export const marked = (key: string, value: string): Gift => {
  const complaints = [...qualifiedName(key), ...labelValue(value)]
  if (complaints.length === 0) return { ...nothingGiven, mark: [key, value], problems: [] }
  const reason = `expected a name that can stand in a label of nodes, got ${key}=${value}: ${complaints.join('; ')}`
  return { ...nothingGiven, problems: [{ field: 'metadata.name', reason }] }
}

/** The `labels`, `annotations` and `taints` of a part of a manifest. */
export function giftIn(from: unknown, field: string): Gift {
  const problems: Problem[] = []
  const kept = (of: 'labels' | 'annotations', complain: (text: string) => readonly string[]) =>
    Object.fromEntries(
      Object.entries(textMap(from, of)).filter(([key, value]) => {
        const isReserved = reserved.includes(key)
        const wrong = [
          ...qualifiedName(of === 'labels' ? key : key.toLowerCase()),
          ...complain(value),
        ]
        if (isReserved) wrong.push('it says in which unit a node is, or what it was given')
        if (wrong.length > 0)
          problems.push({ field: `${field}.${of}[${key}]`, reason: wrong.join('; ') })
        return wrong.length === 0
      }),
    )
  const labels = kept('labels', labelValue)
  const annotations = kept('annotations', () => [])
  const taints = taintsIn(from, field, problems)
  return { labels, annotations, taints, unschedulable: false, problems }
}

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

function taintsIn(from: unknown, field: string, problems: Problem[]): readonly Taint[] {
  return items(from, 'taints').flatMap((each, i) => {
    const taint = taintOf(each)
    const complaints = [
      ...qualifiedName(text(each, 'key')),
      ...labelValue(text(each, 'value')),
      ...(effects.includes(text(each, 'effect')) ? [] : [`expected ${effects.join(', ')}`]),
    ]
    if (taint !== undefined && complaints.length === 0) return [taint]
    problems.push({ field: `${field}.taints[${i}]`, reason: complaints.join('; ') })
    return []
  })
}

/** Whether a node says that it is ready: `True`, `False`, or `Unknown` when it says nothing. */
export function readinessOf(node: KubeObject): 'True' | 'False' | 'Unknown' {
  const conditions = items(node['status'], 'conditions')
  const ready = text(
    conditions.find((each) => text(each, 'type') === 'Ready'),
    'status',
  )
  return ready === 'True' || ready === 'False' ? ready : 'Unknown'
}

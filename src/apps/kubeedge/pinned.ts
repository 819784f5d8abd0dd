// A workload whose pods run only on the nodes of a target, besides what it asks of nodes itself.
import type { KubeObject } from '../../objects/object.ts'
import type { Json } from '../../objects/schema/typed.ts'
import type { Requirement } from '../../objects/selectors/label-requirement.ts'
import { withNodeTerm } from '../node-affinity.ts'
import { changedAt, podSpecPath } from '../pod-templates.ts'
import { part } from '../../objects/fields.ts'
import { belongingTo } from '../units/node-group.ts'
import type { Target } from './targets.ts'

/** Adds what a target asks of nodes to what the pods ask of them. */
export function pinned(workload: KubeObject, nodes: Target['nodes']): KubeObject {
  const path = podSpecPath(workload) ?? []
  return changedAt(workload, path, (spec): Json => {
    if (nodes.are === 'labelled')
      return withNodeTerm(spec, { matchExpressions: nodes.selector.requirements.map(term) })
    const nodeSelector = { ...part(spec, 'nodeSelector'), [belongingTo]: nodes.group }
    return { ...spec, nodeSelector }
  })
}

const operators: Readonly<Partial<Record<Requirement['operator'], string>>> = {
  '=': 'In',
  in: 'In',
  notin: 'NotIn',
  exists: 'Exists',
  '!': 'DoesNotExist',
}

const term = ({ key, operator, values }: Requirement): Json => ({
  key,
  operator: operators[operator] ?? 'In',
  ...(values.length === 0 ? {} : { values }),
})

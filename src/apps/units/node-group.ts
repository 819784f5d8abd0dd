// KubeEdge's NodeGroup: a node is in one group at most, whose name it bears.
import type { KubeObject } from '../../objects/object.ts'
import { isJson, type Json } from '../../objects/schema/typed.ts'
import { labelSelectorOf } from '../../objects/selectors/label-selector.ts'
import { part, texts, textMap } from '../../objects/fields.ts'
import { marked, readinessOf } from './gift.ts'
import { rememberedOf } from './given-memory.ts'
import { overlapText, withProblems } from './told.ts'
import type { Choice, Gift, SeenMembers, UnitDialect } from './unit-dialect.ts'

/** The label of a node that says in which group it is; pods are pinned to it. */
export const belongingTo = 'apps.kubeedge.io/belonging-to'
const zoneKey = 'topology.kubernetes.io/zone'

/** A group of nodes of KubeEdge. */
export const nodeGroup: UnitDialect = {
  kind: {
    group: 'apps.kubeedge.io',
    version: 'v1alpha1',
    resource: 'nodegroups',
    kind: 'NodeGroup',
    namespaced: false,
  },
  of: 'nodes',
  isExclusive: true,
  choice,
  gives,
  status,
  markOf: ({ metadata: { name } }) => [belongingTo, name],
  finalizer: 'apps.kubeedge.io/nodegroup-controller',
}

/** No `matchLabels` select nobody, empty ones everybody. */
function choice(group: KubeObject): Choice {
  const spec = part(group, 'spec')
  const matchLabels = isJson(spec['matchLabels']) ? textMap(spec, 'matchLabels') : undefined
  const selector = matchLabels === undefined ? undefined : labelSelectorOf({ matchLabels })
  return { names: texts(spec, 'nodes'), selectors: selector === undefined ? [] : [selector] }
}

/** A zone that somebody else gave a node is not replaced. */
function gives(group: KubeObject, node: KubeObject): Gift {
  const { name } = group.metadata
  const gift = marked(belongingTo, name)
  if (part(group, 'spec')['topologyEnabled'] !== true) return gift
  const zone = node.metadata.labels?.[zoneKey]
  const isOurs = zone === undefined || zone === name || rememberedOf(node).labels[zoneKey] === zone
  if (isOurs) return { ...gift, labels: { [zoneKey]: name } }
  const reason = `node ${node.metadata.name} has the zone "${zone}", which is not replaced`
  return {
    ...gift,
    problems: [...gift.problems, { field: 'spec.topologyEnabled', reason, about: 'node' }],
  }
}

const readyWords = { True: 'Ready', False: 'NotReady', Unknown: 'Unknown' } as const

function status(group: KubeObject, { members, others, missing, problems }: SeenMembers): Json {
  const statuses = [
    ...members.map((node) => ({
      nodeName: node.metadata.name,
      readyStatus: readyWords[readinessOf(node)] as string,
      selectionStatus: 'Succeeded',
    })),
    ...others.map(({ node, unit }) => ({
      nodeName: node.metadata.name,
      readyStatus: readyWords[readinessOf(node)] as string,
      selectionStatus: 'Failed',
      selectionStatusReason: overlapText(node.metadata.name, 'NodeGroup', unit),
    })),
    ...missing.map((node) => ({
      nodeName: node,
      readyStatus: 'Unknown',
      selectionStatus: 'Failed',
      selectionStatusReason: 'node does not exist',
    })),
  ]
  return {
    nodeStatuses: statuses.toSorted((a, b) => (a.nodeName < b.nodeName ? -1 : 1)),
    ...withProblems(group, problems),
  }
}

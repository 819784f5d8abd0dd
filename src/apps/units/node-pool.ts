// OpenYurt's NodePool: nodes with its name in a label get its labels, annotations and taints.
import type { KubeObject } from '../../objects/object.ts'
import { part } from '../read.ts'
import { giftIn, readinessOf } from './gift.ts'
import type { Gift, SeenMembers, UnitDialect } from './unit-dialect.ts'

/** The label of a node that says in which pool it is. */
export const nodePoolKey = 'apps.openyurt.io/nodepool'
const hostNetworkKey = 'nodepool.openyurt.io/hostnetwork'

/** A pool of OpenYurt. */
export const nodePool: UnitDialect = {
  kind: {
    group: 'apps.openyurt.io',
    version: 'v1beta2',
    resource: 'nodepools',
    kind: 'NodePool',
    namespaced: false,
  },
  of: 'nodes',
  isExclusive: false,
  choice: ({ metadata: { name } }) => ({
    names: [],
    selectors: [{ requirements: [{ key: nodePoolKey, operator: '=', values: [name] }] }],
  }),
  gives,
  status,
}

function gives(pool: KubeObject): Gift {
  const spec = part(pool, 'spec')
  const gift = giftIn(spec, 'spec')
  if (spec['hostNetwork'] !== true) return gift
  return { ...gift, labels: { ...gift.labels, [hostNetworkKey]: 'true' } }
}

function status(_pool: KubeObject, { members, problems }: SeenMembers) {
  const ready = members.filter((node) => readinessOf(node) === 'True').length
  const wrong = problems.map(({ field, reason }) => `${field}: ${reason}`).join('\n')
  return {
    readyNodeNum: ready,
    unreadyNodeNum: members.length - ready,
    nodes: members.map(({ metadata: { name } }) => name),
    conditions:
      wrong === ''
        ? []
        : [{ type: 'Refused', status: 'True', reason: 'InvalidManifest', message: wrong }],
  }
}

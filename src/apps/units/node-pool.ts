// OpenYurt's NodePool: nodes with its name in a label get its labels, annotations and taints.
import type { KubeObject } from '../../objects/object.ts'
import type { Json } from '../../objects/schema/typed.ts'
import { perObject } from '../per-object.ts'
import { part } from '../../objects/fields.ts'
import { giftIn, readinessOf } from './gift.ts'
import { withProblems } from './told.ts'
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
  gives: perObject(gives),
  status,
}

function gives(pool: KubeObject): Gift {
  const spec = part(pool, 'spec')
  const gift = giftIn(spec, 'spec')
  if (spec['hostNetwork'] !== true) return gift
  return { ...gift, labels: { ...gift.labels, [hostNetworkKey]: 'true' } }
}

function status(pool: KubeObject, { members, problems }: SeenMembers): Json {
  const ready = members.filter((node) => readinessOf(node) === 'True').length
  return {
    readyNodeNum: ready,
    unreadyNodeNum: members.length - ready,
    nodes: members.map(({ metadata: { name } }) => name),
    ...withProblems(pool, problems),
  }
}

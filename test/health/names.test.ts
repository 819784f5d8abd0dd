// What Kubernetes says of a node: its site, its longest hold, its conditions and taints.
import { expect, it } from 'vitest'
import { maxHoldOf } from '../../src/health/max-hold.ts'
import { nodeSeen } from '../../src/health/node-seen.ts'
import { siteOf } from '../../src/health/site-of.ts'
import { nodeId } from '../../src/kernel/ids.ts'

const site = (labels: Record<string, string>) => siteOf(nodeId('n'), labels)

it('H26: a node’s site is its label, else its pool, group or unit, else a site of its own', () => {
  expect(site({})).toBe('n')
  expect(site({ 'apps.openyurt.io/nodepool': 'hangzhou' })).toBe('hangzhou')
  expect(site({ 'apps.openyurt.io/desired-nodepool': 'old' })).toBe('old')
  expect(site({ 'apps.kubeedge.io/belonging-to': 'group' })).toBe('group')
  expect(site({ 'causeway.io/site': 'shop', 'apps.openyurt.io/nodepool': 'pool' })).toBe('shop')
  expect(site({ 'causeway.io/site': '', 'apps.openyurt.io/nodepool': 'pool' })).toBe('pool')
})

it('H26: SuperEdge’s unit stands in the label’s key; the unit of all nodes says nothing', () => {
  const unit = 'nodeunits.superedge.io'
  expect(site({ 'unit-node-all': unit })).toBe('n')
  expect(site({ 'unit-b': unit, 'unit-a': unit, 'unit-node-all': unit })).toBe('unit-a')
  expect(site({ 'unit-a': 'nodegroups.superedge.io' })).toBe('n')
})

it('H19: the longest hold is read from our annotation, or from OpenYurt’s autonomy', () => {
  expect(maxHoldOf({})).toBeUndefined()
  expect(maxHoldOf({ 'causeway.io/max-hold': '90' })).toBe(90_000)
  expect(maxHoldOf({ 'causeway.io/max-hold': '1h30m' })).toBe(5_400_000)
  expect(maxHoldOf({ 'causeway.io/max-hold': '-5s' })).toBe(0)
  expect(maxHoldOf({ 'causeway.io/max-hold': 'a while' })).toBeUndefined()
  expect(maxHoldOf({ 'node.openyurt.io/autonomy-duration': '100s' })).toBe(100_000)
  expect(maxHoldOf({ 'node.openyurt.io/autonomy-duration': '0' })).toBe(Infinity)
  expect(maxHoldOf({ 'node.beta.openyurt.io/autonomy': 'true' })).toBe(Infinity)
  expect(maxHoldOf({ 'apps.openyurt.io/binding': 'false' })).toBeUndefined()
  const both = { 'causeway.io/max-hold': '5', 'node.openyurt.io/autonomy-duration': '9s' }
  expect(maxHoldOf(both)).toBe(5_000)
})

it('H24: of a Node its conditions and taints are seen; what is misshapen counts as not there', () => {
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n', uid: 'u' } }
  const bare = { ready: undefined, readyReason: undefined, linked: undefined, taints: [] }
  expect(nodeSeen(node)).toEqual({ uid: 'u', site: 'n', maxHoldMs: undefined, ...bare })
  const ready = { type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown' }
  const conditions = [ready, { type: 'CausewayLinked', status: 'False' }, 'odd']
  const taints = [{ key: 'k', value: 'v', effect: 'NoSchedule' }, { key: 5 }, { key: 'x' }]
  expect(nodeSeen({ ...node, spec: { taints }, status: { conditions } })).toMatchObject({
    ready: 'Unknown',
    readyReason: 'NodeStatusUnknown',
    linked: 'False',
    taints: [{ key: 'k', value: 'v', effect: 'NoSchedule' }],
  })
  expect(nodeSeen({ ...node, spec: null, status: 7 })).toMatchObject(bare)
})

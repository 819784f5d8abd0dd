// What matters of a Node object.
import { describe, expect, it } from 'vitest'
import { nodeSeen, siteOf } from '../../cloud/node-seen.ts'

const node = (labels: Record<string, string>, annotations: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n1', uid: 'u1', labels, annotations },
})

describe('node seen', () => {
  it('C8: a site is the label of ours, else the pool, group or unit, else the node itself', () => {
    const unit = { 'unit-b': 'nodeunits.superedge.io', 'unit-a': 'nodeunits.superedge.io' }
    const group = { ...unit, 'apps.kubeedge.io/belonging-to': 'group' }
    const pool = { ...group, 'apps.openyurt.io/nodepool': 'pool' }
    expect(siteOf(node({}))).toBe('n1')
    expect(siteOf(node(unit))).toBe('unit-a')
    expect(siteOf(node(group))).toBe('group')
    expect(siteOf(node(pool))).toBe('pool')
    expect(siteOf(node({ ...pool, 'causeway.io/site': 'ours' }))).toBe('ours')
    expect(siteOf(node({ ...pool, 'causeway.io/site': '' }))).toBe('pool')
  })

  it('C9: how long a node may be held is read from our annotation or OpenYurt’s', () => {
    const held = (annotations: Record<string, string>) => nodeSeen(node({}, annotations)).maxHoldMs
    expect(held({ 'causeway.io/max-hold': '90' })).toBe(90_000)
    expect(held({ 'node.openyurt.io/autonomy-duration': '1h30m' })).toBe(5_400_000)
    expect(held({ 'node.openyurt.io/autonomy-duration': '0' })).toBeUndefined()
    for (const odd of ['', 'x', '-5', '0', '1e999'])
      expect(held({ 'causeway.io/max-hold': odd })).toBeUndefined()
  })

  it('reads an object that says nothing', () => {
    expect(nodeSeen(node({}))).toEqual({
      uid: 'u1',
      site: 'n1',
      ready: undefined,
      readyReason: undefined,
      linked: undefined,
      taints: [],
      maxHoldMs: undefined,
    })
  })
})

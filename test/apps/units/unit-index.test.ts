// Units and their nodes: membership, gifts, taking back, conflicts, statuses.
import { expect, it } from 'vitest'
import { groupLeft, unitChange } from '../../../src/apps/units/unit-change.ts'
import { unitDialects } from '../../../src/apps/units/units.ts'
import type { Resource } from '../../../src/objects/object.ts'
import { nodeOf } from '../paper-cluster.ts'
import { of, unitOf, UnitBed } from './unit-bed.ts'

const statusOf = (bed: UnitBed, kind: Resource, name: string) => {
  const dialect = unitDialects.find(
    (each) => each.kind.group === kind.group && each.kind.resource === kind.resource,
  )
  const unit = bed.cluster.object(kind, name)
  return unit && dialect?.status(unit, bed.index.seen(kind, name))
}

it('S1: a pool of OpenYurt gives its nodes labels, annotations and taints, in one write that remembers them', () => {
  const bed = new UnitBed().node('a', { 'apps.openyurt.io/nodepool': 'shop' }).node('b')
  bed.put(of.pool, 'shop', {
    type: 'Edge',
    hostNetwork: true,
    labels: { zone: 'z1' },
    annotations: { note: 'n' },
    taints: [{ key: 'edge', value: 'yes', effect: 'NoSchedule' }],
  })
  expect(bed.change('a')).toEqual({
    metadata: {
      resourceVersion: '7',
      labels: { zone: 'z1', 'nodepool.openyurt.io/hostnetwork': 'true' },
      annotations: {
        note: 'n',
        'causeway.io/given':
          '{"annotations":{"note":"n"},"labels":{"nodepool.openyurt.io/hostnetwork":"true","zone":"z1"},' +
          '"taints":[{"effect":"NoSchedule","key":"edge","value":"yes"}]}',
      },
    },
    spec: { taints: [{ key: 'edge', value: 'yes', effect: 'NoSchedule' }] },
  })
  expect(bed.settle()).toBe(1)
  expect(bed.change('b')).toBeUndefined()
})

it('S2: a node that leaves gives back what it was given and keeps what is its own', () => {
  const bed = new UnitBed().node('a', { 'apps.openyurt.io/nodepool': 'shop', own: 'x' })
  const mine = { key: 'mine', effect: 'NoExecute' }
  bed.patch('a', { spec: { taints: [mine] }, metadata: { annotations: { kept: 'k' } } })
  const before = bed.cluster.node('a')
  bed.put(of.pool, 'shop', {
    labels: { zone: 'z1', own: 'x' },
    annotations: { note: 'n' },
    taints: [{ key: 'edge', effect: 'NoSchedule' }],
  })
  bed.settle()
  expect(bed.cluster.node('a')?.['spec']).toEqual({
    taints: [mine, { key: 'edge', effect: 'NoSchedule' }],
  })
  bed.patch('a', { metadata: { labels: { 'apps.openyurt.io/nodepool': null } } })
  expect(bed.settle()).toBe(1)
  expect(bed.cluster.node('a')).toEqual({
    ...before,
    metadata: { ...before?.metadata, labels: { own: 'x' } },
  })
})

it('S2: what somebody else changed of a gift is put right, and not taken back when it is not given any more', () => {
  const bed = new UnitBed().node('a', { 'apps.openyurt.io/nodepool': 'shop' })
  bed.put(of.pool, 'shop', { labels: { zone: 'z1' } }).settle()
  bed.patch('a', { metadata: { labels: { zone: 'other' } } }).settle()
  expect(bed.labels('a')['zone']).toBe('z1')
  bed.patch('a', { metadata: { labels: { zone: 'other' } } })
  bed.put(of.pool, 'shop', {}).settle()
  expect(bed.labels('a')['zone']).toBe('other')
})

it('S2: what the original controller of pools noted counts as given', () => {
  const noted = JSON.stringify({
    labels: { zone: 'z1', gone: 'g' },
    taints: [{ key: 't', effect: 'NoSchedule' }],
  })
  const bed = new UnitBed().node('a', {
    'apps.openyurt.io/nodepool': 'shop',
    zone: 'z1',
    gone: 'g',
  })
  bed.patch('a', {
    spec: { taints: [{ key: 't', effect: 'NoSchedule' }] },
    metadata: { annotations: { 'nodepool.openyurt.io/previous-attributes': noted } },
  })
  bed.put(of.pool, 'shop', { labels: { zone: 'z1' } }).settle()
  expect(bed.cluster.node('a')?.metadata.annotations).toEqual({
    'causeway.io/given': '{"labels":{"zone":"z1"}}',
  })
  expect(bed.labels('a')).toEqual({ 'apps.openyurt.io/nodepool': 'shop', zone: 'z1' })
  expect(bed.cluster.node('a')?.['spec']).toEqual({})
})

it('S3: a unit of SuperEdge has the nodes that it names and those that it selects, and lets go of both', () => {
  const bed = new UnitBed().node('a').node('b', { site: 's1' }).node('c', { site: 's2' })
  const spec = {
    nodes: ['a', 'ghost'],
    selector: { matchExpressions: [{ key: 'site', operator: 'In', values: ['s1'] }] },
    setNode: { labels: { tier: 'edge' } },
  }
  bed.put(of.unit, 'u1', spec).settle()
  expect(bed.labels('a')).toEqual({ u1: 'nodeunits.superedge.io', tier: 'edge' })
  expect(bed.labels('b')).toEqual({ site: 's1', u1: 'nodeunits.superedge.io', tier: 'edge' })
  expect(bed.labels('c')).toEqual({ site: 's2' })
  bed.put(of.unit, 'u1', { selector: { matchLabels: { site: 's2' } } }).settle()
  expect(bed.labels('a')).toEqual({})
  expect(bed.labels('b')).toEqual({ site: 's1' })
  expect(bed.labels('c')).toEqual({ site: 's2', u1: 'nodeunits.superedge.io' })
  bed.put(of.unit, 'u1', { selector: {} }).settle()
  expect(bed.labels('c')).toEqual({ site: 's2' })
})

it('S3: the lower-case names of v1alpha1 mean the same', () => {
  const bed = new UnitBed().node('a').node('b', {}, 'Unknown')
  const unit = {
    apiVersion: 'site.superedge.io/v1alpha1',
    kind: 'NodeUnit',
    metadata: { name: 'u1' },
    spec: {
      nodes: ['a', 'b'],
      setnode: { labels: { tier: 'edge' } },
      taints: [{ key: 't', effect: 'NoSchedule' }],
    },
  }
  bed.cluster.put(of.unit, unit)
  bed.index.takeUnit(of.unit, 'u1')
  bed.settle()
  expect(bed.labels('a')).toEqual({ u1: 'nodeunits.superedge.io', tier: 'edge' })
  expect(bed.cluster.node('a')?.['spec']).toEqual({ taints: [{ key: 't', effect: 'NoSchedule' }] })
  expect(statusOf(bed, of.unit, 'u1')).toEqual({
    readyrate: '1/2',
    readynodes: ['a'],
    notreadynodes: ['b'],
  })
})

it('S3: an unschedulable unit cordons its nodes and opens those that it cordoned', () => {
  const bed = new UnitBed().node('a').node('b')
  bed.patch('b', { spec: { unschedulable: true } })
  bed.put(of.unit, 'u1', { nodes: ['a', 'b'], unschedulable: true }).settle()
  const isCordoned = (name: string) =>
    (bed.cluster.node(name)?.['spec'] as { unschedulable?: boolean } | undefined)?.unschedulable
  expect([isCordoned('a'), isCordoned('b')]).toEqual([true, true])
  bed.put(of.unit, 'u1', { nodes: ['a', 'b'] }).settle()
  expect([isCordoned('a'), isCordoned('b')]).toEqual([undefined, true])
})

it('S3: while a selector is wrong, its nodes stay', () => {
  const bed = new UnitBed().node('a', { site: 's1' })
  bed.put(of.unit, 'u1', { selector: { matchLabels: { site: 's1' } } }).settle()
  bed.put(of.unit, 'u1', { selector: { matchExpressions: [{ key: 'site', operator: 'Is' }] } })
  expect(bed.settle()).toBe(0)
  expect(bed.index.seen(of.unit, 'u1').problems).toEqual([
    {
      field: 'spec.selector.matchExpressions[0].operator',
      reason: 'expected In, NotIn, Exists, DoesNotExist, got "Is"',
    },
  ])
})

it('S4: a selector does not see what units gave: membership cannot run in circles', () => {
  const bed = new UnitBed().node('a', { os: 'linux' })
  const expression = { key: 'tier', operator: 'DoesNotExist' }
  bed.put(of.unit, 'u1', {
    selector: { matchExpressions: [expression] },
    setNode: { labels: { tier: 'edge' } },
  })
  expect(bed.settle(10)).toBe(1)
  expect(bed.labels('a')['tier']).toBe('edge')
})

it('S5: a group of units puts the unit of a node under its name, and its mark on its units', () => {
  const bed = new UnitBed().node('a').node('b').node('c')
  bed
    .put(of.unit, 'u1', { nodes: ['a'] })
    .put(of.unit, 'u2', { nodes: ['b'] }, { labels: { k: 'v' } })
  bed.put(of.unit, 'u3', { nodes: ['c'] })
  bed.put(of.unitGroup, 'zone1', {
    nodeUnits: ['u1', 'ghost'],
    selector: { matchLabels: { k: 'v' } },
  })
  bed.settle()
  expect(bed.labels('a')).toEqual({ u1: 'nodeunits.superedge.io', zone1: 'u1' })
  expect(bed.labels('b')).toEqual({ u2: 'nodeunits.superedge.io', zone1: 'u2' })
  expect(bed.labels('c')).toEqual({ u3: 'nodeunits.superedge.io' })
  expect(statusOf(bed, of.unitGroup, 'zone1')).toEqual({ unitNumber: 2, nodeUnits: ['u1', 'u2'] })
  const changeOf = (name: string) => {
    const [unit] = bed.index.takeUnit(of.unit, name).units
    return unit && unitChange(unit, bed.index, bed.cluster)
  }
  expect(changeOf('u2')).toEqual({
    metadata: { resourceVersion: '3', labels: { zone1: 'nodegroups.superedge.io' } },
  })
  expect(changeOf('u3')).toBeUndefined()
  bed.put(
    of.unit,
    'u3',
    { nodes: ['c'], setNode: { labels: { old: 'u3' } } },
    { labels: { old: 'nodegroups.superedge.io' } },
  )
  expect(changeOf('u3')).toEqual({
    metadata: { resourceVersion: '3', labels: { old: null } },
    spec: { setNode: { labels: { old: null } } },
  })
  bed.put(of.unitGroup, 'zone1', { selector: {} }).settle()
  expect(bed.labels('c')['zone1']).toBe('u3')
  bed.remove(of.unitGroup, 'zone1').settle()
  expect(bed.labels('a')).toEqual({ u1: 'nodeunits.superedge.io' })
})

it('S5: a group makes units of nodes that have all its keys, named by their values in the order of the keys', () => {
  const long = 'x'.repeat(40)
  const bed = new UnitBed()
    .node('a', { 'site/z': 'hall', 'site/a': 'west' })
    .node('b', { 'site/z': 'hall', 'site/a': 'west' })
    .node('c', { 'site/a': 'west' })
    .node('d', { 'site/z': long, 'site/a': long })
  bed.put(of.unitGroup, 'g', { autoFindNodeKeys: ['site/z', 'site/a'] })
  const dialect = unitDialects.find(({ makes }) => makes !== undefined)
  const group = bed.cluster.object(of.unitGroup, 'g')
  const made = group && dialect?.makes?.(group, bed.cluster)
  expect(made?.map(({ metadata }) => metadata.name)).toEqual([
    'ec7219cabd44f9b70ff5de8ea0d7de3e865d4217',
    'west-hall',
  ])
  expect(made?.[1]).toEqual({
    apiVersion: 'site.superedge.io/v1alpha2',
    kind: 'NodeUnit',
    metadata: {
      name: 'west-hall',
      labels: {
        'site.superedge.io/node-group-auto-keys-hash': '22ce517981046eb6fa4f7466e464f5d531273917',
        g: 'nodegroups.superedge.io',
      },
      annotations: { 'site/a': 'west', 'site/z': 'hall' },
    },
    spec: { type: 'edge', selector: { matchLabels: { 'site/a': 'west', 'site/z': 'hall' } } },
  })
  for (const unit of made ?? []) bed.cluster.put(of.unit, unit)
  for (const unit of made ?? []) bed.index.takeUnit(of.unit, unit.metadata.name)
  bed.settle()
  expect(bed.labels('b')['g']).toBe('west-hall')
  bed.cluster.patchNode('c', { metadata: { labels: { 'site/z': 'yard' } } })
  expect(bed.index.takeNode('c').units.map(({ object }) => object.metadata.name)).toEqual(['g'])
  bed.cluster.patchNode('c', { metadata: { labels: { other: 'x' } } })
  expect(bed.index.takeNode('c').units).toEqual([])
})

it('S5: a unit that a group would make and whose name another has is told', () => {
  const bed = new UnitBed().node('a', { site: 'west' }).put(of.unit, 'west', { nodes: ['a'] })
  bed.put(of.unitGroup, 'g', { autoFindNodeKeys: ['site'] })
  expect(statusOf(bed, of.unitGroup, 'g')).toMatchObject({
    unitNumber: 0,
    conditions: [{ type: 'Refused', reason: 'InvalidManifest' }],
  })
  bed.put(of.unitGroup, 'g', { autoFindNodeKeys: ['site'], nodeUnits: ['west'] })
  expect(statusOf(bed, of.unitGroup, 'g')).toEqual({ unitNumber: 1, nodeUnits: ['west'] })
})

it('S101: a selector of annotations selects by those that nodes and units have of their own', () => {
  const bed = new UnitBed().node('a').node('b')
  const annotate = (name: string, annotations: object): void =>
    void bed.patch(name, { metadata: { annotations } })
  annotate('a', { 'shop/floor': '1' })
  bed.put(of.unit, 'one', {
    selector: { annotations: { 'shop/floor': '1' } },
    setNode: { annotations: { 'shop/floor-of': 'one' } },
  })
  bed.settle()
  expect(bed.labels('a')).toEqual({ one: 'nodeunits.superedge.io' })
  expect(bed.labels('b')).toEqual({})
  expect(statusOf(bed, of.unit, 'one')).not.toHaveProperty('conditions')
  // What a unit gives selects nobody, so that membership cannot run in circles.
  bed.put(of.unit, 'two', { selector: { annotations: { 'shop/floor-of': 'one' } } }).settle()
  expect(bed.labels('a')).toEqual({ one: 'nodeunits.superedge.io' })
  annotate('b', { 'shop/floor': '1' })
  annotate('a', { 'shop/floor': '2' })
  bed.settle()
  expect(bed.labels('a')).toEqual({})
  expect(bed.labels('b')).toEqual({ one: 'nodeunits.superedge.io' })
  bed.put(of.unitGroup, 'group', { selector: { annotations: { kind: 'shop' } } }).settle()
  expect(bed.labels('b')).not.toHaveProperty('group')
  const spec = { selector: { annotations: { 'shop/floor': '1' } } }
  bed.put(of.unit, 'one', spec, { annotations: { kind: 'shop' } }).settle()
  expect(bed.labels('b')).toHaveProperty('group', 'one')
})

it('S102: a unit of another level than L3 works as one of L3, and its status says so', () => {
  const bed = new UnitBed().node('a')
  const told = (autonomyLevel: string): unknown => {
    bed.put(of.unit, 'u1', { nodes: ['a'], autonomyLevel }).settle()
    return statusOf(bed, of.unit, 'u1')
  }
  const fine = { readyRate: '1/1', readyNodes: ['a'], notReadyNodes: [] }
  expect(told('L3')).toEqual(fine)
  for (const level of ['L4', 'L5', 'L9'])
    expect(told(level)).toEqual({
      ...fine,
      conditions: [
        {
          type: 'Refused',
          status: 'True',
          reason: 'InvalidManifest',
          message: expect.stringMatching(`^spec.autonomyLevel: expected L3.* got "${level}"$`),
        },
      ],
    })
  expect(bed.labels('a')).toEqual({ u1: 'nodeunits.superedge.io' })
})

it('S103: units of found nodes outlive their group, are found again by another one, and shared by groups of the same keys', () => {
  const bed = new UnitBed().node('a', { site: 'west' })
  const dialect = unitDialects.find(({ makes }) => makes !== undefined)
  const group = (name: string): void => {
    bed.put(of.unitGroup, name, { autoFindNodeKeys: ['site'] })
    const object = bed.cluster.object(of.unitGroup, name)
    for (const unit of (object && dialect?.makes?.(object, bed.cluster)) ?? []) {
      if (bed.cluster.object(of.unit, unit.metadata.name) === undefined)
        bed.cluster.put(of.unit, unit)
      bed.index.takeUnit(of.unit, unit.metadata.name)
    }
    bed.settle()
  }
  group('g')
  const mark = { site: 'west', west: 'nodeunits.superedge.io' }
  expect(bed.labels('a')).toEqual({ ...mark, g: 'west' })
  bed.remove(of.unitGroup, 'g')
  const west = bed.cluster.object(of.unit, 'west')
  if (dialect === undefined || west === undefined) throw new Error('no unit')
  const unit = unitDialects.find(({ kind }) => kind.resource === 'nodeunits')
  if (unit === undefined) throw new Error('no kind')
  expect(unitChange({ dialect: unit, object: west }, bed.index, bed.cluster)).toMatchObject({
    metadata: { labels: { g: null } },
  })
  bed.put(of.unit, 'west', west['spec'] as object, {
    labels: { ...west.metadata.labels, g: undefined },
  })
  bed.settle()
  expect(bed.labels('a')).toEqual(mark)
  group('g')
  group('h')
  expect(bed.labels('a')).toEqual({ ...mark, g: 'west', h: 'west' })
  expect(statusOf(bed, of.unitGroup, 'h')).toEqual({ unitNumber: 1, nodeUnits: ['west'] })
})

it('S7: what was wrong goes from a status when it is right, and conditions of others stay', () => {
  const bed = new UnitBed().node('a', { 'apps.openyurt.io/nodepool': 'p' })
  const leader = { type: 'LeaderReady', status: 'True' }
  const refused = { type: 'Refused', status: 'True', reason: 'InvalidManifest', message: 'old' }
  const pool = { ...unitOf(of.pool, 'p', {}), status: { conditions: [leader, refused] } }
  bed.cluster.put(of.pool, pool)
  bed.index.takeUnit(of.pool, 'p')
  expect(statusOf(bed, of.pool, 'p')).toEqual({
    readyNodeNum: 1,
    unreadyNodeNum: 0,
    nodes: ['a'],
    conditions: [leader],
  })
})

it('S6: a node is in one group of KubeEdge: that whose mark it bears, else the oldest', () => {
  const bed = new UnitBed()
    .node('a', { r: 'x' })
    .node('b', { r: 'x', 'apps.kubeedge.io/belonging-to': 'young' })
  bed.node('c', {}, 'False')
  bed.put(
    of.group,
    'young',
    { matchLabels: { r: 'x' } },
    { creationTimestamp: '2026-01-02T00:00:00Z' },
  )
  bed.put(
    of.group,
    'old',
    { nodes: ['b', 'a', 'ghost', 'c'] },
    { creationTimestamp: '2026-01-01T00:00:00Z' },
  )
  bed.settle()
  expect(bed.labels('a')['apps.kubeedge.io/belonging-to']).toBe('old')
  expect(bed.labels('b')['apps.kubeedge.io/belonging-to']).toBe('young')
  expect(statusOf(bed, of.group, 'old')).toEqual({
    nodeStatuses: [
      { nodeName: 'a', readyStatus: 'Ready', selectionStatus: 'Succeeded' },
      {
        nodeName: 'b',
        readyStatus: 'Ready',
        selectionStatus: 'Failed',
        selectionStatusReason: 'node b has already belonged to NodeGroup young',
      },
      { nodeName: 'c', readyStatus: 'NotReady', selectionStatus: 'Succeeded' },
      {
        nodeName: 'ghost',
        readyStatus: 'Unknown',
        selectionStatus: 'Failed',
        selectionStatusReason: 'node does not exist',
      },
    ],
  })
})

it('S6: a node that one group frees goes to the other that wants it, in one write', () => {
  const bed = new UnitBed().node('a', { r: 'x' })
  bed.put(of.group, 'one', { nodes: ['a'] }, { creationTimestamp: '2026-01-01T00:00:00Z' })
  bed
    .put(of.group, 'two', { matchLabels: {} }, { creationTimestamp: '2026-01-02T00:00:00Z' })
    .settle()
  expect(bed.labels('a')['apps.kubeedge.io/belonging-to']).toBe('one')
  bed.cluster.put(of.group, unitOf(of.group, 'one', {}))
  const concerned = bed.index.takeUnit(of.group, 'one')
  expect([...concerned.nodes]).toEqual(['a'])
  expect(concerned.units.map(({ object }) => object.metadata.name)).toEqual(['one', 'two'])
  expect(groupLeft(nodeOf('a', bed.labels('a')), bed.index.settledFor('a').given)).toBe('one')
  expect(bed.settle()).toBe(1)
  expect(bed.labels('a')['apps.kubeedge.io/belonging-to']).toBe('two')
})

it('S6: no labels to match are nobody; a node that bears the mark and is not wanted loses it, if there is such a group', () => {
  const bed = new UnitBed()
    .node('a', { 'apps.kubeedge.io/belonging-to': 'g' })
    .node('b', { 'apps.kubeedge.io/belonging-to': 'none', u1: 'nodeunits.superedge.io' })
  bed.put(of.group, 'g', { topologyEnabled: true }).settle()
  expect(bed.labels('a')).toEqual({})
  expect(bed.labels('b')).toEqual({
    'apps.kubeedge.io/belonging-to': 'none',
    u1: 'nodeunits.superedge.io',
  })
})

it('S6: a group sets the zone where nobody else did, and takes away only that', () => {
  const zone = 'topology.kubernetes.io/zone'
  const bed = new UnitBed()
    .node('a')
    .node('b', { [zone]: 'cloud-1' })
    .node('c', { [zone]: 'g' })
  bed.put(of.group, 'g', { matchLabels: {}, topologyEnabled: true }).settle()
  expect(['a', 'b', 'c'].map((name) => bed.labels(name)[zone])).toEqual(['g', 'cloud-1', 'g'])
  expect(bed.index.seen(of.group, 'g').problems).toEqual([
    {
      field: 'spec.topologyEnabled',
      reason: 'node b has the zone "cloud-1", which is not replaced',
      about: 'node',
    },
  ])
  bed.put(of.group, 'g', { matchLabels: {} }).settle()
  expect(['a', 'b', 'c'].map((name) => bed.labels(name)[zone])).toEqual([undefined, 'cloud-1', 'g'])
})

it('S7: where two units differ, the earlier kind wins and then the older unit, and the loser is told', () => {
  const bed = new UnitBed().node('a', { 'apps.openyurt.io/nodepool': 'p' })
  bed.put(of.unit, 'b', { nodes: ['a'], setNode: { labels: { x: 'b', y: 'b' } } })
  bed.put(of.unit, 'a', { nodes: ['a'], setNode: { labels: { x: 'a', y: 'a', b: 'mine' } } })
  bed.put(of.pool, 'p', { labels: { x: 'p' } }).settle()
  expect(bed.labels('a')).toEqual({
    'apps.openyurt.io/nodepool': 'p',
    a: 'nodeunits.superedge.io',
    b: 'nodeunits.superedge.io',
    x: 'p',
    y: 'a',
  })
  expect(bed.index.seen(of.pool, 'p').problems).toEqual([])
  expect(bed.index.seen(of.unit, 'b').problems).toEqual([
    { field: 'labels[x]', reason: 'node a cannot get x=b: NodePool p gives it x=p' },
    { field: 'labels[y]', reason: 'node a cannot get y=b: NodeUnit a gives it y=a' },
  ])
  expect(bed.index.seen(of.unit, 'a').problems).toEqual([
    { field: 'labels[x]', reason: 'node a cannot get x=a: NodePool p gives it x=p' },
    {
      field: 'labels[b]',
      reason: 'node a cannot get b=mine: NodeUnit b gives it b=nodeunits.superedge.io',
    },
  ])
})

it('S7: what a node could not bear is left out and told, and the rest is given', () => {
  const bed = new UnitBed().node('a', { 'apps.openyurt.io/nodepool': 'p' })
  bed.put(of.pool, 'p', {
    labels: { good: 'yes', bad: 'no spaces', 'apps.openyurt.io/nodepool': 'q' },
    taints: [{ key: 't', effect: 'Never' }],
  })
  bed.settle()
  expect(bed.labels('a')).toEqual({ 'apps.openyurt.io/nodepool': 'p', good: 'yes' })
  const { conditions } = statusOf(bed, of.pool, 'p') as { conditions: { message: string }[] }
  expect(conditions[0]?.message.split('\n').map((line) => line.split(':')[0])).toEqual([
    'spec.labels[bad]',
    'spec.labels[apps.openyurt.io/nodepool]',
    'spec.taints[0]',
  ])
})

it('S8: a unit that is being deleted is gone for its nodes, and keeps its finalizer until none bears anything of it', () => {
  const bed = new UnitBed().node('a')
  const finalizers = ['site.superedge.io/nodeunit', 'other/finalizer']
  bed.put(of.unit, 'u1', { nodes: ['a'] }, { finalizers }).settle()
  bed.put(
    of.unit,
    'u1',
    { nodes: ['a'] },
    { finalizers, deletionTimestamp: '2026-01-01T00:00:00Z' },
  )
  const change = () => {
    const [unit] = bed.index.takeUnit(of.unit, 'u1').units
    return unit && unitChange(unit, bed.index, bed.cluster)
  }
  expect(change()).toBeUndefined()
  expect(bed.settle()).toBe(1)
  expect(bed.labels('a')).toEqual({})
  expect(change()).toEqual({ metadata: { resourceVersion: '3', finalizers: ['other/finalizer'] } })
})

it('S8: a label that somebody wrote under the name of a group does not keep the group', () => {
  const bed = new UnitBed().node('a', { zone1: 'u1' }).node('b')
  const metadata = { finalizers: ['site.superedge.io/finalizer'] }
  bed
    .put(of.unit, 'u1', { nodes: ['a', 'b'] })
    .put(of.unitGroup, 'zone1', { nodeUnits: ['u1'] }, metadata)
  bed.settle()
  bed.put(of.unitGroup, 'zone1', { nodeUnits: ['u1'] }, { ...metadata, deletionTimestamp: 'now' })
  const change = () => {
    const [unit] = bed.index.takeUnit(of.unitGroup, 'zone1').units
    return unit && unitChange(unit, bed.index, bed.cluster)
  }
  expect(change()).toBeUndefined()
  bed.settle()
  expect(bed.labels('a')).toEqual({ zone1: 'u1', u1: 'nodeunits.superedge.io' })
  expect(change()).toEqual({ metadata: { resourceVersion: '3', finalizers: null } })
})

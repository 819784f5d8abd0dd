// YurtAppSet and UnitedDeployment: pools, what is wrong in one, statuses and revisions. What children they have is in the tables.
import { expect, it } from 'vitest'
import type { AppDialect } from '../../src/apps/dialect.ts'
import { isProblem } from '../../src/apps/dialect.ts'
import { keeping, revisionOf, rolledBack } from '../../src/apps/openyurt/revisions.ts'
import { unitedDeployment } from '../../src/apps/openyurt/united-deployment.ts'
import { yurtAppSet } from '../../src/apps/openyurt/yurt-app-set.ts'
import { fieldAt } from '../../src/apps/pod-templates.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { mergePatch } from '../../src/objects/patches/merge-patch.ts'
import { pools, poolsOf, setOf, template, topologyOf } from './openyurt-bed.ts'

const cluster = poolsOf({ east: { region: 'e' }, west: { region: 'w' }, cloud: {} })
const hash = 'apps.openyurt.io/controller-revision-hash'

const unitsIn = (dialect: AppDialect, app: KubeObject): unknown => {
  const units = dialect.units(app, cluster)
  return isProblem(units) ? units : [...units.names()]
}
const renderIn = (app: KubeObject, unit: string, own: readonly KubeObject[] = []): KubeObject => {
  const dialect = app.kind === 'YurtAppSet' ? yurtAppSet : unitedDeployment
  const rendered = dialect.render(app, unit, cluster, own)
  if (isProblem(rendered)) throw new Error(`${rendered.field}: ${rendered.reason}`)
  const [child] = rendered
  if (child === undefined) throw new Error('no child')
  return child.object
}
const workload = (tweaks: readonly object[] = [], of: object = template()) => ({
  workloadTemplate: { deploymentTemplate: of },
  workloadTweaks: tweaks,
})

it('S30: a set has a workload in each pool that it names or selects and that is there', () => {
  const of = (more: object) => unitsIn(yurtAppSet, setOf(workload(), more))
  expect(of({ pools: ['west', 'ghost', 'west'] })).toEqual(['west'])
  expect(
    of({ nodepoolSelector: { matchExpressions: [{ key: 'region', operator: 'Exists' }] } }),
  ).toEqual(['east', 'west'])
  expect(of({ nodepoolSelector: { matchLabels: { region: 'e' } }, pools: ['cloud'] })).toEqual([
    'east',
    'cloud',
  ])
  expect(of({ nodepoolSelector: {} })).toEqual(['east', 'west', 'cloud'])
  expect(of({})).toEqual([])
  expect(
    of({ nodepoolSelector: { matchExpressions: [{ key: 'r', operator: 'Is' }] } }),
  ).toHaveProperty('field')
})

it('S31: a workload that the original made keeps the name that it has', () => {
  const app = setOf(workload(), { pools: ['west'] })
  const made = (name: string, creationTimestamp: string): KubeObject => {
    const child = renderIn(app, 'west')
    return { ...child, metadata: { ...child.metadata, name, creationTimestamp } }
  }
  const [one, two] = [made('set-west-x7k2p', '2026-01-02'), made('set-west-abcde', '2026-01-03')]
  expect(yurtAppSet.unitOf(app, one)).toBe('west')
  expect(renderIn(app, 'west', [two, one]).metadata.name).toBe('set-west-x7k2p')
  expect(renderIn(app, 'west', [one, made('set-west', '2026-01-04')]).metadata.name).toBe(
    'set-west',
  )
  expect(renderIn(app, 'west', [{ ...one, kind: 'StatefulSet' }]).metadata.name).toBe('set-west')
  expect(renderIn(app, 'west', [one]).metadata.labels).toEqual(
    renderIn(app, 'west').metadata.labels,
  )
})

it('S31: a pool that is gone vanished; one that is there and not meant is not wanted', () => {
  const units = (more: object) => {
    const found = yurtAppSet.units(setOf(workload(), more), cluster)
    if (isProblem(found)) throw new Error(found.reason)
    return found
  }
  expect(units({ pools: ['west'] }).isUnwanted('east')).toBe(true)
  expect(units({ pools: ['west', 'ghost'] }).isUnwanted('ghost')).toBe(false)
  expect(units({ pools: ['west'] }).isUnwanted('ghost')).toBe(true)
  expect(units({ nodepoolSelector: { matchLabels: { region: 'x' } } }).isUnwanted('ghost')).toBe(
    false,
  )
})

it('S32: a tweak of one pool changes nothing in another, not even the name of its revision', () => {
  const plain = setOf(workload(), { pools: ['west', 'east'] })
  const tweaked = setOf(workload([{ pools: ['west'], tweaks: { replicas: 3 } }]), {
    pools: ['west', 'east'],
  })
  expect(renderIn(tweaked, 'east')).toEqual(renderIn(plain, 'east'))
  expect(renderIn(tweaked, 'west').metadata.labels?.[hash]).not.toBe(
    renderIn(plain, 'west').metadata.labels?.[hash],
  )
})

const badPatches: readonly (readonly [string, object, string])[] = [
  [
    'does not fit',
    { path: '/spec/nothing/here', operation: 'add', value: 1 },
    '[0].tweaks.patches[0]',
  ],
  ['renames', { path: '/metadata/name', operation: 'replace', value: 'x' }, ''],
  ['is none', { path: '/spec/replicas', operation: 'double' }, '[0].tweaks.patches[0]'],
]

it.each(badPatches)(
  'S32: a patch that %s is told in its pool, and the other pool has its workload',
  (_, patch, at) => {
    const app = setOf(workload([{ pools: ['west'], tweaks: { patches: [patch] } }]), {
      pools: ['west', 'east'],
    })
    expect(yurtAppSet.render(app, 'west', cluster)).toHaveProperty(
      'field',
      `spec.workload.workloadTweaks${at}`,
    )
    expect(renderIn(app, 'east').metadata.name).toBe('set-east')
  },
)

it('S32: a patch cannot take a workload off its pool', () => {
  const patch = {
    path: '/spec/template/spec/nodeSelector',
    operation: 'replace',
    value: { a: 'b' },
  }
  const app = setOf(workload([{ pools: ['west'], tweaks: { patches: [patch] } }]), {
    pools: ['west'],
  })
  expect(fieldAt(renderIn(app, 'west'), ['spec', 'template', 'spec', 'nodeSelector'])).toEqual({
    a: 'b',
    'apps.openyurt.io/nodepool': 'west',
  })
})

it('S32: neither or both templates are told', () => {
  const both = { deploymentTemplate: template(), statefulSetTemplate: template() }
  for (const workloadTemplate of [{}, both]) {
    const app = setOf({ workloadTemplate }, { pools: ['west'] })
    expect(yurtAppSet.render(app, 'west', cluster)).toEqual({
      field: 'spec.workload.workloadTemplate',
      reason: 'expected either deploymentTemplate or statefulSetTemplate',
    })
  }
})

it('S32: a change of a pool concerns the apps that may mean it', () => {
  const change = { kind: 'object', of: 'apps.openyurt.io/nodepools', name: 'west' } as const
  const concerned = (more: object, tweaks: readonly object[] = []) =>
    yurtAppSet.concerns(setOf(workload(tweaks), more), change)
  expect(concerned({ pools: ['west'] })).toEqual(['west'])
  expect(concerned({ pools: ['east'] })).toEqual([])
  expect(concerned({ nodepoolSelector: { matchLabels: { region: 'x' } } })).toEqual(['west'])
  expect(concerned({ pools: ['east'] }, [{ nodepoolSelector: {}, tweaks: {} }])).toEqual(['west'])
  expect(
    yurtAppSet.concerns(setOf(workload(), { pools: ['west'] }), { ...change, of: '/nodes' }),
  ).toEqual([])
})

const pool = {
  name: 'far',
  replicas: 4,
  nodeSelectorTerm: {
    matchExpressions: [{ key: 'apps.openyurt.io/nodepool', operator: 'In', values: ['far'] }],
  },
  tolerations: [{ key: 'edge', operator: 'Exists' }],
}

it('S33: a patch or a pool that is wrong is told in its unit, and the others have their workloads', () => {
  const bad = topologyOf('YurtAppSet', [
    { ...pool, patch: { metadata: { name: 'x' } } },
    { name: 'near' },
    { name: 'near' },
  ])
  expect(yurtAppSet.render(bad, 'far', cluster)).toHaveProperty(
    'field',
    'spec.topology.pools[0].patch',
  )
  expect(yurtAppSet.render(bad, 'spec.topology.pools[2]', cluster)).toHaveProperty(
    'reason',
    'expected each pool once, "near" is there already',
  )
  expect(renderIn(bad, 'near').metadata.name).toBe('set-near')
})

const withStatus = (object: KubeObject, replicas: number, ready: number): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, generation: 2 },
  status: { observedGeneration: 2, replicas, readyReplicas: ready, updatedReplicas: replicas },
})

it('S34: the status of a set counts its workloads and says what is not as it should be', () => {
  const app = setOf(workload(), { pools: ['east', 'west', 'cloud'] })
  const child = (unit: string, ready: number) => withStatus(renderIn(app, unit), 2, ready)
  const seen = (unit: string, ready: number) => ({
    unit,
    children: [child(unit, ready)],
    problem: undefined,
  })
  expect(yurtAppSet.status(app, [seen('east', 2), seen('west', 2)])).toEqual({
    observedGeneration: 3,
    currentRevision: revisionOf(app).name,
    totalWorkloads: 2,
    readyWorkloads: 2,
    updatedWorkloads: 2,
    conditions: [
      {
        type: 'PoolFound',
        status: 'True',
        reason: 'FindPools',
        message: 'There are 2 matched nodepools: [east west]',
      },
      {
        type: 'AppDispatched',
        status: 'True',
        message: 'All expected workloads are created successfully',
      },
      {
        type: 'AppUpdated',
        status: 'True',
        message: 'All expected workloads are updated successfully',
      },
      { type: 'AppReady', status: 'True', reason: 'AllWorkloadsReady' },
    ],
  })
  const problem = { field: 'f', reason: 'r' }
  const status = yurtAppSet.status(app, [
    seen('east', 1),
    { ...seen('west', 2), isHeldBack: true },
    { unit: 'cloud', children: [], problem },
  ]) as { conditions: { status: string; reason?: string; message?: string }[] }
  expect(status).toMatchObject({ totalWorkloads: 2, readyWorkloads: 1, updatedWorkloads: 1 })
  expect(status.conditions.map((each) => [each.status, each.reason, each.message])).toEqual([
    ['True', 'FindPools', 'There are 3 matched nodepools: [east west cloud]'],
    ['False', 'CreateWorkloadError', 'cloud: f: r'],
    ['False', 'UpdateWorkloadError', 'cloud: f: r'],
    ['False', 'NotAllWorkloadsReady', undefined],
  ])
  expect(yurtAppSet.status(app, [])).toMatchObject({
    conditions: [{ reason: 'NoFindPools' }, {}, {}, { reason: 'NoWorkloadFound' }],
  })
})

it('S34: the status of an app with a topology counts pods', () => {
  const app = topologyOf('UnitedDeployment', [pool, { name: 'near' }])
  const children = [withStatus(renderIn(app, 'far'), 4, 3)]
  expect(
    unitedDeployment.status(app, [
      { unit: 'far', children, problem: undefined },
      { unit: 'near', children: [], problem: { field: 'f', reason: 'r' } },
    ]),
  ).toEqual({
    observedGeneration: 3,
    currentRevision: revisionOf(app).name,
    templateType: 'Deployment',
    poolReplicas: { far: 4 },
    replicas: 4,
    readyReplicas: 3,
    conditions: [
      { type: 'PoolProvisioned', status: 'False', reason: 'NotAllPoolsProvisioned' },
      { type: 'PoolUpdated', status: 'False', reason: 'Error', message: 'near: f: r' },
      { type: 'PoolFailure', status: 'True', reason: 'Error', message: 'near: f: r' },
    ],
  })
})

const kept = (app: KubeObject, revision: number): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'ControllerRevision',
  metadata: { name: revisionOf(app).name },
  revision,
  data: revisionOf(app).data,
})

it('S35: the revision of now is kept as the newest, and no more than the app says', () => {
  const at = (replicas: number) =>
    setOf(workload([{ pools: ['west'], tweaks: { replicas } }]), {
      pools: ['west'],
      revisionHistoryLimit: 2,
    })
  const first = keeping(at(1), [])
  expect(first).toEqual({ keep: { ...revisionOf(at(1)), revision: 1 }, drop: [] })
  const all = [kept(at(1), 1), kept(at(2), 2), kept(at(3), 3)]
  expect(keeping(at(3), all)).toEqual({ keep: undefined, drop: [all[0]] })
  expect(keeping(at(1), all).keep).toHaveProperty('revision', 4)
  expect(keeping(at(1), all).drop).toEqual([all[1]])
})

it('S35: an app that asks for one of its revisions becomes as that one was', () => {
  const was = setOf(workload([{ pools: ['west'], tweaks: { replicas: 2 } }]), { pools: ['west'] })
  const is = setOf(workload([], template({ paused: true })), { pools: ['west', 'east'] })
  const asked = {
    ...is,
    metadata: { ...is.metadata, annotations: { 'apps.openyurt.io/rollback-to': '7' } },
  }
  expect(rolledBack(is, [kept(was, 7)])).toBeUndefined()
  expect(rolledBack(asked, [kept(was, 6)])).toBeUndefined()
  const after = mergePatch(asked, rolledBack(asked, [kept(was, 7)])) as KubeObject
  expect(after).toEqual({
    ...is,
    metadata: { ...is.metadata, annotations: {} },
    spec: { ...(is['spec'] as object), workload: fieldAt(was, ['spec', 'workload']) },
  })
})

it('S31: pools that are being deleted are gone for their apps', () => {
  const leaving = poolsOf({ west: {} })
  const found = leaving.object(pools, 'west')
  if (found !== undefined)
    leaving.put(pools, { ...found, metadata: { ...found.metadata, deletionTimestamp: 'now' } })
  const units = yurtAppSet.units(setOf(workload(), { nodepoolSelector: {} }), leaving)
  expect(isProblem(units) ? units : [...units.names()]).toEqual([])
})

// Manifests at the door: what is refused of apps and units, in the very words that their status would have.
import { describe, expect, it } from 'vitest'
import { againstApp, againstUnit } from '../../cloud/apps/against.ts'
import { Objects } from '../../cloud/apps/objects.ts'
import { newApp, seenUnits, unitNames, wantedIn } from '../../cloud/apps/app.ts'
import type { AppDialect } from '../../src/apps/dialect.ts'
import { edgeApplication } from '../../src/apps/kubeedge/edge-application.ts'
import { yurtAppSet } from '../../src/apps/openyurt/yurt-app-set.ts'
import { rolloutMark } from '../../src/apps/rollout/plan.ts'
import { deploymentGrid, statefulSetGrid } from '../../src/apps/superedge/workload-grid.ts'
import { nodeGroup } from '../../src/apps/units/node-group.ts'
import { nodeUnit } from '../../src/apps/units/node-unit.ts'
import type { UnitDialect } from '../../src/apps/units/unit-dialect.ts'
import { UnitIndex } from '../../src/apps/units/unit-index.ts'
import { builtinKinds } from '../../src/objects/kinds/builtin.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import type { Json } from '../../src/objects/schema/typed.ts'
import { appOf, deployment, groups } from '../apps/kubeedge-table.ts'
import { nodeOf, PaperCluster } from '../apps/paper-cluster.ts'
import { of, unitOf } from '../apps/units/unit-bed.ts'

/** Three nodes in two units, two pools, and nothing else. */
function world() {
  const cluster = new PaperCluster()
  for (const [name, zone] of [
    ['n1', 'u1'],
    ['n2', 'u2'],
    ['n3', 'u2'],
  ] as const)
    cluster.putNode(nodeOf(name, { zone1: zone, 'apps.openyurt.io/nodepool': zone }))
  for (const pool of ['u1', 'u2']) cluster.put(of.pool, unitOf(of.pool, pool, {}))
  const objects = new Objects()
  const around = { objects, cluster }
  const app = (dialect: AppDialect, object: KubeObject, old?: KubeObject) =>
    againstApp(around, dialect, { object, old })
  const unit = (dialect: UnitDialect, object: KubeObject, old?: KubeObject) =>
    againstUnit(around, dialect, { object, old })
  /** What its status says, all of it as one text, after the controller has looked at it. */
  const status = (dialect: AppDialect, object: KubeObject): string => {
    const known = newApp(dialect, object, [])
    const names = unitNames(known, cluster)
    for (const name of names) {
      const wanted = wantedIn(known, name, cluster)
      if (wanted.kind === 'problem') known.problems.set(name, wanted.problem)
    }
    return JSON.stringify(dialect.status(object, seenUnits(known, names)))
  }
  return { cluster, objects, app, unit, status }
}

const template = {
  spec: { selector: { matchLabels: { a: 'b' } }, template: { spec: { containers: [] } } },
}

const grid = (spec: Json = {}, more: Json = {}): KubeObject => ({
  apiVersion: 'superedge.io/v1',
  kind: 'DeploymentGrid',
  metadata: { name: 'g', namespace: 'shop', uid: 'uid-g', ...more },
  spec: { gridUniqKey: 'zone1', template: template.spec, ...spec },
})

const set = (tweaks: readonly Json[] = [], spec: Json = {}): KubeObject => ({
  apiVersion: 'apps.openyurt.io/v1beta1',
  kind: 'YurtAppSet',
  metadata: { name: 's', namespace: 'shop', uid: 'uid-s' },
  spec: {
    pools: ['u1', 'u2'],
    workload: { workloadTemplate: { deploymentTemplate: template }, workloadTweaks: tweaks },
    ...spec,
  },
})

describe('apps', () => {
  const { app, status } = world()
  const badTweak = [
    {
      pools: ['u2'],
      tweaks: { patches: [{ path: '/spec/none/x', operation: 'replace', value: 1 }] },
    },
  ]
  const wrong: readonly (readonly [string, AppDialect, KubeObject, string])[] = [
    [
      'a template that the pool does not have',
      deploymentGrid,
      grid({ templates: { u2: 'other' } }),
      'u2: spec.templates[u2]: expected "default" or a template of spec.templatePool (none), got "other"',
    ],
    [
      'a patch that cannot be done in one pool',
      yurtAppSet,
      set(badTweak),
      'u2: spec.workload.workloadTweaks[0].tweaks.patches[0]: ',
    ],
    [
      'an image override without sense',
      edgeApplication,
      appOf(
        [deployment('web')],
        groups({
          name: 'hz',
          overriders: { imageOverriders: [{ component: 'Name', operator: 'replace', value: 'x' }] },
        }),
      ),
      'hz: spec.workloadScope.targetNodeGroups[0].overriders.imageOverriders[0]: ',
    ],
    [
      'no key of units',
      statefulSetGrid,
      grid({ gridUniqKey: '' }),
      'spec.gridUniqKey: expected the key',
    ],
    [
      'a plan of a rollout that is none',
      deploymentGrid,
      grid({}, { annotations: { [rolloutMark]: '{"batches":[]}' } }),
      `metadata.annotations[${rolloutMark}].batches: expected `,
    ],
  ]

  it.each(wrong)('S91: %s is refused with unit, field and reason', (_, dialect, object, line) => {
    const lines = app(dialect, object)
    expect(lines).toHaveLength(1)
    expect(lines[0]?.startsWith(line), lines[0]).toBe(true)
  })

  it.each(wrong.slice(0, 2))(
    'S91: of %s the status has the very same words',
    (_, dialect, object) => {
      const [line = ''] = app(dialect, object)
      const words = JSON.stringify(line.slice(line.indexOf(': ') + 2)).slice(1, -1)
      expect(status(dialect, object)).toContain(words)
    },
  )

  it('S91: what is right is let in, in every dialect', () => {
    expect(app(deploymentGrid, grid())).toEqual([])
    expect(app(yurtAppSet, set())).toEqual([])
    expect(app(edgeApplication, appOf([deployment('web')], groups('hz')))).toEqual([])
  })

  it('S92: who changes something else, mends half of it or lets it go is not refused; who adds to it is', () => {
    const bad = grid({ templates: { u2: 'other' } })
    const relabelled = { ...bad, metadata: { ...bad.metadata, labels: { x: 'y' } } }
    expect(app(deploymentGrid, relabelled, bad)).toEqual([])
    const scaled = grid({ templates: { u2: 'other' }, template: { ...template.spec, replicas: 3 } })
    expect(app(deploymentGrid, scaled, bad)).toEqual([])
    const ending = { ...bad, metadata: { ...bad.metadata, deletionTimestamp: 'x' } }
    expect(app(deploymentGrid, ending, grid())).toEqual([])
    const worse = grid({ templates: { u2: 'other', u1: 'third' } })
    expect(app(deploymentGrid, worse, bad).map((line) => line.slice(0, 4))).toEqual(['u1: '])
  })
})

describe('one child, two apps', () => {
  const deployments = builtinKinds.find(({ resource }) => resource === 'deployments')
  const child = (name: string, owner: Json, more: Json = {}): KubeObject => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name,
      namespace: 'shop',
      ownerReferences: [
        {
          apiVersion: 'x/v1',
          kind: 'DeploymentGrid',
          name: 'g',
          uid: 'uid-g',
          controller: true,
          ...owner,
        },
      ],
      ...more,
    },
  })
  const withChild = (object: KubeObject) => {
    const all = world()
    if (deployments !== undefined) all.objects.take(deployments, object)
    return all
  }

  it('S93: a child that another app has already is refused, whatever its dialect', () => {
    const { app } = withChild(child('s-u1', {}))
    expect(app(yurtAppSet, set())).toEqual([
      'u1: metadata.name: apps/v1/Deployment shop/s-u1 is there already and belongs to DeploymentGrid g',
    ])
  })

  it('S93: its own children are its own, and so is what an app of its name left behind', () => {
    expect(withChild(child('g-u1', {})).app(deploymentGrid, grid())).toEqual([])
    const former = withChild(child('g-u1', { uid: 'another' }))
    expect(former.app(deploymentGrid, grid())).toEqual([])
    const ending = withChild(child('g-u1', { name: 'h' }, { deletionTimestamp: 'x' }))
    expect(ending.app(deploymentGrid, grid())).toEqual([])
  })
})

describe('units', () => {
  const group = (name: string, spec: Json, at?: string) =>
    unitOf(of.group, name, spec, at === undefined ? {} : { creationTimestamp: at })

  it('S94: a node that another group has is refused, in the words of the status', () => {
    const { cluster, unit } = world()
    cluster.put(of.group, group('west', { nodes: ['n1'] }, '2026-01-01T00:00:00Z'))
    const named = group('east', { nodes: ['n1', 'n2'] })
    expect(unit(nodeGroup, named)).toEqual([
      'spec.nodes: node n1 has already belonged to NodeGroup west',
    ])
    expect(unit(nodeGroup, group('east', { matchLabels: { zone1: 'u1' } }))).toEqual([
      'spec.matchLabels: node n1 has already belonged to NodeGroup west',
    ])
    expect(unit(nodeGroup, group('east', { nodes: ['n2'] }))).toEqual([])
    cluster.put(of.group, group('east', { nodes: ['n1'] }, '2026-01-02T00:00:00Z'))
    const seen = new UnitIndex(cluster).seen(of.group, 'east')
    const status = JSON.stringify(nodeGroup.status(named, seen))
    expect(status).toContain('"node n1 has already belonged to NodeGroup west"')
  })

  it('S94: units that give a node different things, or select by what cannot be, are refused; a node alone refuses nobody', () => {
    const { cluster, unit } = world()
    const giving = (name: string, value: string, at?: string) =>
      unitOf(
        of.unit,
        name,
        { nodes: ['n1'], setNode: { labels: { floor: value } } },
        at === undefined ? {} : { creationTimestamp: at },
      )
    cluster.put(of.unit, giving('one', '1', '2026-01-01T00:00:00Z'))
    expect(unit(nodeUnit, giving('two', '2'))).toEqual([
      'labels[floor]: node n1 cannot get floor=2: NodeUnit one gives it floor=1',
    ])
    expect(unit(nodeUnit, giving('two', '1'))).toEqual([])
    const selector = { matchExpressions: [{ key: 'a', operator: 'Maybe' }] }
    expect(unit(nodeUnit, unitOf(of.unit, 'three', { selector }))).toEqual([
      'spec.selector.matchExpressions[0].operator: expected In, NotIn, Exists, DoesNotExist, got "Maybe"',
    ])
    expect(unit(nodeUnit, giving('two', '2'), giving('two', '2'))).toEqual([])
    cluster.putNode(nodeOf('n4', { 'topology.kubernetes.io/zone': 'other' }))
    expect(unit(nodeGroup, group('z', { nodes: ['n4'], topologyEnabled: true }))).toEqual([])
  })
})

// Whatever a manifest says: it is rendered the same each time, and what is wrong in one unit changes no other.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { AppDialect } from '../../src/apps/dialect.ts'
import { isProblem } from '../../src/apps/dialect.ts'
import { edgeApplication } from '../../src/apps/kubeedge/edge-application.ts'
import { unitedDeployment } from '../../src/apps/openyurt/united-deployment.ts'
import { yurtAppSet } from '../../src/apps/openyurt/yurt-app-set.ts'
import { stableJson } from '../../src/apps/stable.ts'
import { deploymentGrid } from '../../src/apps/superedge/workload-grid.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { isJson } from '../../src/objects/schema/typed.ts'
import { appOf, deployment } from './kubeedge-table.ts'
import { poolsOf, setOf, template, topologyOf } from './openyurt-bed.ts'
import { nodeOf } from './paper-cluster.ts'

const cluster = poolsOf({ a: { r: 'x' }, b: { r: 'x' }, c: {} })
for (const unit of ['a', 'b', 'c']) cluster.putNode(nodeOf(`node-${unit}`, { zone: unit }))

/** The same value with the fields of all its objects the other way round. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned)
  if (!isJson(value)) return value
  const fields = Object.entries(value).toReversed()
  return Object.fromEntries(fields.map(([name, each]) => [name, turned(each)]))
}

const few = <T>(...values: readonly T[]) => fc.constantFrom(...values)
/** What may be said of one unit, right or wrong. */
const override = fc.record(
  {
    replicas: few<unknown>(0, 3, -1),
    image: few('2', 'not a tag'),
    env: fc.array(fc.record({ name: few('A', 'B', 'C'), value: few('1', '2') }), { maxLength: 3 }),
    path: few('/spec/paused', '/spec/no/such/place'),
    template: few('one', 'no such template'),
  },
  { requiredKeys: [] },
)
type Override = typeof override extends fc.Arbitrary<infer T> ? T : never
type Overrides = Readonly<Record<'a' | 'b' | 'c', Override>>
const overrides: fc.Arbitrary<Overrides> = fc.record({ a: override, b: override, c: override })

const edge = (by: Overrides): KubeObject =>
  appOf([deployment()], {
    targetNodeGroups: Object.entries(by).map(([name, { replicas, image, env }]) => ({
      name,
      overriders: {
        replicas,
        imageOverriders:
          image === undefined ? [] : [{ component: 'Tag', operator: 'replace', value: image }],
        envOverriders:
          env === undefined ? [] : [{ containerName: 'main', operator: 'replace', value: env }],
      },
    })),
  })

const set = (by: Overrides): KubeObject =>
  setOf(
    {
      workloadTemplate: { deploymentTemplate: template() },
      workloadTweaks: Object.entries(by).map(([name, { replicas, path }]) => ({
        pools: [name],
        tweaks: {
          ...(typeof replicas === 'number' ? { replicas } : {}),
          patches:
            path === undefined
              ? []
              : [{ path, operation: 'add', value: { z: 1, a: '{{nodepool-name}}' } }],
        },
      })),
    },
    { nodepoolSelector: {} },
  )

const topology =
  (kind: string) =>
  (by: Overrides): KubeObject =>
    topologyOf(
      kind,
      Object.entries(by).map(([name, { replicas, path, env }]) => ({
        name,
        replicas,
        patch:
          path === undefined
            ? undefined
            : path.startsWith('/spec/no')
              ? 'no patch'
              : { spec: { template: { spec: { containers: [{ name: 'main', env }] } } } },
      })),
    )

const grid = (by: Overrides): KubeObject => ({
  apiVersion: 'superedge.io/v1',
  kind: 'DeploymentGrid',
  metadata: { name: 'grid', namespace: 'shop' },
  spec: {
    gridUniqKey: 'zone',
    template: { replicas: 1 },
    templatePool: { one: { replicas: 7 } },
    templates: Object.fromEntries(
      Object.entries(by).flatMap(([name, { template: of }]) =>
        of === undefined ? [] : [[name, of]],
      ),
    ),
  },
})

const cases: readonly (readonly [string, AppDialect, (by: Overrides) => KubeObject])[] = [
  ['EdgeApplication', edgeApplication, edge],
  ['YurtAppSet', yurtAppSet, set],
  ['the older YurtAppSet', yurtAppSet, topology('YurtAppSet')],
  ['UnitedDeployment', unitedDeployment, topology('UnitedDeployment')],
  ['DeploymentGrid', deploymentGrid, grid],
]

it.each(cases)(
  'S40: %s renders the same each time, whatever the order of its fields',
  (_, dialect, app) => {
    fc.assert(
      fc.property(overrides, (by) => {
        const manifest = app(by)
        for (const unit of ['a', 'b', 'c']) {
          const once = stableJson(dialect.render(manifest, unit, cluster))
          expect(stableJson(dialect.render(manifest, unit, cluster))).toBe(once)
          expect(stableJson(dialect.render(turned(manifest) as KubeObject, unit, cluster))).toBe(
            once,
          )
        }
      }),
      { numRuns: 25 },
    )
  },
)

it.each(cases)(
  'S41: what %s says of one unit, right or wrong, changes no other',
  (_, dialect, app) => {
    fc.assert(
      fc.property(overrides, override, (by, other) => {
        const [one, two] = [app(by), app({ ...by, b: other })]
        for (const unit of ['a', 'c']) {
          const before = dialect.render(one, unit, cluster)
          expect(dialect.render(two, unit, cluster)).toEqual(before)
        }
        const units = dialect.units(two, cluster)
        expect(isProblem(units) ? units : [...units.names()]).toEqual(
          dialect === edgeApplication ? ['', 'a', 'b', 'c'] : ['a', 'b', 'c'],
        )
      }),
      { numRuns: 25 },
    )
  },
)

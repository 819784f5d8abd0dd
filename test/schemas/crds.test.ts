// The definitions that Causeway brings: structural, described, and taking the manifests that users have.
import { describe, expect, it } from 'vitest'
import { definitions } from '../../schemas/crds/all.ts'
import { at } from '../../src/objects/field-path.ts'
import { kindsOfDefinition } from '../../src/objects/kinds/definition.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { builtinSchema } from '../../src/objects/schema/builtin.ts'
import { isJson, typed } from '../../src/objects/schema/typed.ts'
import type { Json } from '../../src/objects/schema/typed.ts'
import { structureErrors } from '../../src/objects/structural/check.ts'
import { openSmall } from '../sim/kube/small.ts'

const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const kinds = definitions.flatMap(kindsOfDefinition)
const nameOf = ({ metadata }: KubeObject) => metadata.name

/** Every schema within a schema, by its path. */
function levels(schema: Json, path = ''): readonly (readonly [string, Json])[] {
  const fields = isJson(schema['properties']) ? Object.entries(schema['properties']) : []
  const below = [...fields, ['[]', schema['items']], ['{}', schema['additionalProperties']]]
  return [
    [path, schema],
    ...below.flatMap(([name, each]) =>
      isJson(each) ? levels(each, `${path}.${String(name)}`) : [],
    ),
  ]
}

/** A small Kubernetes with all of them applied. */
function withDefinitions() {
  const small = openSmall()
  for (const each of definitions) {
    const path = `${crds}/${nameOf(each)}?fieldManager=causeway&fieldValidation=Strict`
    small.ok('PATCH', path, each, 'application/apply-patch+yaml')
  }
  small.run(100)
  return small
}

describe('the definitions', () => {
  it('P60: have schemas that are structural, with known keywords alone', () => {
    for (const definition of definitions) {
      const { unknown, wrong } = typed(builtinSchema, 'CustomResourceDefinition', definition)
      expect([nameOf(definition), unknown, wrong]).toEqual([nameOf(definition), [], undefined])
      const versions = at(definition, 'spec.versions') as readonly object[]
      for (const version of versions) {
        const schema = at(version, 'schema.openAPIV3Schema') as Json
        expect(structureErrors(schema, nameOf(definition))).toEqual([])
        const keywords = new Set(levels(schema).flatMap(([, each]) => Object.keys(each)))
        const known = builtinSchema.get('JSONSchemaProps')
        expect([...keywords].filter((each) => known?.has(each) !== true)).toEqual([])
      }
    }
  })

  it('P60: describe every field that has a name', () => {
    for (const { kind, schema = {} } of kinds) {
      const silent = levels(schema as Json)
        .filter(([path, { description }]) => !/[\]}]$/.test(path) && description === undefined)
        .map(([path]) => `${kind}${path}`)
      expect(silent).toEqual([])
    }
  })

  it('P61: have the names, scopes, versions and columns of the originals', () => {
    const { ok } = withDefinitions()
    const told = definitions.map((each) => {
      const now = ok('GET', `${crds}/${nameOf(each)}`)
      const versions = (
        at(now, 'spec.versions') as readonly { name: string; storage: boolean }[]
      ).map(({ name, storage }) => (storage ? `${name}*` : name))
      const names = at(now, 'spec.names.shortNames') as readonly string[]
      return [nameOf(each), names.join(), at(now, 'spec.scope'), ...versions].join(' ')
    })
    expect(told).toEqual([
      'deploymentgrids.superedge.io dg Namespaced v1*',
      'statefulsetgrids.superedge.io ssg Namespaced v1*',
      'servicegrids.superedge.io sg Namespaced v1*',
      'nodeunits.site.superedge.io nu Cluster v1alpha2* v1alpha1',
      'nodegroups.site.superedge.io ng Cluster v1alpha2* v1alpha1',
      'nodepools.apps.openyurt.io np Cluster v1beta2* v1beta1 v1alpha1',
      'yurtappsets.apps.openyurt.io yas Namespaced v1beta1* v1alpha1',
      'uniteddeployments.apps.openyurt.io ud Namespaced v1alpha1*',
      'nodegroups.apps.kubeedge.io ng Cluster v1alpha1*',
      'edgeapplications.apps.kubeedge.io eapp Namespaced v1alpha1*',
    ])
    expect(kinds.every(({ subresources }) => subresources.includes('status'))).toBe(true)
  })

  it('P62: take manifests of every dialect and version, and keep all that they say', () => {
    const { ok } = withDefinitions()
    for (const [path, spec] of manifests) {
      const [, , group = '', version = '', ...rest] = path.split('/')
      const plural = rest.at(-1) ?? ''
      const kind = kinds.find((each) => each.group === group && each.resource === plural)?.kind
      const object = { apiVersion: `${group}/${version}`, kind, metadata: { name: 'x' }, spec }
      const query = '?fieldValidation=Strict'
      expect(ok('POST', path + query, object)['spec']).toMatchObject(spec)
      ok('DELETE', `${path}/x`)
    }
  })

  it('P62: refuse what the originals refuse, and a manifest that does not say what it is', () => {
    const { refused } = withDefinitions()
    const message = (path: string, spec: object) =>
      refused('POST', path, { metadata: { name: 'x' }, spec }).message
    expect(message(pools, { type: 'Sea' })).toContain('spec.type: Unsupported value: "Sea"')
    const tweaks = { patches: [{ path: '/spec', operation: 'move' }] }
    expect(
      message(appSets, { workload: { workloadTemplate: {}, workloadTweaks: [{ tweaks }] } }),
    ).toContain('workloadTweaks[0].tweaks.patches[0].operation: Unsupported value: "move"')
    const scope = {
      targetNodeGroups: [
        { overriders: { argsOverriders: [{ containerName: 'c', operator: 'replace' }] } },
      ],
    }
    const said = message(apps, {
      workloadScope: scope,
      workloadTemplate: { manifests: [{ spec: {} }] },
    })
    for (const each of [
      'targetNodeGroups[0].name: Required value',
      'argsOverriders[0].operator: Unsupported value: "replace"',
      'manifests[0].apiVersion: Required value',
      'manifests[0].kind: Required value',
    ]) {
      expect(said).toContain(each)
    }
    expect(message(apps, {})).toContain('spec.workloadScope: Required value')
  })

  it('K119: OpenAPI has the schemas of their kinds and the patches they take', () => {
    const { kube } = withDefinitions()
    const { body } = kube.call('GET', '/openapi/v3/apis/superedge.io/v1')
    const { schemas } = (body as { components: { schemas: Record<string, Json> } }).components
    const grid = Object.values(schemas).find(
      ({ properties }) => isJson(properties) && 'spec' in properties,
    )
    expect(grid).toMatchObject({
      properties: {
        metadata: { allOf: [{ $ref: '#/components/schemas/ObjectMeta' }] },
        spec: { properties: { templates: { description: expect.any(String) as string } } },
      },
      'x-kubernetes-group-version-kind': [{ group: 'superedge.io', version: 'v1' }],
    })
    const types = Object.keys(
      at(Object.values(at(body, 'paths') as object)[0], 'patch.requestBody.content') as object,
    )
    expect(types.map((each) => each.slice('application/'.length))).toEqual([
      'json-patch+json',
      'merge-patch+json',
      'apply-patch+yaml',
    ])
  })

  it('P62: a status is written through its own path, whatever the cloud says in it', () => {
    const { ok } = withDefinitions()
    const path = '/apis/superedge.io/v1/namespaces/default/deploymentgrids'
    const grid = { metadata: { name: 'x' }, spec: { gridUniqKey: 'zone', template: {} } }
    const status = { states: { a: { replicas: 2, message: 'why' } }, rollout: { batch: 1 } }
    expect(ok('POST', path, { ...grid, status })['status']).toBeUndefined()
    expect(
      ok('PATCH', `${path}/x/status`, { status }, 'application/merge-patch+json')['status'],
    ).toEqual(status)
  })
})

const template = {
  metadata: { labels: { app: 'echo' } },
  spec: { containers: [{ name: 'c', image: 'i', tty: true }] },
}
const workload = { replicas: 2, selector: { matchLabels: { app: 'echo' } }, template }
const inDefault = (group: string, resource: string) =>
  `/apis/${group}/namespaces/default/${resource}`
const pools = '/apis/apps.openyurt.io/v1beta2/nodepools'
const appSets = inDefault('apps.openyurt.io/v1beta1', 'yurtappsets')
const apps = inDefault('apps.kubeedge.io/v1alpha1', 'edgeapplications')
const setNode = { labels: { a: 'b' }, taints: [{ key: 'k', effect: 'NoSchedule' }] }
const topology = {
  pools: [
    {
      name: 'hangzhou',
      replicas: 1,
      nodeSelectorTerm: { matchExpressions: [{ key: 'k', operator: 'In', values: ['v'] }] },
      tolerations: [{ operator: 'Exists' }],
    },
  ],
}

/** What users of the three have, by the path where they create it. */
const manifests: readonly (readonly [string, object])[] = [
  [
    inDefault('superedge.io/v1', 'deploymentgrids'),
    {
      gridUniqKey: 'zone1',
      template: workload,
      templatePool: { other: workload },
      templates: { a: 'other' },
      defaultTemplateName: 'default',
      autoDeleteUnusedTemplate: true,
    },
  ],
  [
    inDefault('superedge.io/v1', 'statefulsetgrids'),
    {
      gridUniqKey: 'zone1',
      template: { ...workload, serviceName: 's', volumeClaimTemplates: [{}] },
    },
  ],
  [
    inDefault('superedge.io/v1', 'servicegrids'),
    {
      gridUniqKey: 'zone1',
      template: {
        selector: { app: 'echo' },
        ports: [{ port: 80, targetPort: 8080, protocol: 'TCP' }],
      },
    },
  ],
  ['/apis/site.superedge.io/v1alpha2/nodeunits', { type: 'edge', nodes: ['n'], setNode }],
  [
    '/apis/site.superedge.io/v1alpha1/nodeunits',
    { selector: { matchLabels: { a: 'b' } }, setnode: setNode, taints: setNode.taints },
  ],
  [
    '/apis/site.superedge.io/v1alpha2/nodegroups',
    { nodeUnits: ['u'], selector: {}, autoFindNodeKeys: ['zone'], workload: [{ name: 'w' }] },
  ],
  ['/apis/site.superedge.io/v1alpha1/nodegroups', { nodeunits: ['u'], autofindnodekeys: ['zone'] }],
  [pools, { type: 'Edge', hostNetwork: false, ...setNode, leaderElectionStrategy: 'random' }],
  ['/apis/apps.openyurt.io/v1beta1/nodepools', { type: 'Cloud', annotations: { a: 'b' } }],
  ['/apis/apps.openyurt.io/v1alpha1/nodepools', { selector: { matchLabels: { a: 'b' } } }],
  [
    appSets,
    {
      nodepoolSelector: { matchLabels: { a: 'b' } },
      pools: ['p'],
      revisionHistoryLimit: 3,
      workload: {
        workloadTemplate: {
          deploymentTemplate: { metadata: { labels: { a: 'b' } }, spec: workload },
        },
        workloadTweaks: [
          {
            pools: ['p'],
            tweaks: {
              replicas: 0,
              containerImages: [{ name: 'c', targetImage: 'j' }],
              patches: [{ path: '/spec/x', operation: 'add', value: [{ a: 1 }] }],
            },
          },
        ],
      },
    },
  ],
  [
    inDefault('apps.openyurt.io/v1alpha1', 'yurtappsets'),
    {
      selector: workload.selector,
      workloadTemplate: { statefulSetTemplate: { spec: workload } },
      topology: { pools: [{ name: 'p', replicas: 2, patch: { spec: { template: {} } } }] },
    },
  ],
  [
    inDefault('apps.openyurt.io/v1alpha1', 'uniteddeployments'),
    {
      selector: workload.selector,
      workloadTemplate: { deploymentTemplate: { spec: workload } },
      topology,
    },
  ],
  [
    '/apis/apps.kubeedge.io/v1alpha1/nodegroups',
    { nodes: ['n'], matchLabels: {}, topologyEnabled: true },
  ],
  [
    apps,
    {
      workloadTemplate: {
        manifests: [
          { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' }, spec: workload },
        ],
      },
      workloadScope: {
        targetNodeGroups: [
          {
            name: 'hangzhou',
            overriders: {
              replicas: 2,
              imageOverriders: [
                {
                  component: 'Registry',
                  operator: 'replace',
                  value: 'r',
                  predicate: { path: '/a' },
                },
              ],
              envOverriders: [
                { containerName: 'c', operator: 'add', value: [{ name: 'A', value: 'b' }] },
              ],
              commandOverriders: [{ containerName: 'c', operator: 'remove', value: ['x'] }],
              resourcesOverriders: [
                { containerName: 'c', value: { limits: { cpu: 1, memory: '1Gi' } } },
              ],
            },
          },
        ],
        targetNodeLabels: [{ labelSelector: { matchLabels: { a: 'b' } }, overriders: {} }],
      },
    },
  ],
]

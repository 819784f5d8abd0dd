// EdgeApplication: targets, overriders one by one, what is wrong, and statuses. What children it has is in the tables.
import { expect, it } from 'vitest'
import type { Rendered } from '../../src/apps/dialect.ts'
import { isProblem } from '../../src/apps/dialect.ts'
import { edgeApplication } from '../../src/apps/kubeedge/edge-application.ts'
import { overriddenImage } from '../../src/apps/kubeedge/image.ts'
import { fieldAt } from '../../src/apps/pod-templates.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { appOf, deployment, groups } from './kubeedge-table.ts'
import { PaperCluster } from './paper-cluster.ts'

const cluster = new PaperCluster()
const render = (app: KubeObject, unit: string): Rendered =>
  edgeApplication.render(app, unit, cluster)
const objectsIn = (app: KubeObject, unit: string): readonly KubeObject[] => {
  const rendered = render(app, unit)
  if (isProblem(rendered)) throw new Error(`${rendered.field}: ${rendered.reason}`)
  return rendered.map(({ object }) => object)
}
const unitsIn = (app: KubeObject): readonly string[] => {
  const units = edgeApplication.units(app, cluster)
  return isProblem(units) ? [units.field] : [...units.names()]
}
const podSpec = (app: KubeObject, unit: string): unknown =>
  fieldAt(objectsIn(app, unit)[0], ['spec', 'template', 'spec'])
const container = (app: KubeObject, unit: string): unknown =>
  (podSpec(app, unit) as { containers: readonly unknown[] }).containers[0]
/** The container of the workload as one target's overriders make it. */
const overridden = (overriders: object, pod: object = {}): unknown =>
  container(appOf([deployment('web', {}, pod)], groups({ name: 'hz', overriders })), 'hz')

it('S20: without targets a Deployment is not there, as in KubeEdge, and others are there once', () => {
  const app = appOf([deployment(), { ...(deployment('db') as KubeObject), kind: 'StatefulSet' }])
  expect(objectsIn(app, '').map(({ metadata }) => metadata.name)).toEqual(['db'])
})

it('S21: a target of labels has the name that KubeEdge computes, and one that this cannot tell apart another', () => {
  const labels = (...selectors: readonly object[]) =>
    appOf([deployment()], {
      targetNodeLabels: selectors.map((labelSelector) => ({ labelSelector })),
    })
  const matchLabels = (...each: readonly object[]) =>
    labels(...each.map((one) => ({ matchLabels: one })))
  expect(
    unitsIn(
      matchLabels({ region: 'eu' }, { zone: 'a', app: 'edge' }, { 'kubernetes.io/arch': 'arm64' }),
    ),
  ).toEqual(['', 'ls-6cca68aa', 'ls-00b41fad', 'ls-974667f8'])
  expect(unitsIn(matchLabels({ a: 'bc' }))).toEqual(['', 'ls-ba7816bf'])
  expect(unitsIn(matchLabels({ ab: 'c' }))).toEqual(['', 'ls-ba7816bf'])
  const [, one, two] = unitsIn(matchLabels({ a: 'bc' }, { ab: 'c' }))
  expect(one).toBe('ls-ba7816bf')
  expect(two).toMatch(/^ls-[0-9a-f]{8}$/)
  expect(two).not.toBe(one)
})

const digest = `sha256:${'0'.repeat(64)}`
const images: readonly (readonly [string, string, string, string, string])[] = [
  ['nginx', 'Registry', 'add', 'reg.io', 'reg.io/nginx'],
  ['reg.io/a/nginx:1', 'Registry', 'add', ':5000', 'reg.io:5000/a/nginx:1'],
  ['reg.io/a/nginx:1', 'Registry', 'replace', 'other', 'other/a/nginx:1'],
  ['localhost/nginx', 'Registry', 'remove', '', 'nginx'],
  ['library/nginx', 'Registry', 'replace', 'reg.io', 'reg.io/library/nginx'],
  ['nginx:1', 'Repository', 'add', '-edge', 'nginx-edge:1'],
  ['reg.io:5000/nginx:1', 'Repository', 'replace', 'a/b', 'reg.io:5000/a/b:1'],
  ['nginx:1', 'Tag', 'add', '-arm', 'nginx:1-arm'],
  ['nginx', 'Tag', 'replace', '2', 'nginx:2'],
  ['nginx:1', 'Tag', 'replace', digest, `nginx@${digest}`],
  [`nginx@${digest}`, 'Tag', 'replace', '2', 'nginx:2'],
  [`nginx@${digest}`, 'Tag', 'remove', '', 'nginx'],
  [`nginx:1@${digest}`, 'Tag', 'remove', '', `nginx@${digest}`],
  [`nginx:1@${digest}`, 'Registry', 'replace', 'reg.io', `reg.io/nginx:1@${digest}`],
]

it.each(images)(
  'S22: of an image %s, %s %s %s makes %s',
  (from, ...[component, operator, value, to]) => {
    expect(overriddenImage(from, { component, operator, value })).toBe(to)
  },
)

it('S22: what would not be an image is told', () => {
  const wrong = (component: string, operator: string, value: string) =>
    overriddenImage('nginx:1', { component, operator, value })
  expect(wrong('Tag', 'replace', 'not a tag')).toEqual({
    wrong: 'expected a tag or a digest, got "not a tag"',
  })
  expect(wrong('Repository', 'remove', '')).toHaveProperty('wrong')
  expect(wrong('Name', 'add', 'x')).toHaveProperty('wrong')
  expect(wrong('Tag', 'prepend', 'x')).toHaveProperty('wrong')
})

it('S22: images of all containers are overridden, or what lies at the path of the predicate', () => {
  const pod = {
    containers: [
      { name: 'main', image: 'a:1' },
      { name: 'side', image: 'b:1' },
    ],
    initContainers: [{ name: 'init', image: 'c:1' }],
  }
  const imagesAt = (overrider: object) => {
    const app = appOf(
      [deployment('web', {}, pod)],
      groups({ name: 'hz', overriders: { imageOverriders: [overrider] } }),
    )
    const { containers, initContainers } = podSpec(app, 'hz') as Record<string, { image: string }[]>
    return [...(containers ?? []), ...(initContainers ?? [])].map(({ image }) => image)
  }
  const tag = { component: 'Tag', operator: 'replace', value: '2' }
  expect(imagesAt(tag)).toEqual(['a:2', 'b:2', 'c:1'])
  expect(
    imagesAt({ ...tag, predicate: { path: '/spec/template/spec/initContainers/0/image' } }),
  ).toEqual(['a:1', 'b:1', 'c:2'])
})

it('S23: commands, arguments and variables are overridden in the container of that name, in order', () => {
  expect(
    overridden({
      commandOverriders: [
        { containerName: 'main', operator: 'add', value: ['-v', '-v'] },
        { containerName: 'main', operator: 'remove', value: ['run'] },
        { containerName: 'other', operator: 'add', value: ['x'] },
      ],
      argsOverriders: [
        { containerName: 'main', operator: 'remove', value: ['x'] },
        { containerName: 'main', operator: 'add', value: ['--a'] },
      ],
      envOverriders: [
        {
          containerName: 'main',
          operator: 'replace',
          value: [
            { name: 'Z', value: '9' },
            { name: 'A', value: '2' },
          ],
        },
        {
          containerName: 'main',
          operator: 'add',
          value: [{ name: 'P', valueFrom: { fieldRef: { fieldPath: 'p' } } }],
        },
        { containerName: 'main', operator: 'remove', value: [{ name: 'Z' }] },
      ],
    }),
  ).toEqual({
    name: 'main',
    image: 'nginx:1.14',
    command: ['-v', '-v'],
    args: ['--a'],
    env: [
      { name: 'A', value: '2' },
      { name: 'P', valueFrom: { fieldRef: { fieldPath: 'p' } } },
    ],
  })
})

it('S23: resources are overridden by name, whether there are any or not; a zero says nothing', () => {
  const value = {
    requests: { cpu: '100m', memory: '0' },
    limits: { 'nvidia.com/gpu': 1 },
    claims: [{ name: 'c' }],
  }
  const overriders = { resourcesOverriders: [{ containerName: 'main', value }] }
  expect(overridden(overriders)).toMatchObject({
    resources: {
      requests: { cpu: '100m' },
      limits: { 'nvidia.com/gpu': 1 },
      claims: [{ name: 'c' }],
    },
  })
  const resources = { requests: { cpu: '1', memory: '1Gi' } }
  expect(
    overridden(overriders, { containers: [{ name: 'main', image: 'a', resources }] }),
  ).toHaveProperty('resources.requests', { cpu: '100m', memory: '1Gi' })
})

it('S24: a bad override of one target leaves the others as they are, and tells where it stands', () => {
  const imageOverriders = [{ component: 'Tag', operator: 'replace', value: 'no tag' }]
  const app = appOf(
    [deployment()],
    groups('a', { name: 'b', overriders: { imageOverriders } }, 'c'),
  )
  expect(render(app, 'b')).toEqual({
    field: 'spec.workloadScope.targetNodeGroups[1].overriders.imageOverriders[0]',
    reason: 'nginx:1.14: expected a tag or a digest, got "no tag"',
  })
  expect(objectsIn(app, 'a')[0]?.metadata.name).toBe('web-a')
  expect(objectsIn(app, 'c')[0]?.metadata.name).toBe('web-c')
})

it('S24: the second target of a name is told, the first is not touched', () => {
  const app = appOf([deployment()], groups('a', { name: 'a', overriders: { replicas: 5 } }))
  expect(unitsIn(app)).toEqual(['', 'a', 'spec.workloadScope.targetNodeGroups[1]'])
  expect(objectsIn(app, 'a')[0]?.['spec']).toMatchObject({ replicas: 1 })
  expect(render(app, 'spec.workloadScope.targetNodeGroups[1]')).toEqual({
    field: 'spec.workloadScope.targetNodeGroups[1]',
    reason:
      'expected each target once, spec.workloadScope.targetNodeGroups[0] has the name "a" too',
  })
})

const wrongManifests: readonly (readonly [string, object])[] = [
  [
    'spec.workloadTemplate.manifests[0].metadata.namespace',
    { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'c', namespace: 'x' } },
  ],
  ['spec.workloadTemplate.manifests[0].metadata.name', { kind: 'ConfigMap', apiVersion: 'v1' }],
  ['spec.workloadTemplate.manifests[0]', { kind: 'ConfigMap' }],
  [
    'spec.workloadTemplate.manifests[0].kind',
    { kind: 'Namespace', apiVersion: 'v1', metadata: { name: 'n' } },
  ],
]

it.each(wrongManifests)(
  'S24: a manifest that is wrong at %s is told where it would be, and nowhere else',
  (field, manifest) => {
    const app = appOf([manifest, deployment()], groups('a'))
    expect(render(app, '')).toHaveProperty('field', field)
    expect(objectsIn(app, 'a')[0]?.metadata.name).toBe('web-a')
  },
)

it('S24: no list where one is expected says nothing of what is wanted', () => {
  const app = appOf([deployment()], { targetNodeGroups: { name: 'a' } })
  expect(unitsIn(app)).toEqual(['spec.workloadScope.targetNodeGroups'])
  expect(render(app, 'a')).toHaveProperty('field', 'spec.workloadScope.targetNodeGroups')
})

it('S25: the unit of a child that KubeEdge made is read from its name', () => {
  const app = appOf(
    [deployment(), { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } }],
    {
      ...groups('hz'),
      targetNodeLabels: [{ labelSelector: { matchLabels: { region: 'eu' } } }],
    },
  )
  for (const unit of ['', 'hz', 'ls-6cca68aa']) {
    for (const child of objectsIn(app, unit)) expect(edgeApplication.unitOf(app, child)).toBe(unit)
  }
  const [old] = objectsIn(appOf([deployment()], groups('gone')), 'gone')
  expect(old && edgeApplication.unitOf(app, old)).toBe('gone')
})

it('S26, S104: a status has an entry for each object, available when as many pods are ready as are wanted', () => {
  const app = appOf(
    [deployment(), { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } }],
    groups('a', 'b', { name: 'bad', overriders: { replicas: -1 } }),
  )
  const ready = (unit: string, readyReplicas: number) => ({
    ...objectsIn(app, unit)[0],
    status: { readyReplicas },
  })
  const problem = { field: 'f', reason: 'r' }
  const bad = { ...(deployment('web-bad') as KubeObject), status: { readyReplicas: 1 } }
  const status = edgeApplication.status(app, [
    { unit: '', children: objectsIn(app, ''), problem: undefined },
    { unit: 'a', children: [ready('a', 1) as KubeObject], problem: undefined },
    { unit: 'b', children: [], problem: undefined },
    { unit: 'bad', children: [bad], problem },
  ])
  const web = (name: string) => ({
    ordinal: 0,
    group: 'apps',
    version: 'v1',
    kind: 'Deployment',
    resource: 'deployments',
    namespace: 'shop',
    name,
  })
  expect(status).toEqual({
    workloadStatus: [
      { identifier: web('web-a'), conditions: 'Available' },
      { identifier: web('web-b'), conditions: 'Processing' },
      { identifier: web('web-bad'), conditions: 'Processing' },
      {
        identifier: {
          ordinal: 1,
          group: '',
          version: 'v1',
          kind: 'ConfigMap',
          resource: 'configmaps',
          namespace: 'shop',
          name: 'c',
        },
        conditions: 'Available',
      },
    ],
    targetStatus: [
      { name: 'a', ready: 1, wanted: 1 },
      { name: 'b', ready: 0, wanted: 0 },
      { name: 'bad', ready: 1, wanted: 1, problem: 'f: r' },
    ],
  })
})

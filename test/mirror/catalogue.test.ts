// Which scopes objects belong to, by the node authoriser's rule, as pods and nodes come, change and go.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Catalogue } from '../../src/mirror/catalogue.ts'
import type { Placement } from '../../src/mirror/catalogue.ts'
import { usualKinds } from '../../src/mirror/kinds.ts'
import type { FeedKind } from '../../src/mirror/kinds.ts'
import type { Scope } from '../../src/mirror/scope.ts'
import type { KubeObject } from '../../src/objects/object.ts'

const kindOf = (resource: string): FeedKind => {
  const kind = usualKinds.find((one) => one.resource === resource)
  if (kind === undefined) throw new Error(resource)
  return kind
}

const object = (kind: string, name: string, more: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, ...(kind === 'Node' ? {} : { namespace: 'd' }) },
  ...more,
})

const spec = {
  containers: [
    {
      name: 'c',
      env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'of-env', key: 'k' } } }],
      envFrom: [{ configMapRef: { name: 'of-env-from' } }],
    },
  ],
  initContainers: [{ name: 'i', envFrom: [{ secretRef: { name: 'of-init' } }] }],
  imagePullSecrets: [{ name: 'of-pull' }],
  serviceAccountName: 'robot',
  volumes: [
    { name: 'v1', configMap: { name: 'of-volume' } },
    { name: 'v2', projected: { sources: [{ secret: { name: 'of-projection' } }] } },
    { name: 'v3', persistentVolumeClaim: { claimName: 'of-claim' } },
    { name: 'v4', ephemeral: {} },
    { name: 'v5', csi: { driver: 'x', nodePublishSecretRef: { name: 'of-driver' } } },
  ],
}

const pod = (name: string, node: string | undefined, annotations = {}): KubeObject => {
  const metadata = { name, namespace: 'd', annotations }
  return {
    ...object('Pod', name),
    metadata,
    spec: { ...spec, ...(node === undefined ? {} : { nodeName: node }) },
  }
}

const everything = {
  configmaps: ['of-env-from', 'of-volume'],
  secrets: ['of-env', 'of-init', 'of-pull', 'of-projection', 'of-driver'],
  serviceaccounts: ['robot'],
  persistentvolumeclaims: ['of-claim', 'p1-v4'],
}

const told = (placements: readonly Placement[]): readonly string[] =>
  placements
    .map(
      ({ scope, key, body }) =>
        `${body === undefined ? '-' : '+'} ${scope} ${key.resource}/${key.name}`,
    )
    .toSorted()

const site = ({ metadata }: KubeObject): string => metadata.labels?.['site'] ?? 'none'

function catalogue(): Catalogue {
  const made = new Catalogue(site)
  for (const [resource, names] of Object.entries(everything))
    for (const name of [...names, 'unused']) made.take(kindOf(resource), object('Any', name))
  return made
}

it('D11: services belong to all, pods to the node they are bound to, Nodes trimmed to their site', () => {
  const made = new Catalogue(site)
  expect(told(made.take(kindOf('services'), object('Service', 's')))).toEqual(['+ all services/s'])
  expect(told(made.take(kindOf('pods'), pod('p', undefined)))).toEqual([])
  expect(told(made.take(kindOf('pods'), pod('p', 'n')))).toEqual(['+ node/n pods/p'])
  const node = (beat: string): KubeObject => ({
    ...object('Node', 'n'),
    metadata: {
      name: 'n',
      labels: { site: 'a' },
      annotations: { secret: 'no' },
      resourceVersion: beat,
    },
    status: {
      addresses: [{ type: 'InternalIP', address: '10.0.0.1' }],
      conditions: [{ type: 'Ready', status: 'True', lastHeartbeatTime: beat }],
      images: [{ names: ['large'] }],
    },
  })
  const [first] = made.take(kindOf('nodes'), node('1'))
  const [second] = made.take(kindOf('nodes'), node('2'))
  expect(first?.scope).toBe('site/a')
  expect(second?.body).toEqual(first?.body)
  expect(JSON.parse(new TextDecoder().decode(first?.body))).toEqual({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'n', labels: { site: 'a' } },
    spec: {},
    status: {
      addresses: [{ type: 'InternalIP', address: '10.0.0.1' }],
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  })
})

it('D11: a Node has itself whole, and its heartbeats alone are no news to it', () => {
  const made = new Catalogue(site)
  const node = (beat: string, ready: string): KubeObject => ({
    ...object('Node', 'n'),
    metadata: { name: 'n', resourceVersion: beat, managedFields: [{ large: true }] },
    status: {
      conditions: [{ type: 'Ready', status: ready, lastHeartbeatTime: beat }],
      images: [{ names: ['large'] }],
    },
  })
  const own = (placements: readonly Placement[]): unknown => {
    const { body } = placements.find(({ scope }) => scope === 'node/n') ?? {}
    return JSON.parse(new TextDecoder().decode(body))
  }
  const { managedFields: _, ...metadata } = node('1', 'True').metadata
  expect(own(made.take(kindOf('nodes'), node('1', 'True')))).toEqual({
    ...node('1', 'True'),
    metadata,
  })
  expect(own(made.take(kindOf('nodes'), node('2', 'True')))).toMatchObject({
    metadata: { resourceVersion: '1' },
  })
  expect(own(made.take(kindOf('nodes'), node('3', 'False')))).toMatchObject({
    metadata: { resourceVersion: '3' },
    status: { conditions: [{ lastHeartbeatTime: '3' }] },
  })
})

it('D12: what a pod refers to belongs to its node while such a pod is there, and no longer', () => {
  const made = catalogue()
  const referred = Object.entries(everything).flatMap(([kind, names]) =>
    names.map((name) => `${kind}/${name}`),
  )
  const placed = referred.map((name) => `+ node/n ${name}`)
  expect(told(made.take(kindOf('pods'), pod('p1', 'n')))).toEqual(
    [...placed, '+ node/n pods/p1'].toSorted(),
  )
  const same = referred.filter((name) => !name.endsWith('p1-v4'))
  expect(told(made.take(kindOf('pods'), pod('p2', 'n')))).toEqual(['+ node/n pods/p2'])
  expect(told(made.take(kindOf('secrets'), object('Secret', 'of-env')))).toEqual([
    '+ node/n secrets/of-env',
  ])
  expect(told(made.drop({ group: '', resource: 'pods', namespace: 'd', name: 'p1' }))).toEqual([
    '- node/n persistentvolumeclaims/p1-v4',
    '- node/n pods/p1',
  ])
  expect(told(made.drop({ group: '', resource: 'pods', namespace: 'd', name: 'p2' }))).toEqual(
    [...same.map((name) => `- node/n ${name}`), '- node/n pods/p2'].toSorted(),
  )
  expect(made.in('node/n')).toEqual([])
})

it('D12: what comes after the pod that refers to it is placed when it comes, and leaves when it is deleted', () => {
  const made = new Catalogue(site)
  made.take(kindOf('pods'), pod('p1', 'n'))
  expect(told(made.take(kindOf('secrets'), object('Secret', 'of-env')))).toEqual([
    '+ node/n secrets/of-env',
  ])
  const key = { group: '', resource: 'secrets', namespace: 'd', name: 'of-env' }
  expect(made.has('node/n', key)).toBe(true)
  expect(told(made.drop(key))).toEqual(['- node/n secrets/of-env'])
  expect(made.has('node/n', key)).toBe(false)
})

it('D12: a pod that a kubelet made itself grants its node nothing', () => {
  const made = catalogue()
  const own = pod('p1', 'n', { 'kubernetes.io/config.mirror': 'x' })
  expect(told(made.take(kindOf('pods'), own))).toEqual(['+ node/n pods/p1'])
})

const volume = (claim: string | undefined): KubeObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: 'disk' },
  spec: {
    csi: {
      driver: 'x',
      nodeStageSecretRef: { namespace: 'd', name: 'unused' },
      controllerPublishSecretRef: { namespace: 'd', name: 'of-controller' },
    },
    ...(claim === undefined ? {} : { claimRef: { namespace: 'd', name: claim } }),
  },
})

it('D42: a volume and the Secrets a kubelet needs for it belong to the nodes whose pods use its claim', () => {
  const made = catalogue()
  made.take(kindOf('secrets'), object('Secret', 'of-controller'))
  made.take(kindOf('pods'), pod('p1', 'n'))
  const disk = ['persistentvolumes/disk', 'secrets/unused']
  const volumes = kindOf('persistentvolumes')
  const entered = disk.map((name) => `+ node/n ${name}`)
  const left = disk.map((name) => `- node/n ${name}`)
  expect(told(made.take(volumes, volume(undefined)))).toEqual([])
  expect(told(made.take(volumes, volume('of-claim')))).toEqual(entered)
  expect(told(made.take(volumes, volume('elsewhere')))).toEqual(left)
  expect(told(made.take(volumes, volume('of-claim')))).toEqual(entered)
  expect(told(made.take(kindOf('pods'), pod('p2', 'm')))).toEqual(
    expect.arrayContaining(disk.map((name) => `+ node/m ${name}`)),
  )
  expect(told(made.drop({ group: '', resource: 'pods', namespace: 'd', name: 'p1' }))).toEqual(
    expect.arrayContaining(left),
  )
  expect(
    told(made.drop({ group: '', resource: 'persistentvolumes', namespace: '', name: 'disk' })),
  ).toEqual(disk.map((name) => `- node/m ${name}`))
})

it('D42: an attachment of a volume belongs to its node and grants it nothing', () => {
  const made = catalogue()
  const attachment = (name: string): KubeObject => ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'VolumeAttachment',
    metadata: { name: 'a' },
    spec: { attacher: 'x', nodeName: name, source: { persistentVolumeName: 'disk' } },
  })
  const kind = kindOf('volumeattachments')
  expect(told(made.take(kind, attachment('n')))).toEqual(['+ node/n volumeattachments/a'])
  expect(told(made.take(kind, attachment('m')))).toEqual([
    '+ node/m volumeattachments/a',
    '- node/n volumeattachments/a',
  ])
})

type Step = readonly [what: 'pod' | 'claim' | 'volume' | 'secret', at: number, to: number]

it('D43: in whatever order objects come, change and go, what is placed is what a fresh catalogue has', () => {
  const step = fc.tuple(
    fc.constantFrom('pod', 'claim', 'volume', 'secret'),
    fc.nat(2),
    fc.nat(3),
  ) as fc.Arbitrary<Step>
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const [live, now] = [new Catalogue(site), new Map<string, [FeedKind, KubeObject]>()]
      for (const [what, at, to] of steps) {
        const [kind, one] = madeOf(what, at, to)
        const name = `${what}/${at}`
        if (to === 3) now.delete(name)
        else now.set(name, [kind, one])
        const { namespace = '' } = one.metadata
        if (to === 3) live.drop({ ...kind, namespace, name: one.metadata.name })
        else live.take(kind, one)
      }
      const fresh = new Catalogue(site)
      for (const [kind, one] of now.values()) fresh.take(kind, one)
      for (const scope of ['node/0', 'node/1', 'node/2'] as const)
        expect(told(live.in(scope))).toEqual(told(fresh.in(scope)))
    }),
  )
})

/** An object that refers to the objects of the number `to`. */
function madeOf(what: Step[0], at: number, to: number): [FeedKind, KubeObject] {
  const metadata = { name: `${what}-${at}`, namespace: 'd' }
  switch (what) {
    case 'pod': {
      const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: `claim-${at}` } }]
      return [
        kindOf('pods'),
        { ...object('Pod', ''), metadata, spec: { nodeName: `${to}`, volumes } },
      ]
    }
    case 'claim':
      return [
        kindOf('persistentvolumeclaims'),
        { ...object('PersistentVolumeClaim', ''), metadata },
      ]
    case 'secret':
      return [kindOf('secrets'), { ...object('Secret', ''), metadata }]
    case 'volume': {
      const csi = { nodePublishSecretRef: { namespace: 'd', name: `secret-${to}` } }
      const claimRef = { namespace: 'd', name: `claim-${to}` }
      const { name } = metadata
      return [
        kindOf('persistentvolumes'),
        { ...object('PersistentVolume', ''), metadata: { name }, spec: { csi, claimRef } },
      ]
    }
  }
}

it('D13: a Node that changes its site leaves the one and enters the other', () => {
  const made = new Catalogue(site)
  const at = (label: string): KubeObject => ({
    ...object('Node', 'n'),
    metadata: { name: 'n', labels: { site: label } },
  })
  made.take(kindOf('nodes'), at('a'))
  expect(told(made.take(kindOf('nodes'), at('b')))).toEqual([
    '+ node/n nodes/n',
    '+ site/b nodes/n',
    '- site/a nodes/n',
  ])
  const scopes: readonly Scope[] = ['site/a', 'site/b']
  expect(scopes.map((scope) => made.in(scope).length)).toEqual([0, 1])
})

// Which scopes objects belong to, by the node authoriser's rule, as pods and nodes come, change and go.
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

// The certificates of a node: their names, when they are renewed, and how its pods find the API and whom they trust.
import { expect, it } from 'vitest'
import {
  grantedNames,
  lifeMs,
  noNames,
  renewalOf,
  servingNames,
  subjectOf,
} from '../../src/identity/certificates.ts'
import {
  apiEnvironment,
  serviceHere,
  sliceHere,
  trustHere,
} from '../../src/identity/kubernetes-here.ts'
import type { KubeObject } from '../../src/objects/object.ts'

const api = {
  node: 'a-1',
  domain: 'cluster.local',
  serviceAddresses: ['10.96.0.1'],
  ownAddresses: ['169.254.20.10', '192.168.1.7'],
}

it('G2: a serving certificate bears the names of the Service, of loopback and of the node, and its addresses', () => {
  const names = servingNames(api)
  expect(names).toEqual({
    dns: [
      'kubernetes',
      'kubernetes.default',
      'kubernetes.default.svc',
      'kubernetes.default.svc.cluster.local',
      'localhost',
      'a-1',
    ],
    addresses: ['127.0.0.1', '::1', '10.96.0.1', '169.254.20.10', '192.168.1.7'],
  })
  expect(grantedNames('serving', names, { ...api, ownAddresses: ['192.168.1.7'] })).toEqual(names)
})

it('G2: names and addresses of others are not granted, nor any name to a client', () => {
  const asked = {
    dns: [
      'a-2',
      '*',
      'bank.example',
      'kubernetes.default.svc.',
      'xkubernetes',
      'kubernetes.evil',
      'a-1',
    ],
    addresses: [
      '8.8.8.8',
      '192.168.1.8',
      '127.9.9.9',
      '169.254.1.1',
      'fe80:0:0:0:0:0:0:1',
      '10.96.0.1',
    ],
  }
  expect(grantedNames('serving', asked, api)).toEqual({
    dns: ['a-1'],
    addresses: ['127.9.9.9', '169.254.1.1', 'fe80:0:0:0:0:0:0:1', '10.96.0.1'],
  })
  expect(grantedNames('kubelet', servingNames(api), api)).toEqual(noNames)
  expect(subjectOf('kubelet', 'a-1')).toEqual({
    commonName: 'system:node:a-1',
    organization: 'system:nodes',
  })
  expect(subjectOf('serving', 'a-1').organization).not.toBe('system:nodes')
})

it('G3: a certificate is renewed a month after it was made, long before it is over, or when a name is missing', () => {
  const day = 86_400_000
  const names = servingNames(api)
  const made = 1_000 * day
  const held = { names, untilMs: made + lifeMs.serving }
  const why = (now: number, wanted = names) => renewalOf('serving', held, wanted, now)
  expect(renewalOf('serving', undefined, names, 0)).toBe('missing')
  expect([why(made), why(made + 30 * day - 1), why(made + 30 * day)]).toEqual([
    undefined,
    undefined,
    'old',
  ])
  expect(why(5, names), 'a clock without a battery').toBe(undefined)
  expect(why(made, servingNames({ ...api, ownAddresses: ['192.168.1.9'] }))).toBe('other-names')
  expect(why(made, { ...names, addresses: ['127.0.0.1'] })).toBe(undefined)
  expect(lifeMs.kubelet).toBeGreaterThan(10 * 30 * day)
  expect(lifeMs.serving).toBeGreaterThan(400 * day)
})

const service: KubeObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'kubernetes', namespace: 'default' },
  spec: {
    clusterIP: '10.96.0.1',
    clusterIPs: ['10.96.0.1'],
    ipFamilies: ['IPv4'],
    ports: [{ name: 'https', port: 443, targetPort: 6443, protocol: 'TCP' }],
  },
}
const at = { host: '169.254.20.10', port: 10_550 }

it('G14: behind kube-proxy the Service keeps its address and its slices lead to the node; without one it is the node', () => {
  expect(serviceHere(service, at, 'proxy')).toBe(service)
  const direct = serviceHere(service, at, 'direct')
  expect(direct['spec']).toMatchObject({
    clusterIP: at.host,
    clusterIPs: [at.host],
    ports: [{ name: 'https', port: 10_550, targetPort: 10_550 }],
  })
  const other = { ...service, metadata: { ...service.metadata, namespace: 'shop' } }
  expect(serviceHere(other, at, 'direct')).toBe(other)

  const slice = (addressType: string, service = 'kubernetes'): KubeObject => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${service}-1`,
      namespace: 'default',
      labels: { 'kubernetes.io/service-name': service },
    },
    addressType,
    endpoints: [{ addresses: ['10.0.0.1'] }, { addresses: ['10.0.0.2'] }],
    ports: [{ name: 'https', port: 6443 }],
  })
  expect(sliceHere(slice('IPv4'), at)).toMatchObject({
    endpoints: [{ addresses: [at.host], conditions: { ready: true } }],
    ports: [{ name: 'https', port: 10_550, protocol: 'TCP' }],
  })
  expect(sliceHere(slice('IPv6'), at)).toMatchObject({ endpoints: [] })
  const foreign = slice('IPv4', 'shop')
  expect(sliceHere(foreign, at)).toBe(foreign)
})

it('G14: the environment of pods leads to the same place', () => {
  expect(apiEnvironment(service)).toMatchObject({
    KUBERNETES_SERVICE_HOST: '10.96.0.1',
    KUBERNETES_SERVICE_PORT: '443',
    KUBERNETES_PORT_443_TCP: 'tcp://10.96.0.1:443',
  })
  expect(apiEnvironment(serviceHere(service, at, 'direct'))).toMatchObject({
    KUBERNETES_SERVICE_HOST: at.host,
    KUBERNETES_SERVICE_PORT: '10550',
    KUBERNETES_PORT_10550_TCP_ADDR: at.host,
  })
  const v6 = serviceHere(service, { host: 'fd00::1', port: 1 }, 'direct')
  expect(apiEnvironment(v6)['KUBERNETES_PORT']).toBe('tcp://[fd00::1]:1')
})

it("G14: pods trust the authority of the node's API beside the cluster's, once", () => {
  const map = (name: string): KubeObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'shop' },
    data: { 'ca.crt': 'CLUSTER\n', other: 'x' },
  })
  const here = trustHere(map('kube-root-ca.crt'), 'OURS\n')
  expect(here['data']).toEqual({ 'ca.crt': 'CLUSTER\nOURS\n', other: 'x' })
  expect(trustHere(here, 'OURS')).toBe(here)
  const other = map('other')
  expect(trustHere(other, 'OURS')).toBe(other)
})

// A site whose nodes have pods behind two Services, on virtual time: assembled agents with their local APIs and DNS.
import { dnsDefaults } from '../../edge/dns/config.ts'
import { localApis } from '../../edge/api/config.ts'
import { factFromEnvelope } from '../../schemas/fact-codec.ts'
import type { Fact } from '../../src/facts.ts'
import { paces } from '../../src/health/config.ts'
import type { Pace } from '../../src/health/config.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import { nodeScope } from '../../src/mirror/scope.ts'
import type { Scope } from '../../src/mirror/scope.ts'
import type { KubeObject, Resource } from '../../src/objects/object.ts'
import { dataOf, queryOf, read } from './dns-messages.ts'
import { edgeWorld, type EdgeNode } from './edge-world.ts'

const resources = {
  Pod: { group: '', resource: 'pods' },
  Service: { group: '', resource: 'services' },
  EndpointSlice: { group: 'discovery.k8s.io', resource: 'endpointslices' },
} satisfies Record<string, Resource>

const dnsAt = { host: '127.0.0.1', port: 53 }
const slicesPath = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices'
const podsPath = '/api/v1/namespaces/default/pods'
const merge = 'application/merge-patch+json'

/** A pod with a status; `web` is the name of its port. */
export const podOn = (node: string, name: string, podIP: string, ready = true): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', uid: `uid-${name}`, labels: { app: 'w' } },
  spec: {
    nodeName: node,
    containers: [{ name: 'c', image: 'i', ports: [{ name: 'web', containerPort: 8080 }] }],
  },
  status: statusOf(podIP, ready),
})

/** What a kubelet says of a pod that runs. */
export const statusOf = (podIP: string, ready = true): object => ({
  phase: 'Running',
  podIP,
  podIPs: [{ ip: podIP }],
  conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
})

const serviceNamed = (name: string, spec: object): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'default', uid: `uid-${name}` },
  spec: { selector: { app: 'w' }, ports: [{ port: 80, targetPort: 'web' }], ...spec },
})

interface Endpoint {
  readonly addresses: readonly string[]
  readonly conditions: { readonly ready: boolean }
  readonly targetRef: { readonly name: string }
}

/** The slice that a stock controller would keep of these pods. */
function sliceOf(service: string, pods: readonly KubeObject[]): KubeObject {
  const endpoints = pods.map(({ metadata, ...pod }) => {
    const { podIP, conditions } = pod['status'] as ReturnType<typeof statusOf> & {
      podIP: string
      conditions: { status: string }[]
    }
    const ready = conditions[0]?.status === 'True'
    const { name, namespace, uid } = metadata
    return {
      addresses: [podIP],
      conditions: { ready, serving: ready, terminating: false },
      nodeName: (pod['spec'] as { nodeName: string }).nodeName,
      targetRef: { kind: 'Pod', namespace, name, uid },
    }
  })
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${service}-1`,
      namespace: 'default',
      uid: `uid-${service}-1`,
      labels: {
        'kubernetes.io/service-name': service,
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      },
    },
    addressType: 'IPv4',
    ports: pods.length === 0 ? [] : [{ name: '', port: 8080, protocol: 'TCP' }],
    endpoints,
  }
}

/** A site of `n` nodes `a-1`, …, each with one pod `p1`, … at 10.0.0.1, …, linked and at rest. */
export function podsSite(n: number, pace: Pace = 'fast') {
  const names = Array.from({ length: n }, (_, i) => `a-${i + 1}`)
  const world = edgeWorld({ a: names }, pace)
  const pods = new Map<string, KubeObject>()
  let version = 100
  const place = (scope: Scope, object: KubeObject): void => {
    const { namespace = '', name } = object.metadata
    const kind = resources[object.kind as keyof typeof resources]
    const metadata = { ...object.metadata, resourceVersion: String(++version) }
    const key = { ...kind, namespace, name }
    const fact = world.cloud.feed(scope).set(key, JSON.stringify({ ...object, metadata }))
    if (fact !== undefined) world.cloud.tell(fact)
  }
  /** The cloud has these pods, and its slices are theirs. */
  const cloudHas = (...changed: readonly KubeObject[]): void => {
    for (const pod of changed) {
      pods.set(pod.metadata.name, pod)
      place(nodeScope(nodeId((pod['spec'] as { nodeName: string }).nodeName)), pod)
    }
    cloudSlices()
  }
  const cloudSlices = (): void => {
    for (const service of ['w', 'heads']) place('all', sliceOf(service, [...pods.values()]))
  }
  place('all', serviceNamed('w', { clusterIP: '10.96.0.1' }))
  place('all', serviceNamed('heads', { clusterIP: 'None' }))
  cloudHas(...names.map((node, i) => podOn(node, `p${i + 1}`, `10.0.0.${i + 1}`)))
  const api = { ...localApis.fast, listen: { host: '127.0.0.1', port: 10_550 } }
  const change = { api, dns: { ...dnsDefaults, listen: dnsAt } }
  const nodes = names.map((name) => world.start(name, change))
  world.run(4 * paces[pace].silenceMs)

  const ask = (node: EdgeNode, method: string, path: string, body?: object): unknown => {
    let text = ''
    let status = 0
    const bytes = new TextEncoder().encode(body === undefined ? '' : JSON.stringify(body))
    const type = method === 'PATCH' ? merge : 'application/json'
    node.api.request(
      { method, path, headers: { 'content-type': type }, body: bytes },
      {
        head: (code) => (status = code),
        chunk: (each) => (text += new TextDecoder().decode(each)),
        end: () => {},
      },
    )
    world.run(20)
    if (status >= 300) throw new Error(`${node.name} answered ${status} to ${path}: ${text}`)
    return JSON.parse(text)
  }
  return {
    world,
    nodes,
    place,
    cloudHas,
    /** A pod is no more, and the cloud's slices know. */
    cloudLost: (name: string): void => {
      const { nodeName } = (pods.get(name)?.['spec'] ?? {}) as { nodeName: string }
      pods.delete(name)
      const key = { ...resources.Pod, namespace: 'default', name }
      const fact = world.cloud.feed(nodeScope(nodeId(nodeName))).set(key, undefined)
      if (fact !== undefined) world.cloud.tell(fact)
      cloudSlices()
    },
    cutSite: (): void => {
      for (const { wan } of nodes) wan.up = wan.down = false
      world.run(5_000)
    },
    heal: (...some: readonly EdgeNode[]): void => {
      for (const { wan } of some) wan.up = wan.down = true
    },
    /** Its kubelet writes the status of a pod. */
    report: (node: EdgeNode, name: string, podIP: string, ready = true): void =>
      void ask(node, 'PATCH', `${podsPath}/${name}/status`, { status: statusOf(podIP, ready) }),
    create: (node: EdgeNode, pod: KubeObject): KubeObject =>
      ask(node, 'POST', podsPath, pod) as KubeObject,
    remove: (node: EdgeNode, name: string): void =>
      void ask(node, 'DELETE', `${podsPath}/${name}`, {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        gracePeriodSeconds: 0,
      }),
    /** The endpoints of a Service as a node shows them: `p1 10.0.0.1 true`. */
    shown: (node: EdgeNode, service = 'w'): readonly string[] => {
      const query = `labelSelector=kubernetes.io/service-name%3D${service}`
      const { items } = ask(node, 'GET', `${slicesPath}?${query}`) as { items: KubeObject[] }
      return items
        .flatMap((slice) => (slice['endpoints'] ?? []) as readonly Endpoint[])
        .map(
          ({ addresses, conditions, targetRef }) =>
            `${targetRef.name} ${addresses[0]} ${conditions.ready}`,
        )
        .toSorted()
    },
    slices: (node: EdgeNode): readonly KubeObject[] =>
      (ask(node, 'GET', slicesPath) as { items: KubeObject[] }).items,
    /** The slices as the cloud has them. */
    cloudSlices: (): readonly KubeObject[] =>
      [...world.cloud.feed('all').objects()].flatMap(([key, body]) =>
        key.includes('endpointslices') ? (JSON.parse(body) as KubeObject) : [],
      ),
    /** The addresses behind the name of the headless Service, as a node's DNS has them. */
    resolved: (node: EdgeNode): unknown => {
      let answer: unknown = 'silence'
      const heard = (bytes: Uint8Array): void => {
        const { code } = read(bytes)
        answer = code === 0 ? [...(dataOf(bytes) as readonly string[])].toSorted() : code
      }
      node.datagrams.dial(dnsAt, { heard, failed: () => {} }, (line) => {
        if (!isFault(line)) line.send(queryOf('heads.default.svc.cluster.local'))
      })
      world.run(20)
      return answer
    },
    /** The cloud has done all writes that it took of a node, and tells it so. */
    replayed: (node: EdgeNode): void => {
      const outcomes = factsOf(world.cloud.took, node.name).flatMap((fact) =>
        fact.kind === 'write-accepted'
          ? { life: fact.life, number: fact.number, version: String(version) }
          : [],
      )
      const to = nodeId(node.name)
      world.cloud.say(node.name, { kind: 'outcomes-told', node: to, outcomes })
    },
    factsOf: (node: EdgeNode): readonly Fact[] => factsOf(world.cloud.took, node.name),
  }
}

function factsOf(
  took: ReturnType<typeof edgeWorld>['cloud']['took'],
  node: string,
): readonly Fact[] {
  return took.flatMap((envelope) => {
    if (envelope.producer !== `node/${node}`) return []
    const fact = factFromEnvelope(envelope)
    return isFault(fact) || fact.kind === 'unknown-fact' ? [] : fact
  })
}

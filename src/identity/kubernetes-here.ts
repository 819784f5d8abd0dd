// How pods of a node find the API on their own node: what `default/kubernetes` says there, and whom they trust.
import type { KubeObject } from '../objects/object.ts'
import { isJson } from '../objects/schema/typed.ts'
import type { Json } from '../objects/schema/typed.ts'

/** Where the node's API listens for its pods: a link-local address. */
export interface ApiAt {
  readonly host: string
  readonly port: number
}

/**
 * How pods get there. `proxy`: the Service keeps its address, and kube-proxy leads from there to the endpoints.
 * `direct`: on a node without kube-proxy the Service itself has the node's address.
 */
export type WayToApi = 'proxy' | 'direct'

const isApi = ({ metadata }: KubeObject): boolean =>
  metadata.namespace === 'default' && metadata.name === 'kubernetes'

const familyOf = (host: string): 'IPv4' | 'IPv6' => (host.includes(':') ? 'IPv6' : 'IPv4')

/** A Service as it is seen on the node; only `default/kubernetes` is another one there. */
export function serviceHere(service: KubeObject, at: ApiAt, way: WayToApi): KubeObject {
  if (way === 'proxy' || !isApi(service)) return service
  const spec = isJson(service['spec']) ? service['spec'] : {}
  const ports = listOf(spec['ports']).map((port) =>
    port['name'] === 'https' ? { ...port, port: at.port, targetPort: at.port } : port,
  )
  const families = [familyOf(at.host)]
  const addresses = { clusterIP: at.host, clusterIPs: [at.host], ipFamilies: families }
  return { ...service, spec: { ...spec, ...addresses, ipFamilyPolicy: 'SingleStack', ports } }
}

/** A slice as it is seen on the node: those of `default/kubernetes` lead to its own API, of the other family to nothing. */
export function sliceHere(slice: KubeObject, at: ApiAt): KubeObject {
  const { namespace, labels = {} } = slice.metadata
  if (namespace !== 'default' || labels['kubernetes.io/service-name'] !== 'kubernetes') return slice
  const isOfFamily = slice['addressType'] === familyOf(at.host)
  const endpoint = { addresses: [at.host], conditions: { ready: true } }
  const ports = [{ name: 'https', port: at.port, protocol: 'TCP' }]
  return { ...slice, endpoints: isOfFamily ? [endpoint] : [], ports }
}

/** What a kubelet writes into the environment of pods for the Service as it sees it. */
export function apiEnvironment(service: KubeObject): Readonly<Record<string, string>> {
  const spec = isJson(service['spec']) ? service['spec'] : {}
  const host = String(spec['clusterIP'] ?? '')
  const port = String(listOf(spec['ports'])[0]?.['port'] ?? '')
  const url = `tcp://${host.includes(':') ? `[${host}]` : host}:${port}`
  return {
    KUBERNETES_SERVICE_HOST: host,
    KUBERNETES_SERVICE_PORT: port,
    KUBERNETES_SERVICE_PORT_HTTPS: port,
    KUBERNETES_PORT: url,
    [`KUBERNETES_PORT_${port}_TCP`]: url,
    [`KUBERNETES_PORT_${port}_TCP_PROTO`]: 'tcp',
    [`KUBERNETES_PORT_${port}_TCP_PORT`]: port,
    [`KUBERNETES_PORT_${port}_TCP_ADDR`]: host,
  }
}

/** A ConfigMap as it is seen on the node: pods trust the authority of the node's API too (PEM), beside the cluster's. */
export function trustHere(map: KubeObject, authority: string): KubeObject {
  const data = isJson(map['data']) ? map['data'] : {}
  const known = data['ca.crt']
  if (map.metadata.name !== 'kube-root-ca.crt' || typeof known !== 'string') return map
  const own = authority.trim()
  if (known.includes(own)) return map
  return { ...map, data: { ...data, 'ca.crt': `${known.trim()}\n${own}\n` } }
}

/** A ConfigMap as it is seen on the node: kube-proxy, as kubeadm sets it up, reads from the node's API. */
export function proxyHere(map: KubeObject, { host, port }: ApiAt): KubeObject {
  const { namespace, name } = map.metadata
  const data = isJson(map['data']) ? map['data'] : {}
  const known = data['kubeconfig.conf']
  if (namespace !== 'kube-system' || name !== 'kube-proxy' || typeof known !== 'string') return map
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`
  const here = known.replace(/^(\s*(?:- )?server:)[^\n]*$/gm, `$1 ${server}`)
  return here === known ? map : { ...map, data: { ...data, 'kubeconfig.conf': here } }
}

/**
 * A ConfigMap as it is seen on a node whose Service has the node's address: kube-proxy goes where its environment leads, as
 * pods do (OpenYurt's in-cluster configuration).
 */
export function proxyInCluster(map: KubeObject): KubeObject {
  const { namespace, name } = map.metadata
  const data = isJson(map['data']) ? map['data'] : {}
  const known = data['config.conf']
  if (namespace !== 'kube-system' || name !== 'kube-proxy' || typeof known !== 'string') return map
  const here = known.replace(/^(\s*)(kubeconfig:)/gm, '$1#$2')
  return here === known ? map : { ...map, data: { ...data, 'config.conf': here } }
}

const listOf = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.filter(isJson) : []

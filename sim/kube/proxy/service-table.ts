// What a proxy was told of services and their endpoints, and whose turn it is.
import type { Address } from '../../../bus/pipe.ts'
import type { ObjectName } from '../../../bus/reflector-known.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import type { SliceEndpoint } from '../../../src/services/slice.ts'
import type { Service } from '../controllers/objects.ts'
import type { Target } from './target.ts'

/** Where a request goes, or why it goes nowhere. */
export type Found =
  | { readonly kind: 'endpoint'; readonly at: Address; readonly whose: string }
  | { readonly kind: 'nowhere'; readonly status: 502 | 503; readonly why: string }

/** A slice, as far as it is read here. */
interface Slice extends KubeObject {
  readonly addressType?: string
  readonly endpoints?: readonly SliceEndpoint[] | null
  readonly ports?: readonly SlicePort[] | null
}

interface SlicePort {
  readonly name?: string | null
  readonly port?: number | null
  readonly protocol?: string | null
}

type ServicePort = NonNullable<Service['spec']['ports']>[number]

/** `NAME`, `NAME.NAMESPACE`, `NAME.NAMESPACE.svc`, `NAME.NAMESPACE.svc.cluster.local`. */
const nameForm = /^([^.]+)(?:\.([^.]+)(?:\.svc(?:\.cluster\.local)?)?)?$/

/** The services and slices of one node's API. */
export class ServiceTable {
  readonly #node: string
  readonly #services = new Map<string, Service>()
  readonly #slices = new Map<string, Slice>()
  readonly #turns = new Map<string, number>()

  constructor(node: string) {
    this.#node = node
  }

  /** A Service as it is now. */
  setService(service: KubeObject): void {
    this.#services.set(keyOf(service.metadata), service as Service)
  }

  /** The Service is gone. */
  dropService(place: Place): void {
    const key = keyOf(place)
    this.#services.delete(key)
    for (const turn of this.#turns.keys()) if (turn.startsWith(`${key}:`)) this.#turns.delete(turn)
  }

  /** A slice as it is now. */
  setSlice(slice: KubeObject): void {
    this.#slices.set(keyOf(slice.metadata), slice)
  }

  /** The slice is gone. */
  dropSlice(place: Place): void {
    this.#slices.delete(keyOf(place))
  }

  /** The next ready endpoint of the service that is meant. */
  find({ host, port }: Pick<Target, 'host' | 'port'>): Found {
    const service = this.#serviceAt(host) ?? this.#serviceNamed(host)
    if (service === undefined) {
      const why = `node ${this.#node} knows no service ${host}: expected NAME, NAME.NAMESPACE or a cluster IP`
      return { kind: 'nowhere', status: 502, why }
    }
    const key = keyOf(service.metadata)
    const ports = tcpPorts(service)
    const wanted = ports.find((each) => each.port === port)
    if (wanted === undefined) {
      const has = ports.map((each) => each.port).join(', ') || 'none'
      return nowhere(502, `service ${key} has no TCP port ${port}: it has ${has}`)
    }
    const endpoints = this.#endpointsOf(key, wanted)
    const turn = this.#turns.get(`${key}:${port}`) ?? 0
    this.#turns.set(`${key}:${port}`, turn + 1)
    return (
      endpoints[turn % endpoints.length] ??
      nowhere(503, `no endpoints for service ${key} on node ${this.#node}`)
    )
  }

  #serviceNamed(host: string): Service | undefined {
    const [, name = '', namespace = 'default'] = nameForm.exec(host) ?? []
    return this.#services.get(keyOf({ namespace, name }))
  }

  #serviceAt(address: string): Service | undefined {
    for (const service of this.#services.values()) {
      const { clusterIP, clusterIPs = [clusterIP] } = service.spec
      if (clusterIPs.includes(address)) return service
    }
    return undefined
  }

  /** The ready endpoints behind a port of a service. */
  #endpointsOf(key: string, { name = '' }: ServicePort): readonly Found[] {
    const slices = [...this.#slices.values()].filter((slice) => serviceOf(slice) === key)
    return slices.flatMap(({ endpoints, ports }) => {
      const port = (ports ?? []).find((each) => (each.name ?? '') === name)?.port ?? undefined
      if (port === undefined) return []
      const ready = (endpoints ?? []).filter(({ conditions }) => conditions?.ready ?? true)
      return ready.flatMap(({ addresses, targetRef }) =>
        (addresses ?? []).map((host): Found => {
          const pod = targetRef?.name === undefined ? '' : ` (${targetRef.name})`
          return { kind: 'endpoint', at: { host, port }, whose: `service ${key}${pod}` }
        }),
      )
    })
  }
}

type Place = Pick<ObjectName, 'namespace' | 'name'>

/** Namespaces and names have no slash. */
const keyOf = ({ namespace, name }: { readonly namespace?: string | undefined; name: string }) =>
  `${namespace ?? ''}/${name}`

const nowhere = (status: 502 | 503, why: string): Found => ({ kind: 'nowhere', status, why })

const tcpPorts = ({ spec: { ports = [] } }: Service): readonly ServicePort[] =>
  ports.filter(({ protocol = 'TCP' }) => protocol === 'TCP')

/** The service that an IP slice belongs to. */
function serviceOf({ metadata: { namespace, labels }, addressType }: Slice): string | undefined {
  const name = labels?.['kubernetes.io/service-name']
  if (name === undefined || addressType === 'FQDN') return undefined
  return keyOf({ namespace, name })
}

// The cluster's zone: what stands at each of its names, as the Kubernetes DNS specification 1.1.0 says.
import { readDashed, readReverse } from './addresses.ts'
import type { IpAddress } from './addresses.ts'
import type { Catalog } from './catalog.ts'
import type { ZoneRecord } from './record.ts'
import type { NamedPort, Service } from './service.ts'
import type { Endpoint } from './slice.ts'

/** A zone by its name (`cluster.local`) and how long its records may be kept. */
export interface Zone {
  readonly name: string
  readonly ttlS: number
}

/** What stands at a name that exists; additionals spare the asker a second question. */
export interface Place {
  readonly records: readonly ZoneRecord[]
  readonly additionals?: readonly ZoneRecord[]
}

/** The version of the specification, and how long it may be kept. */
const schemaVersion = '1.1.0'
const schemaTtlS = 28_800

const nothing: Place = { records: [] }

/** What stands at a name of the zone; undefined where the name does not exist. */
export function placeIn(catalog: Catalog, zone: Zone, name: string): Place | undefined {
  const [branch, namespace, ...rest] = labelsBelow(zone, name).toReversed()
  if (branch === undefined) return { records: [soaOf(catalog, zone)] }
  if (branch === 'dns-version' && namespace === undefined) return versionAt(name)
  if (branch !== 'svc' && branch !== 'pod') return undefined
  if (namespace === undefined) return nothing
  const [first, ...deeper] = rest
  if (first === undefined) return catalog.hasNamespace(namespace) ? nothing : undefined
  if (branch === 'pod') return deeper.length === 0 ? podAt(zone, name, first) : undefined
  const service = catalog.service(namespace, first)
  return service && serviceAt({ catalog, zone, name, service }, deeper)
}

const labelsBelow = (zone: Zone, name: string): readonly string[] =>
  name === zone.name ? [] : name.slice(0, -zone.name.length - 1).split('.')

/** The start of authority; its serial grows with the catalog. */
export const soaOf = (catalog: Catalog, { name, ttlS }: Zone): ZoneRecord => ({
  name,
  ttlS,
  type: 'SOA',
  data: {
    mname: `ns.dns.${name}`,
    rname: `hostmaster.${name}`,
    serial: catalog.version % 2 ** 32,
    refresh: 7_200,
    retry: 1_800,
    expire: 86_400,
    minimum: ttlS,
  },
})

const versionAt = (name: string): Place => ({
  records: [{ name, ttlS: schemaTtlS, type: 'TXT', data: schemaVersion }],
})

/** `10-0-0-7.default.pod`: the address that the name spells, whether or not such a pod runs. */
function podAt({ ttlS }: Zone, name: string, label: string): Place | undefined {
  const address = readDashed(label)
  return address && { records: [addressRecord(name, ttlS, address)] }
}

interface Asked {
  readonly catalog: Catalog
  readonly zone: Zone
  readonly name: string
  readonly service: Service
}

function serviceAt(asked: Asked, rest: readonly string[]): Place | undefined {
  const { catalog, zone, name, service } = asked
  const { ttlS } = zone
  const [first, second, deeper] = rest
  if (deeper !== undefined) return undefined
  if (service.kind === 'external')
    return first === undefined
      ? { records: [{ name, ttlS, type: 'CNAME', data: service.externalName }] }
      : undefined
  if (first?.startsWith('_') === true) return portAt(asked, first.slice(1), second)
  if (second !== undefined) return undefined
  if (first === undefined && service.kind === 'cluster')
    return addressesAt(asked, service.addresses)
  const endpoints = first === undefined ? catalog.endpoints(service) : named(asked, first)
  if (endpoints.length === 0) return undefined
  return addressesAt(
    asked,
    endpoints.map(({ address }) => address),
  )
}

/** Endpoints of this hostname; `<grid>-<n>` of a grid is the pod of this node's own unit, `<grid>-<unit>-<n>`. */
function named({ catalog, service }: Asked, label: string): readonly Endpoint[] {
  const all = catalog.endpoints(service)
  const own = all.filter(({ hostname }) => hostname === label)
  const { gridKey } = service
  const unit = gridKey === undefined ? undefined : catalog.unitBy(gridKey)
  const [, grid, number] = /^(.+)-(\d+)$/.exec(label) ?? []
  if (own.length > 0 || gridKey === undefined || unit === undefined) return own
  const pod = `${grid ?? ''}-${unit.toLowerCase()}-${number ?? ''}`
  return all.filter(
    ({ hostname, node }) => hostname === pod && catalog.isInUnit(node, gridKey, unit),
  )
}

function addressesAt({ name, zone }: Asked, addresses: readonly IpAddress[]): Place {
  const each = new Map(addresses.map((address) => [address.text, address]))
  return { records: [...each.values()].map((one) => addressRecord(name, zone.ttlS, one)) }
}

const addressRecord = (name: string, ttlS: number, { type, text }: IpAddress): ZoneRecord => ({
  name,
  ttlS,
  type,
  data: text,
})

/** `_http._tcp`; `_tcp` alone exists too, with nothing there. */
function portAt(asked: Asked, protocol: string, name: string | undefined): Place | undefined {
  const isAsked = (port: NamedPort): boolean =>
    port.protocol === protocol && (name === undefined || name === `_${port.name}`)
  const served =
    asked.service.kind === 'cluster' ? atService(asked, isAsked) : atEndpoints(asked, isAsked)
  if (served.length === 0) return undefined
  return name === undefined ? nothing : srvAt(asked, served)
}

/** Where a port is served: the name and its addresses. */
interface Served {
  readonly target: string
  readonly port: number
  readonly address: IpAddress
}

function atService({ zone, service }: Asked, isAsked: (port: NamedPort) => boolean): Served[] {
  const target = serviceName(service, zone)
  return service.ports
    .filter(isAsked)
    .flatMap(({ port }) => service.addresses.map((address) => ({ target, port, address })))
}

function atEndpoints(
  { catalog, zone, service }: Asked,
  isAsked: (port: NamedPort) => boolean,
): Served[] {
  return catalog.endpoints(service).flatMap((endpoint) =>
    endpoint.ports.filter(isAsked).map(({ port }) => ({
      target: endpointName(endpoint, service, zone),
      port,
      address: endpoint.address,
    })),
  )
}

function srvAt({ name, zone: { ttlS } }: Asked, served: readonly Served[]): Place {
  const targets = new Map<string, ZoneRecord>()
  const addresses = new Map<string, ZoneRecord>()
  for (const { target, port, address } of served) {
    const data = { priority: 0, weight: 100, port, target }
    targets.set(`${port}/${target}`, { name, ttlS, type: 'SRV', data })
    addresses.set(`${target}/${address.text}`, addressRecord(target, ttlS, address))
  }
  return { records: [...targets.values()], additionals: [...addresses.values()] }
}

const serviceName = ({ name, namespace }: Service, zone: Zone): string =>
  `${name}.${namespace}.svc.${zone.name}`

const endpointName = ({ hostname }: Endpoint, service: Service, zone: Zone): string =>
  `${hostname}.${serviceName(service, zone)}`

/** The names that an address of the cluster leads back to; none for any other. */
export function namesBack(catalog: Catalog, zone: Zone, name: string): readonly ZoneRecord[] {
  const address = readReverse(name)?.text
  if (address === undefined) return []
  const services = catalog.servicesAt(address).map((service) => serviceName(service, zone))
  const targets =
    services.length > 0
      ? services
      : catalog
          .endpointsAt(address)
          .map(({ service, endpoint }) => endpointName(endpoint, service, zone))
  return [...new Set(targets)].map((data) => ({ name, ttlS: zone.ttlS, type: 'PTR', data }))
}

// What a Service says to DNS.
import type { KubeObject } from '../objects/object.ts'
import { readAddress } from './addresses.ts'
import type { IpAddress } from './addresses.ts'
import { isName } from './record.ts'
import { gridKeyOf } from './topology.ts'

/** A port by its name and protocol, in lower case. */
export interface NamedPort {
  readonly name: string
  readonly protocol: string
  readonly port: number
}

/** A Service: behind cluster addresses, headless, or a name for something outside. */
export interface Service {
  readonly namespace: string
  readonly name: string
  readonly kind: 'cluster' | 'headless' | 'external'
  readonly addresses: readonly IpAddress[]
  readonly externalName: string
  readonly ports: readonly NamedPort[]
  readonly publishesNotReady: boolean
  /** The label key of units whose nodes each have site names of their own for a grid's pods. */
  readonly gridKey: string | undefined
}

/** The fields read here, as the API has them. */
interface Spec {
  readonly type?: string
  readonly clusterIP?: string
  readonly clusterIPs?: readonly string[]
  readonly externalName?: string
  readonly ports?: readonly SpecPort[]
  readonly publishNotReadyAddresses?: boolean
}

/** A port of a Service or a slice, as the API has it. */
export interface SpecPort {
  readonly name?: string | null
  readonly protocol?: string | null
  readonly port?: number | null
}

/** Reads a Service; undefined for an external name that is no name: CoreDNS gives it no record either. */
export function readService(object: KubeObject): Service | undefined {
  const spec = (object['spec'] ?? {}) as Spec
  const external = (spec.externalName ?? '').toLowerCase().replace(/\.$/, '')
  const kind = kindOf(spec)
  if (kind === 'external' && (!isName(external) || readAddress(external) !== undefined))
    return undefined
  return {
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name,
    kind,
    addresses: kind === 'cluster' ? clusterAddresses(spec) : [],
    externalName: external,
    ports: readPorts(spec.ports),
    publishesNotReady: spec.publishNotReadyAddresses ?? false,
    gridKey: gridKeyOf(object),
  }
}

function kindOf({ type, clusterIP }: Spec): Service['kind'] {
  if (type === 'ExternalName') return 'external'
  return clusterIP === 'None' ? 'headless' : 'cluster'
}

const clusterAddresses = ({ clusterIPs, clusterIP = '' }: Spec): readonly IpAddress[] =>
  (clusterIPs ?? [clusterIP]).flatMap((text) => readAddress(text) ?? [])

/** The ports that have a name; others have no record. */
export const readPorts = (ports: readonly SpecPort[] | null | undefined): readonly NamedPort[] =>
  (ports ?? []).flatMap(({ name, protocol, port }) =>
    typeof name === 'string' && name !== '' && typeof port === 'number'
      ? [{ name: name.toLowerCase(), protocol: (protocol ?? 'TCP').toLowerCase(), port }]
      : [],
  )

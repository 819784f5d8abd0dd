// The printed columns of services, endpoint slices and endpoints.
import { at } from '../field-path.ts'
import type { KubeObject } from '../object.ts'
import { labelSelectorText } from '../selectors/label-selector.ts'
import type { LabelSelectorObject } from '../selectors/label-selector.ts'
import { ageColumn, column, nameColumn, wide } from './columns.ts'
import type { Column } from './columns.ts'
import { count, or, part, parts, text, texts } from './read.ts'
import type { Part } from './read.ts'

const none = '<none>'

const clusterAddress = (service: KubeObject) => texts(service, 'spec.clusterIPs')[0] ?? none

function externalAddress(service: KubeObject): string {
  const external = texts(service, 'spec.externalIPs')
  switch (text(service, 'spec.type')) {
    case 'ClusterIP':
    case 'NodePort':
      return or(external.join(','), none)
    case 'LoadBalancer':
      return or([...balancerAddresses(service), ...external].join(','), '<pending>')
    case 'ExternalName':
      return text(service, 'spec.externalName')
    default:
      return '<unknown>'
  }
}

const balancerAddresses = (service: KubeObject): readonly string[] => [
  ...new Set(
    parts(service, 'status.loadBalancer.ingress').map((ingress) =>
      or(text(ingress, 'ip'), text(ingress, 'hostname')),
    ),
  ),
]

function portText(port: Part): string {
  const nodePort = count(port, 'nodePort')
  const own = nodePort === 0 ? '' : `:${nodePort}`
  return `${count(port, 'port')}${own}/${text(port, 'protocol')}`
}

function selectorText(service: KubeObject): string {
  const labels = Object.entries(part(service, 'spec.selector'))
  const sorted = labels.map(([key, value]) => `${key}=${String(value)}`).toSorted()
  return or(sorted.join(','), none)
}

/** Columns of services. */
export const serviceColumns: readonly Column[] = [
  nameColumn,
  column('Type', (service) => text(service, 'spec.type')),
  column('Cluster-IP', clusterAddress),
  column('External-IP', externalAddress),
  column('Port(s)', (service) => or(parts(service, 'spec.ports').map(portText).join(','), none)),
  ageColumn,
  wide('Selector', selectorText),
]

/** The first three, and how many more there are. */
function firstThree(all: readonly string[], nothing: string): string {
  const shown = all.slice(0, 3).join(',')
  return all.length > 3 ? `${shown} + ${all.length - 3} more...` : or(shown, nothing)
}

const slicePort = (port: Part): string => {
  const number = count(port, 'port')
  return number === 0 ? or(text(port, 'name'), '*') : String(number)
}

const sliceAddresses = (slice: KubeObject): readonly string[] =>
  parts(slice, 'endpoints').flatMap((endpoint) => texts(endpoint, 'addresses'))

/** Columns of endpoint slices. */
export const endpointSliceColumns: readonly Column[] = [
  nameColumn,
  column('AddressType', (slice) => text(slice, 'addressType')),
  column('Ports', (slice) => firstThree(parts(slice, 'ports').map(slicePort), '<unset>')),
  column('Endpoints', (slice) => firstThree(sliceAddresses(slice), '<unset>')),
  ageColumn,
]

/** Every address with every port of its subset. */
const endpointTexts = (endpoints: KubeObject): readonly string[] =>
  parts(endpoints, 'subsets').flatMap((subset) => {
    const addresses = parts(subset, 'addresses').map((address) => text(address, 'ip'))
    const ports = parts(subset, 'ports').map((port) => count(port, 'port'))
    if (ports.length === 0) return addresses
    return ports.flatMap((port) => addresses.map((address) => `${address}:${port}`))
  })

/** Columns of endpoints. */
export const endpointsColumns: readonly Column[] = [
  nameColumn,
  column('Endpoints', (it) => firstThree(endpointTexts(it), none)),
  ageColumn,
]

/** Columns of network policies. */
export const policyColumns: readonly Column[] = [
  nameColumn,
  column('Pod-Selector', (policy) =>
    labelSelectorText(at(policy, 'spec.podSelector') as LabelSelectorObject | undefined),
  ),
  ageColumn,
]

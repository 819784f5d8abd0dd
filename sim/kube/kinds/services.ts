// Services: their defaults, and the addresses and ports that are allotted to them.
import { invalidValue, required } from '../../../src/objects/answers/invalid.ts'
import type { FieldError } from '../../../src/objects/answers/invalid.ts'
import { serviceName } from '../../../src/objects/name-checks.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import type { Json } from '../../../src/objects/schema/typed.ts'
import type { KubeContext } from '../context.ts'
import { count, part, text } from '../../../src/objects/fields.ts'
import { filled, items, mapped } from './fields.ts'
import { oneOf } from './field-errors.ts'
import { strategy, withoutStatus } from './strategy.ts'

const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']
const family = { ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' }
const nodePortMin = 30_000
const nodePortMax = 32_767

/** The rules of services. */
export const services = strategy({
  checkName: serviceName,
  createOnUpdate: true,
  answersDeleted: true,
  defaults: (service) => ({ ...service, spec: specDefaults(part(service, 'spec')) }),
  begin: (service, kube) => ({
    ...withoutStatus(service),
    spec: allotted(kube, part(service, 'spec')),
    status: { loadBalancer: {} },
  }),
  change: (service, old, kube) => ({
    ...service,
    spec: allotted(kube, kept(part(service, 'spec'), part(old, 'spec'))),
  }),
  errors: (service) => specErrors(part(service, 'spec')),
  changeErrors: (service, old) => addressChange(part(service, 'spec'), part(old, 'spec')),
})

const exposed = (type: string): boolean => type === 'NodePort' || type === 'LoadBalancer'

function specDefaults(given: Json): Json {
  const type = text(given, 'type') || 'ClusterIP'
  const spec = filled({ sessionAffinity: 'None', type }, given)
  const ports = mapped(spec, 'ports', (port) =>
    filled({ protocol: 'TCP', targetPort: port['port'] }, zeroless(port)),
  )
  if (type === 'ExternalName') return ports
  const traffic = exposed(type) ? { externalTrafficPolicy: 'Cluster' } : {}
  const balancer = type === 'LoadBalancer' ? { allocateLoadBalancerNodePorts: true } : {}
  return filled({ internalTrafficPolicy: 'Cluster', ...family, ...traffic, ...balancer }, ports)
}

const zeroless = ({ targetPort, ...port }: Json): Json =>
  targetPort === 0 || targetPort === '' || targetPort === undefined ? port : { ...port, targetPort }

/** The new spec with what an update does not need to repeat. */
function kept(spec: Json, old: Json): Json {
  const type = text(spec, 'type')
  if (type === 'ExternalName') return spec
  const address = text(spec, 'clusterIP') || text(old, 'clusterIP')
  const oldPorts = items(old, 'ports')
  const withPorts = mapped(spec, 'ports', (port) => {
    const same = oldPorts.find(
      (each) => each['port'] === port['port'] && each['protocol'] === port['protocol'],
    )
    const nodePort = exposed(type) ? (port['nodePort'] ?? same?.['nodePort']) : undefined
    return { ...port, nodePort }
  })
  return address === '' ? withPorts : { ...withPorts, clusterIP: address, clusterIPs: [address] }
}

/** The spec with an address and node ports, as far as it needs and lacks them. */
function allotted(kube: KubeContext, spec: Json): Json {
  const type = text(spec, 'type')
  if (type === 'ExternalName') return spec
  const address = text(spec, 'clusterIP') || freeAddress(kube)
  const placed = { ...spec, clusterIP: address, clusterIPs: [address] }
  if (!exposed(type)) return mapped(placed, 'ports', ({ nodePort: _none, ...port }) => port)
  const taken = new Set(usedNodePorts(kube))
  return mapped(placed, 'ports', (port) => {
    const nodePort = port['nodePort'] ?? freeNodePort(kube, taken)
    taken.add(nodePort)
    return { ...port, nodePort }
  })
}

const allServices = ({ store }: KubeContext): readonly KubeObject[] =>
  store.list({ group: '', resource: 'services' }, undefined)

/** An unused address of 10.96.0.0/16; the first ones are kept for fixed ones. */
function freeAddress(kube: KubeContext): string {
  const taken = new Set(
    allServices(kube).map((service) => text(part(service, 'spec'), 'clusterIP')),
  )
  for (;;) {
    const address = `10.96.${kube.random.below(256)}.${kube.random.below(256)}`
    if (!taken.has(address) && !address.startsWith('10.96.0.') && !address.endsWith('.255')) {
      return address
    }
  }
}

const usedNodePorts = (kube: KubeContext): readonly unknown[] =>
  allServices(kube).flatMap((service) =>
    items(part(service, 'spec'), 'ports').map((port) => port['nodePort']),
  )

function freeNodePort(kube: KubeContext, taken: ReadonlySet<unknown>): number {
  for (;;) {
    const port = nodePortMin + kube.random.below(nodePortMax - nodePortMin + 1)
    if (!taken.has(port)) return port
  }
}

function specErrors(spec: Json): readonly FieldError[] {
  const ports = items(spec, 'ports')
  const type = text(spec, 'type')
  const portless = type === 'ExternalName' || text(spec, 'clusterIP') === 'None'
  return [
    ...oneOf('spec.type', type, types),
    ...(ports.length === 0 && !portless ? [required('spec.ports')] : []),
    ...(type === 'ExternalName' && text(spec, 'externalName') === ''
      ? [required('spec.externalName')]
      : []),
    ...ports.flatMap((port, i) => portErrors(`spec.ports[${i}]`, port, ports.length > 1)),
  ]
}

function portErrors(path: string, port: Json, several: boolean): readonly FieldError[] {
  const number = count(port, 'port') ?? 0
  const range = 'must be between 1 and 65535, inclusive'
  const outside = number < 1 || number > 65_535
  return [
    ...(several && text(port, 'name') === '' ? [required(`${path}.name`)] : []),
    ...(outside ? [invalidValue(`${path}.port`, number, range)] : []),
    ...oneOf(`${path}.protocol`, text(port, 'protocol'), ['SCTP', 'TCP', 'UDP']),
  ]
}

function addressChange(spec: Json, old: Json): readonly FieldError[] {
  const before = text(old, 'clusterIP')
  const after = text(spec, 'clusterIP')
  if (before === '' || after === before || text(spec, 'type') === 'ExternalName') return []
  return [invalidValue('spec.clusterIPs[0]', [after], 'may not change once set')]
}

// Which fields of which kinds field selectors may name, and how their values are read.
import { at } from '../field-path.ts'
import type { KubeObject } from '../object.ts'

/** A field that can be selected: its name in selectors, and where its value lies. */
export interface FieldSource {
  readonly name: string
  /** Paths to try in order (`.spec.nodeName`); the first that says something counts. */
  readonly paths: readonly string[]
  /** The value where no path says anything; empty if absent. */
  readonly otherwise?: string
}

const field = (name: string, ...paths: readonly string[]): FieldSource => ({ name, paths })
const plain = (name: string): FieldSource => field(name, `.${name}`)
const flag = (name: string): FieldSource => ({ ...plain(name), otherwise: 'false' })

/** What every kind can be selected by. */
export const commonFields: readonly FieldSource[] = [
  plain('metadata.name'),
  plain('metadata.namespace'),
]

const involved = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath']

/** By `group/resource`: fields beyond name and namespace of the built-in kinds. */
export const builtinFields: Readonly<Record<string, readonly FieldSource[]>> = {
  '/pods': [
    plain('spec.nodeName'),
    plain('spec.restartPolicy'),
    plain('spec.schedulerName'),
    plain('spec.serviceAccountName'),
    flag('spec.hostNetwork'),
    plain('status.phase'),
    plain('status.podIP'),
    plain('status.nominatedNodeName'),
    field('spec.host', '.spec.nodeName'),
  ],
  '/nodes': [flag('spec.unschedulable')],
  '/namespaces': [plain('status.phase')],
  '/secrets': [plain('type')],
  '/services': [plain('spec.clusterIP'), plain('spec.type')],
  '/events': [
    ...involved.map((part) => plain(`involvedObject.${part}`)),
    plain('reason'),
    field('reportingComponent', '.reportingComponent', '.reportingController'),
    field('source', '.source.component', '.reportingComponent'),
    plain('type'),
  ],
  'events.k8s.io/events': [
    ...involved.map((part) => plain(`regarding.${part}`)),
    plain('reason'),
    plain('reportingController'),
    plain('type'),
  ],
  'certificates.k8s.io/certificatesigningrequests': [plain('spec.signerName')],
  'resource.k8s.io/resourceslices': [plain('spec.driver'), plain('spec.nodeName')],
  '/replicationcontrollers': [plain('status.replicas')],
  'batch/jobs': [{ ...plain('status.successful'), paths: ['.status.succeeded'], otherwise: '0' }],
}

/** The value of a field as selectors compare it. */
export function fieldValue(object: KubeObject, { paths, otherwise = '' }: FieldSource): string {
  for (const path of paths) {
    const value = at(object, path)
    if (value !== undefined && value !== null && value !== '') return String(value)
  }
  return otherwise
}

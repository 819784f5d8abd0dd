// The store as it was when reads and errors were recorded, and what happened to it meanwhile.
import type { KubeObject } from '../../src/objects/object.ts'
import { timestamp } from '../../src/objects/timestamp.ts'
import { wallMs } from '../../src/kernel/time.ts'
import { recorded } from '../golden/recorded.ts'
import type { Recorded } from '../golden/recorded.ts'
import type { WrittenStore } from '../support/mirror-store.ts'

/** The recorded reads. */
export const reads = recorded('reads')

/** The recorded errors. */
export const errors = recorded('errors')

const startMs = 1_800_000_000_000
/** The end of the recording. */
export const nowMs = startMs + 13_000

const configMaps = { group: '', resource: 'configmaps' }
const namespaces = { group: '', resource: 'namespaces' }
const nodes = { group: '', resource: 'nodes' }
const services = { group: '', resource: 'services' }
const leases = { group: 'coordination.k8s.io', resource: 'leases' }

/** The objects in a recorded answer, whole or as rows of a table. */
function objectsOf(file: readonly Recorded[], id: number): readonly KubeObject[] {
  const body = file.find((each) => each.id === id)?.response.body as {
    readonly items?: readonly KubeObject[]
    readonly rows?: readonly { readonly object: KubeObject }[]
  }
  return body.items ?? body.rows?.map(({ object }) => object) ?? []
}

/** The object, made so long before the end of the recording. */
export const aged = (object: KubeObject, ageSeconds: number, more: object = {}): KubeObject => ({
  ...object,
  ...more,
  metadata: {
    ...object.metadata,
    creationTimestamp: timestamp(wallMs(nowMs - ageSeconds * 1000)),
  },
})

function advanceTo(store: WrittenStore, version: number): void {
  const metadata = { name: 'somebody-else', namespace: 'kube-system' }
  while (store.version() < version) {
    store.put(leases, { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata })
  }
}

const clusterService = {
  spec: {
    type: 'ClusterIP',
    clusterIPs: ['10.96.0.1'],
    ports: [{ port: 443, protocol: 'TCP' }],
  },
}

/** What was there when the recording began. */
export function fillRecorded<T extends WrittenStore>(store: T): T {
  const active = { status: { phase: 'Active' } }
  for (const one of objectsOf(reads, 76)) store.put(namespaces, aged(one, 13, active))
  for (const one of objectsOf(reads, 75)) store.put(services, aged(one, 11, clusterService))
  for (const one of objectsOf(reads, 74)) store.put(nodes, aged(one, 10))
  advanceTo(store, 220)
  for (const one of objectsOf(reads, 2)) store.put(configMaps, aged(one, 10))
  return store
}

/** What happened between two recorded requests. */
export const meanwhile: Readonly<Record<number, (store: WrittenStore) => void>> = {
  55: (store) => advanceTo(store, 230),
  62: (store) => advanceTo(store, 286),
  63: (store) => {
    for (const one of objectsOf(errors, 8).slice(5)) store.put(configMaps, aged(one, 5))
  },
  71: (store) => advanceTo(store, 291),
}

/** The target with what was masked in it put back. */
export function targetOf(record: Recorded, token: string): string {
  const notJson = 'aW52YWxpZA'
  return record.request.path.replace('<continue>', record.id === 52 ? notJson : token)
}

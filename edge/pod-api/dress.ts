// What pods and the proxy of a node read of the kubernetes Service, as a mirror shows it there.
import {
  proxyHere,
  proxyInCluster,
  serviceHere,
  sliceHere,
  trustHere,
} from '../../src/identity/kubernetes-here.ts'
import type { ApiAt, WayToApi } from '../../src/identity/kubernetes-here.ts'
import type { ObjectKey } from '../../src/mirror/scope.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import type { Dress } from '../mirror/dress.ts'
import { objectBytes, readObject } from '../mirror/shown.ts'

/** Where pods find the node's API, how they get there, and its authority (PEM). */
export interface ApiHere {
  readonly at: ApiAt
  readonly way: WayToApi
  readonly authority: string
}

type Change = (object: KubeObject) => KubeObject

/** Shows `default/kubernetes`, its slices, the trusted authorities and the proxy's kubeconfig so that they lead to the node's API. */
export function apiDress(here: ApiHere): Dress {
  return {
    resources: [
      { group: '', resource: 'services' },
      { group: 'discovery.k8s.io', resource: 'endpointslices' },
      { group: '', resource: 'configmaps' },
    ],
    bytes: (key, bytes) => {
      const change = changeOf(key, here)
      if (change === undefined) return bytes
      const object = readObject(bytes)
      const changed = change(object)
      return changed === object ? bytes : objectBytes(changed)
    },
  }
}

/** Most objects are not even read. */
function changeOf({ resource, namespace, name }: ObjectKey, here: ApiHere): Change | undefined {
  const { at, way, authority } = here
  switch (resource) {
    case 'services':
      return name === 'kubernetes' ? (service) => serviceHere(service, at, way) : undefined
    case 'endpointslices':
      return namespace === 'default' ? (slice) => sliceHere(slice, at) : undefined
    case 'configmaps':
      if (name === 'kube-proxy')
        return (map) => (way === 'direct' ? proxyInCluster(proxyHere(map, at)) : proxyHere(map, at))
      return name === 'kube-root-ca.crt' ? (map) => trustHere(map, authority) : undefined
    default:
      return undefined
  }
}

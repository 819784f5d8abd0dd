// What is there before anybody asks: the first namespaces and the API's own service.
import type { KubeObject } from '../../src/objects/object.ts'
import type { KubeContext } from './context.ts'
import { now, randomUid } from './context.ts'
import { firstNamespaces } from './kinds/namespaces.ts'
import { namespaceObject } from './namespaces.ts'

const namespaces = { group: '', resource: 'namespaces' }
const services = { group: '', resource: 'services' }

/** Puts what every cluster begins with into an empty store. */
export function bootstrap(kube: KubeContext): void {
  for (const name of firstNamespaces) {
    if (kube.store.get(namespaces, undefined, name) === undefined) {
      kube.store.put(namespaces, namespaceObject(kube, name))
    }
  }
  if (kube.store.get(services, 'default', 'kubernetes') === undefined) {
    kube.store.put(services, ownService(kube))
  }
}

const ownService = (kube: KubeContext): KubeObject => ({
  kind: 'Service',
  apiVersion: 'v1',
  metadata: {
    name: 'kubernetes',
    namespace: 'default',
    uid: randomUid(kube.random),
    creationTimestamp: now(kube),
    labels: { component: 'apiserver', provider: 'kubernetes' },
  },
  spec: {
    ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: portOf(kube) }],
    clusterIP: '10.96.0.1',
    clusterIPs: ['10.96.0.1'],
    type: 'ClusterIP',
    sessionAffinity: 'None',
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    internalTrafficPolicy: 'Cluster',
  },
  status: { loadBalancer: {} },
})

const portOf = ({ config }: KubeContext): number => Number(config.address.split(':').at(-1)) || 6443

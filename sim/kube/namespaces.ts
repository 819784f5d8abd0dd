// The life of namespaces: what each is given at first, and how its content goes before it does.
import type { KubeObject } from '../../src/objects/object.ts'
import { isStatus } from '../../src/objects/answers/status.ts'
import type { KubeContext } from './context.ts'
import { now, randomUid } from './context.ts'
import { namespaces as rules } from './kinds/namespaces.ts'
import { part } from '../../src/objects/fields.ts'
import { removeObject } from './writes/remove.ts'

const namespaces = { group: '', resource: 'namespaces' }
const accounts = { group: '', resource: 'serviceaccounts' }
const configmaps = { group: '', resource: 'configmaps' }
const authorityDescription =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.'

/** A namespace as it begins. */
export function namespaceObject(kube: KubeContext, name: string): KubeObject {
  const metadata = { name, uid: randomUid(kube.random), creationTimestamp: now(kube) }
  const bare: KubeObject = { kind: 'Namespace', apiVersion: 'v1', metadata }
  return rules.begin(rules.defaults(bare), kube)
}

/** Keeps namespaces furnished while they live, and empties those that are ending. */
export function tendNamespaces(kube: KubeContext): () => void {
  const { store, clock } = kube
  let due = false
  const tend = () => {
    due = false
    for (const namespace of store.list(namespaces, undefined)) {
      if (namespace.metadata.deletionTimestamp === undefined) furnish(kube, namespace)
      else empty(kube, namespace)
    }
  }
  for (const namespace of store.list(namespaces, undefined)) {
    if (namespace.metadata.deletionTimestamp === undefined) furnish(kube, namespace)
    else clock.soon(tend)
  }
  return store.subscribeAll(({ type, object }, { group, resource }) => {
    const isNamespace = group === '' && resource === 'namespaces'
    if (due || (type !== 'DELETED' && !isNamespace)) return
    if (!isNamespace && !isFurniture(object) && !isEnding(kube, object)) return
    due = true
    clock.soon(tend)
  })
}

const isFurniture = ({ kind, metadata: { name } }: KubeObject): boolean =>
  (kind === 'ServiceAccount' && name === 'default') ||
  (kind === 'ConfigMap' && name === 'kube-root-ca.crt')

const isEnding = ({ store }: KubeContext, { metadata: { namespace } }: KubeObject): boolean =>
  namespace !== undefined &&
  store.get(namespaces, undefined, namespace)?.metadata.deletionTimestamp !== undefined

/** Gives a namespace its default account and the certificate authority. */
function furnish(kube: KubeContext, { metadata: { name: namespace } }: KubeObject): void {
  const { store } = kube
  const metadata = (name: string) => ({
    name,
    namespace,
    uid: randomUid(kube.random),
    creationTimestamp: now(kube),
  })
  if (store.get(accounts, namespace, 'default') === undefined) {
    store.put(accounts, { kind: 'ServiceAccount', apiVersion: 'v1', metadata: metadata('default') })
  }
  if (store.get(configmaps, namespace, 'kube-root-ca.crt') === undefined) {
    const annotations = { 'kubernetes.io/description': authorityDescription }
    store.put(configmaps, {
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: { ...metadata('kube-root-ca.crt'), annotations },
      data: { 'ca.crt': kube.config.authority },
    })
  }
}

/** Deletes what is in an ending namespace; once nothing is, the namespace goes. */
function empty(kube: KubeContext, namespace: KubeObject): void {
  const { store } = kube
  const { name } = namespace.metadata
  let left = 0
  for (const kind of kube.registry().kinds.filter((each) => each.namespaced)) {
    for (const object of store.list(kind, name)) {
      const waiting = object.metadata.deletionTimestamp !== undefined
      const removal = waiting ? undefined : removeObject(kube, kind, object, { dryRun: false })
      const gone = removal !== undefined && !isStatus(removal) && removal.gone
      if (!gone) left += 1
    }
  }
  if (left > 0 || (namespace.metadata.finalizers ?? []).length > 0) return
  store.remove(namespaces, { ...namespace, spec: { ...part(namespace, 'spec'), finalizers: [] } })
}

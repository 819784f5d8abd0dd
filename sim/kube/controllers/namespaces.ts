// Namespaces: a deleted one is emptied and then let go; a living one has its default account.
import type { ResourceKind } from '../../../src/objects/object.ts'
import { itself, keyOf, nothing } from './controller.ts'
import type { Controller, Plan } from './controller.ts'
import { getOf, kinds } from './kinds.ts'
import type { Seen } from './kinds.ts'
import type { Namespace } from './objects.ts'
import { create, pathOf, remove } from './write.ts'

/** How long to wait before looking whether a namespace is empty. */
const emptyingMs = 500

/** Empties and finalizes deleted namespaces; `contents` are the kinds of what may be in them. */
export const namespaceLifecycle = (contents: readonly ResourceKind[]): Controller => ({
  name: 'namespace-controller',
  account: 'system:serviceaccount:kube-system:namespace-controller',
  watches: [{ kind: kinds.namespaces, keys: itself }],
  reconcile: (name, seen) => {
    const namespace = getOf(seen, kinds.namespaces, name)
    if (namespace?.metadata.deletionTimestamp === undefined) return nothing
    return empty(namespace, contents, seen)
  },
})

function empty(namespace: Namespace, contents: readonly ResourceKind[], seen: Seen): Plan {
  const { name } = namespace.metadata
  const left = contents
    .filter((kind) => kind.namespaced)
    .flatMap((kind) => seen.list(kind, name).map((object) => ({ kind, object })))
  const alive = left.filter(({ object }) => object.metadata.deletionTimestamp === undefined)
  if (left.length > 0) {
    return { writes: alive.map(({ kind, object }) => remove(kind, object)), againMs: emptyingMs }
  }
  const others = namespace.spec?.finalizers?.filter((finalizer) => finalizer !== 'kubernetes')
  if (others?.length === namespace.spec?.finalizers?.length) return nothing
  const path = pathOf(kinds.namespaces, { name, sub: 'finalize' })
  const body = { ...namespace, spec: { ...namespace.spec, finalizers: others } }
  return { writes: [{ method: 'PUT', path, body }] }
}

/** Gives each namespace its default service account. */
export const serviceAccounts: Controller = {
  name: 'service-account-controller',
  account: 'system:serviceaccount:kube-system:service-account-controller',
  watches: [
    { kind: kinds.namespaces, keys: itself },
    { kind: kinds.serviceAccounts, keys: ({ object }) => [object.metadata.namespace ?? ''] },
  ],
  reconcile: (name, seen) => {
    const namespace = getOf(seen, kinds.namespaces, name)
    if (namespace === undefined || namespace.metadata.deletionTimestamp !== undefined)
      return nothing
    if (getOf(seen, kinds.serviceAccounts, 'default', keyOf(namespace)) !== undefined)
      return nothing
    const metadata = { name: 'default', namespace: name }
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata }
    return { writes: [create(kinds.serviceAccounts, account)] }
  },
}

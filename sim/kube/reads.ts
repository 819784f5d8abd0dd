// Reads of objects and lists.
import { notFound } from '../../src/objects/answers/failures.ts'
import { groupVersion } from '../../src/objects/kinds/registry.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import type { ResourceRequest } from '../../src/objects/request/info.ts'
import type { Route } from '../../src/objects/request/route.ts'
import type { KubeContext } from './context.ts'
import { refused, written } from './writes/request.ts'
import type { WriteRequest, Written } from './writes/request.ts'

/** Answers a get or a list. */
export function readNow(kube: KubeContext, info: ResourceRequest, { kind, verb }: Route): Written {
  const namespace = kind.namespaced ? info.namespace : undefined
  if (verb === 'get') {
    const object = kube.store.get(kind, namespace, info.name ?? '')
    return object === undefined ? refused(notFound(kind, info.name ?? '')) : written(200, object)
  }
  return written(200, {
    kind: kind.listKind ?? `${kind.kind}List`,
    apiVersion: groupVersion(kind.group, kind.version),
    metadata: { resourceVersion: String(kube.store.version()) },
    items: kube.store.list(kind, namespace),
  })
}

/** The objects that a delete of a collection means. */
export const matching = (
  { store }: KubeContext,
  { kind, namespace }: WriteRequest,
): readonly KubeObject[] => store.list(kind, namespace)

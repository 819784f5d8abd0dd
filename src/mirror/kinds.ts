// The kinds of objects that feeds carry, and by which rule each belongs to scopes.
import type { ObjectKey } from './scope.ts'

/**
 * `all`: to everybody; `site`: Nodes, trimmed, to their site, and whole to themselves; `node`: pods and attachments, to the node
 * that their spec names; `referenced`: to the nodes whose pods refer to it.
 */
export type ScopeRule = 'all' | 'site' | 'node' | 'referenced'

/** One kind that feeds carry. */
export interface FeedKind extends Pick<ObjectKey, 'group' | 'resource'> {
  readonly version: string
  readonly rule: ScopeRule
  /** Bodies are sealed to the one node that may read them. */
  readonly sealed: boolean
  /** Only the objects of these namespaces are carried; undefined: all. */
  readonly namespaces?: readonly string[]
}

const kind = (at: string, rule: ScopeRule, sealed = false): FeedKind => {
  const [resource = '', version = '', group = ''] = at.split(' ')
  return { group, version, resource, rule, sealed }
}

/** What a node makes itself of what it is fed, where no feed brings it. */
export const derivedKinds: readonly FeedKind[] = [kind('endpoints v1', 'all')]

/** What a kubelet and a proxy on a node read of Kubernetes. */
export const usualKinds: readonly FeedKind[] = [
  kind('nodes v1', 'site'),
  kind('pods v1', 'node'),
  kind('configmaps v1', 'referenced'),
  kind('secrets v1', 'referenced', true),
  kind('serviceaccounts v1', 'referenced'),
  kind('persistentvolumeclaims v1', 'referenced'),
  kind('persistentvolumes v1', 'referenced'),
  kind('volumeattachments v1 storage.k8s.io', 'node'),
  kind('services v1', 'all'),
  kind('endpointslices v1 discovery.k8s.io', 'all'),
  kind('runtimeclasses v1 node.k8s.io', 'all'),
  kind('csidrivers v1 storage.k8s.io', 'all'),
]

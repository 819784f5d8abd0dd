// A Kubernetes object as data, and the identity of a kind of resource.

/** The metadata that Causeway reads; everything else is kept as it came. */
export interface Metadata {
  readonly name: string
  readonly namespace?: string
  readonly uid?: string
  readonly resourceVersion?: string
  readonly generation?: number
  readonly creationTimestamp?: string
  readonly deletionTimestamp?: string
  readonly deletionGracePeriodSeconds?: number
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly finalizers?: readonly string[]
  readonly ownerReferences?: readonly OwnerReference[]
  readonly [field: string]: unknown
}

/** Who owns an object, for garbage collection. */
export interface OwnerReference {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly uid: string
  readonly controller?: boolean
  readonly blockOwnerDeletion?: boolean
}

/** Any object of the API. Never changed in place. */
export interface KubeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: Metadata
  readonly [field: string]: unknown
}

/** One kind of resource in one version, as discovery tells of it. */
export interface ResourceKind {
  /** Empty for the core group. */
  readonly group: string
  readonly version: string
  /** Plural, as in paths. */
  readonly resource: string
  readonly singular: string
  readonly kind: string
  readonly namespaced: boolean
  readonly verbs: readonly string[]
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
  /** Names below the object: `status`, `scale`, `eviction`, … */
  readonly subresources: readonly string[]
}

/** The name of a resource, whatever its version: all that is needed to reach its objects. */
export type Resource = Pick<ResourceKind, 'group' | 'resource'>

/** `group/resource` (`/pods`, `apps/deployments`): one name for all versions of a resource. */
export const resourceKey = (kind: Resource): string => `${kind.group}/${kind.resource}`

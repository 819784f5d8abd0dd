// The shape of `status -o json`, as the cloud answers it.

/** One node's line. */
export interface NodeStatusJson {
  readonly node: string
  readonly site: string
  readonly link: string
  readonly verdict: 'healthy' | 'isolated' | 'failed'
  /** Ballots of the newest round, for people: `2 alive`, `1 alive 1 dead`. */
  readonly ballots: string
  /** Facts of the node's state lane that the cloud has not applied yet. */
  readonly lag: number
  /** Whether its mirror has all that its feeds have, and how many facts it lacks; left out until it said so. */
  readonly feeds?: { readonly current: boolean; readonly behind: number }
  readonly path: string
  readonly ready: boolean
  readonly [field: string]: unknown
}

/** One site's line. */
export interface SiteStatusJson {
  readonly site: string
  readonly nodes: number
  readonly cut: boolean
  readonly [field: string]: unknown
}

/** The replica that answers. */
export interface CloudStatusJson {
  readonly replica: string
  /** Whether it has the right to hold. */
  readonly holder: boolean
  /** All that are there, by name. */
  readonly replicas: readonly string[]
  /** How many shards it decides about, of how many. */
  readonly shards: { readonly owned: number; readonly all: number }
  readonly [field: string]: unknown
}

/** A staged rollout of an app. */
export interface RolloutJson {
  /** `deploymentgrids.superedge.io/default/demo`. */
  readonly app: string
  readonly phase: string
  /** From 0. */
  readonly batch: number
  readonly batches: readonly (readonly string[])[]
  readonly because?: string
  /** `old`: it waits; `new`: it has what is new, and is not well yet; `well`. */
  readonly units: readonly { readonly unit: string; readonly stand: string }[]
}

/** The whole answer. */
export interface StatusJson {
  readonly cloud: CloudStatusJson
  readonly sites: readonly SiteStatusJson[]
  readonly nodes: readonly NodeStatusJson[]
  readonly rollouts?: readonly RolloutJson[]
}

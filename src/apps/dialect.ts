// What a dialect says of its apps: which units they run in, and what lies in each. It only translates data.
import type { KubeObject, ResourceKind } from '../objects/object.ts'
import type { Json } from '../objects/schema/typed.ts'
import type { Cluster } from './cluster.ts'

/** A kind that is read or written: where its objects lie, and what they are called. */
export type AppKind = Pick<ResourceKind, 'group' | 'version' | 'resource' | 'kind' | 'namespaced'>

/** The name of a unit; empty for what an app has only once. */
export type UnitName = string

/** What is wrong with a manifest, and where: `spec.templates[unit1]`. */
export interface Problem {
  readonly field: string
  readonly reason: string
  /** `node`: it is one node that stands against it, so nobody is refused for it at the door. */
  readonly about?: 'node'
}

/** A problem in words: the same in every status, event and refusal. */
export const problemText = ({ field, reason }: Problem): string => `${field}: ${reason}`

/** An object that an app wants, without owner and marks: the controller adds these. */
export interface Child {
  /** As it stands in a manifest; its kind says where it goes. */
  readonly object: KubeObject
}

/** What lies in one unit, or why that cannot be said: then what runs there stays as it is. */
export type Rendered = readonly Child[] | Problem

/** The units that an app is to run in. */
export interface WantedUnits {
  readonly has: (unit: UnitName) => boolean
  readonly names: () => Iterable<UnitName>
  /**
   * Whether the manifest no longer asks for a unit that is not wanted: what ran there goes at once. Else the unit itself
   * vanished, and its workload stays for a grace.
   */
  readonly isUnwanted: (unit: UnitName) => boolean
}

/** A unit as it is in the cluster now, and what is wrong there. */
export interface SeenUnit {
  readonly unit: UnitName
  /** Those of its children that there are, by kind and name. */
  readonly children: readonly KubeObject[]
  readonly problem: Problem | undefined
  /** Whether a staged rollout keeps it as it was before. */
  readonly isHeldBack?: boolean
}

/** One kind of app in one dialect. */
export interface AppDialect {
  readonly app: AppKind
  /** The units that an app is to run in, or why that cannot be said. */
  readonly units: (app: KubeObject, cluster: Cluster) => WantedUnits | Problem
  /** `own` are the app's children that are in the unit now: one that an original controller made keeps its name. */
  readonly render: (
    app: KubeObject,
    unit: UnitName,
    cluster: Cluster,
    own?: readonly KubeObject[],
  ) => Rendered
  /** The unit that a child lies in which bears no mark of ours: an original controller made it. */
  readonly unitOf: (app: KubeObject, child: KubeObject) => UnitName
  /** Labels by which a child without an owner is taken to be the app's own. */
  readonly adopts?: (app: KubeObject) => Readonly<Record<string, string>>
  /** Which units of an app a change of something else concerns; most changes none. */
  readonly concerns: (app: KubeObject, change: ClusterChange) => readonly UnitName[]
  /** The status that the app should have. */
  readonly status: (app: KubeObject, seen: readonly SeenUnit[]) => Json
  /** Apps that keep their earlier manifests, and go back to one when they are told to. */
  readonly revisions?: {
    readonly keeping: (app: KubeObject, kept: readonly KubeObject[]) => Keeping
    /** A merge patch of the app; undefined: it was not told to. */
    readonly back: (app: KubeObject, kept: readonly KubeObject[]) => Json | undefined
  }
  /** What the controller should change in the app itself, as a merge patch; undefined: nothing. */
  readonly amend?: (app: KubeObject, cluster: Cluster) => Json | undefined
}

/** What is to be done to the revisions that are kept of an app. */
export interface Keeping {
  /** The revision of now with its number, if it is not kept so already. */
  readonly keep:
    { readonly name: string; readonly revision: number; readonly data: Json } | undefined
  /** Those beyond the limit, the oldest first. */
  readonly drop: readonly KubeObject[]
}

/** Something that changed in the cluster: a value of a node label that has nodes now or has none, or an object of units. */
export type ClusterChange =
  | { readonly kind: 'label-value'; readonly key: string; readonly value: string }
  | { readonly kind: 'object'; readonly of: string; readonly name: string }

/** Whether a rendering failed. */
export const isProblem = (it: object): it is Problem => 'reason' in it && 'field' in it

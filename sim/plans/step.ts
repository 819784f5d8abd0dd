// A plan: what is done to a simulated world, and when, as data.
import type { NodeId } from '../../src/kernel/ids.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import type { Death } from '../world/process.ts'

/** A process of the world. */
export type Target =
  | { readonly role: 'kubernetes' | 'cloud' }
  | { readonly role: 'edge' | 'kubelet'; readonly node: NodeId }

/** Which of a node's links a cut takes; `up` is away from the node. */
export interface Cut {
  readonly direction: 'up' | 'down' | 'both'
  /** Its links to peers, too. */
  readonly peers: boolean
  /** What is open is closed, instead of falling silent. */
  readonly reset: boolean
}

/** One thing to do. */
export type Deed =
  | { readonly do: 'kill'; readonly what: Target; readonly how: Death }
  | { readonly do: 'start'; readonly what: Target }
  | ({ readonly do: 'cut'; readonly nodes: readonly NodeId[] } & Cut)
  | { readonly do: 'heal'; readonly nodes: readonly NodeId[] }
  | { readonly do: 'apply'; readonly object: KubeObject }

/** A deed and its time. */
export interface Step {
  readonly atMs: number
  readonly deed: Deed
}

/** Steps in any order. */
export type Plan = readonly Step[]

/** A deed for people. */
export function tellDeed(deed: Deed): string {
  switch (deed.do) {
    case 'kill':
      return `kill ${tellTarget(deed.what)}, ${deed.how}`
    case 'start':
      return `start ${tellTarget(deed.what)}`
    case 'cut':
      return `cut ${deed.nodes.join(' ')}, ${tellCut(deed)}`
    case 'heal':
      return `heal ${deed.nodes.join(' ')}`
    case 'apply':
      return `apply ${deed.object.kind}/${deed.object.metadata.name}`
  }
}

const tellTarget = (what: Target): string =>
  'node' in what ? `${what.role}/${what.node}` : what.role

const tellCut = ({ direction, peers, reset }: Cut): string =>
  [direction, ...(peers ? ['peers'] : []), ...(reset ? ['reset'] : [])].join(' ')

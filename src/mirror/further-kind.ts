// A further kind: one that an operator wants in the mirrors of all nodes, beside those that a node needs anyway.
import { qualified } from '../objects/answers/status.ts'
import { usualKinds } from './kinds.ts'
import type { ObjectKey } from './scope.ts'

/** A kind as an operator names it. */
export interface FurtherKind extends Pick<ObjectKey, 'group' | 'resource'> {
  /** Which version nodes are told; undefined: the one that Kubernetes prefers. */
  readonly version: string | undefined
  /** Only the objects of these namespaces; undefined: all. */
  readonly namespaces: readonly string[] | undefined
}

/** How it is written, for people. */
export const furtherKindForm = 'RESOURCE[.GROUP][/VERSION][:NAMESPACE,…]'

const label = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?'
const form = new RegExp(
  `^(${label})(?:\\.(${label}(?:\\.${label})*))?(?:/(${label}))?(?::(${label}(?:,${label})*))?$`,
)
const lettersMax = 2_000

/** Reads `devices.example.com/v1:shop,bank`; undefined: it is written otherwise. */
export function furtherKindIn(text: string): FurtherKind | undefined {
  const [whole, resource = '', group = '', version, namespaces] = form.exec(text) ?? []
  if (whole === undefined || text.length > lettersMax) return undefined
  return { group, resource, version, namespaces: namespaces?.split(',') }
}

const usual = new Set(usualKinds.map(qualified))
const theirs = 'nodes have of it what is theirs already'
const neverAll = 'each node would be told what happens on all others'
const refused: Readonly<Record<string, string>> = {
  secrets:
    'every node would hold every Secret; each gets those that its pods refer to, sealed to it',
  'leases.coordination.k8s.io': 'each node has its own, and all others change every few seconds',
  'csinodes.storage.k8s.io': 'each node has its own',
  events: neverAll,
  'events.events.k8s.io': neverAll,
}

/** What is wrong with a list of further kinds, as what was expected and what came; undefined: nothing. */
export function wrongFurther(kinds: readonly FurtherKind[]): string | undefined {
  const names = kinds.map(qualified)
  for (const [at, name] of names.entries()) {
    const why = refused[name] ?? (usual.has(name) ? theirs : undefined)
    if (why !== undefined) return `a kind that every node may have, got ${name}: ${why}`
    if (names.indexOf(name) !== at) return `each kind once, got ${name} twice`
  }
  return undefined
}

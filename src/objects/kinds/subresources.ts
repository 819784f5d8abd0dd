// What lies below an object: the kind and the verbs of each subresource.
import type { ServedKind } from './registry.ts'

/** A subresource of one kind. Group and version are empty where they are its parent's. */
export interface Subresource {
  readonly name: string
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly verbs: readonly string[]
}

type Entry = readonly [kind: string, verbs: readonly string[], group?: string, version?: string]

const all = ['create', 'delete', 'get', 'patch', 'update']
const amend = ['get', 'patch', 'update']
const connect = ['create', 'get']

// `*` stands for the parent's kind.
const table: Readonly<Record<string, Entry>> = {
  approval: ['*', amend],
  attach: ['*AttachOptions', connect],
  binding: ['Binding', ['create']],
  ephemeralcontainers: ['*', amend],
  eviction: ['Eviction', ['create'], 'policy', 'v1'],
  exec: ['*ExecOptions', connect],
  finalize: ['*', ['update']],
  log: ['*', ['get']],
  portforward: ['*PortForwardOptions', connect],
  proxy: ['*ProxyOptions', all],
  resize: ['*', amend],
  scale: ['Scale', amend, 'autoscaling', 'v1'],
  status: ['*', amend],
  token: ['TokenRequest', ['create'], 'authentication.k8s.io', 'v1'],
}

/** The subresource of that name, if the kind has it. */
export function subresourceOf(parent: ServedKind, name: string): Subresource | undefined {
  const entry = parent.subresources.includes(name) ? table[name] : undefined
  if (entry === undefined) return undefined
  const [kind, verbs, group = '', version = ''] = entry
  return { name, group, version, kind: kind.replace('*', parent.kind), verbs }
}

/** Every subresource of a kind, in its order. */
export const subresourcesOf = (parent: ServedKind): readonly Subresource[] =>
  parent.subresources.flatMap((name) => subresourceOf(parent, name) ?? [])

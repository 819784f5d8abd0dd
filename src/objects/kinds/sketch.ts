// How a kind of the built-in table is written down: what is usual is left out.
import type { ServedKind } from './registry.ts'

/** The verbs of most kinds. */
export const usualVerbs: readonly string[] = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
]

type Optional = 'singular' | 'verbs' | 'shortNames' | 'categories' | 'subresources' | 'namespaced'

/** A kind without what is usual. */
export type Sketch = Omit<ServedKind, Optional> & Partial<Pick<ServedKind, Optional>>

/** A kind with the usual verbs, in namespaces, without short names, categories and subresources. */
export const kind = (sketch: Sketch): ServedKind => ({
  singular: sketch.kind.toLowerCase(),
  namespaced: true,
  verbs: usualVerbs,
  shortNames: [],
  categories: [],
  subresources: [],
  ...sketch,
})

/** A kind of version v1 of a group. */
export const kindOfGroup =
  (group: string) =>
  (resource: string, name: string, more: Partial<ServedKind> = {}): ServedKind =>
    kind({ group, version: 'v1', resource, kind: name, ...more })

/** A kind that is only asked: it can be created and is never stored. */
export const asked = { verbs: ['create'] } as const

/** A kind that lives in no namespace. */
export const cluster = { namespaced: false } as const

/** A kind with a status of its own path. */
export const withStatus = { subresources: ['status'] } as const

/** Where replicas are counted. */
export const replicas = {
  specReplicas: '.spec.replicas',
  statusReplicas: '.status.replicas',
  labelSelector: '.spec.selector',
} as const

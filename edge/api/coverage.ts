// What lies within a node's mirror: all of a feed that everybody has, and of the others what is this node's own.
import type { FeedKind } from '../../src/mirror/kinds.ts'
import { isStatus } from '../../src/objects/answers/status.ts'
import type { ResourceRequest } from '../../src/objects/request/info.ts'
import { listOptions } from '../../src/objects/request/list-options.ts'
import { pinnedName } from '../../src/objects/selectors/field-selector.ts'

/** What a read pins down by its path and its field selector. */
export interface Pinned {
  readonly namespace: string | undefined
  readonly name: string | undefined
  readonly nodeName: string | undefined
}

/** The pins of a read. Options that make no sense pin nothing: they are answered as wrong anyway. */
export function pinsOf({ query, namespace, name, verb }: ResourceRequest): Pinned {
  const byPath = { namespace, name, nodeName: undefined }
  if (verb === 'get') return byPath
  const options = listOptions(query, verb === 'watch')
  if (isStatus(options)) return byPath
  const { terms } = options.fields
  const node = terms.find((term) => term.name === 'spec.nodeName' && term.equal)
  return { namespace, name: name ?? pinnedName(terms), nodeName: node?.value }
}

/** Who asks, and whether an object of a name is known. */
export interface Asker {
  readonly node: string
  /** It is the node's own kubelet, to whom the mirror is the world. */
  readonly isSelf: boolean
  readonly isKnown: (name: string) => boolean
}

/** Whether a read can be answered from the mirror alone. */
export function isCovered(
  { rule, namespaces }: FeedKind,
  { namespace = '', name, nodeName }: Pinned,
  asker: Asker,
): boolean {
  if (namespaces !== undefined && !namespaces.includes(namespace)) return false
  if (asker.isSelf || rule === 'all') return true
  if (rule === 'site') return name === asker.node
  if (rule === 'node') return nodeName === asker.node || (name !== undefined && asker.isKnown(name))
  return name !== undefined && asker.isKnown(name)
}

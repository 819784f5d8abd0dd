// Which keys are trusted: those of a list, or where there is none whichever is seen first.
import type { NodeId } from '../kernel/ids.ts'
import type { Introduced } from './facts.ts'

/** The keys of one node that a person vouches for (hex); the second one only if it is told. */
export interface TrustedKeys {
  readonly sign: string
  readonly seal: string | undefined
}

/** The keys of all nodes that may introduce themselves; without it the first introduction is trusted. */
export type TrustList = ReadonlyMap<NodeId, TrustedKeys>

/** How far keys are trusted: because they come first, because they are listed, or not at all. */
export type Trust = 'first-use' | 'listed' | 'unlisted'

/** How far the keys of an introduction are trusted. */
export function trustOf(
  list: TrustList | undefined,
  node: NodeId,
  { signKey, sealKey }: Pick<Introduced, 'signKey' | 'sealKey'>,
): Trust {
  if (list === undefined) return 'first-use'
  const keys = list.get(node)
  const isListed = keys?.sign === signKey && (keys.seal ?? sealKey) === sealKey
  return isListed ? 'listed' : 'unlisted'
}

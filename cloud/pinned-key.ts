// The keys that were pinned when a node introduced itself: by the name under which it signs, and the one to seal to.
import type { TrustList } from '../src/identity/trust.ts'
import { trustOf } from '../src/identity/trust.ts'
import { fromHex } from '../src/kernel/hex.ts'
import { nodeId } from '../src/kernel/ids.ts'
import type { NodeId, ProducerId } from '../src/kernel/ids.ts'
import type { IntroductionHost } from './hosts.ts'

const prefix = 'node/'

/** The node of a producer `node/<name>`; undefined for any other. */
export const nodeOf = (producer: ProducerId): NodeId | undefined =>
  producer.startsWith(prefix) ? nodeId(producer.slice(prefix.length)) : undefined

/** What a node introduced itself with; undefined of a stranger, and where its key is trusted no longer. */
function trusted(introductions: IntroductionHost, list: TrustList | undefined, node: NodeId) {
  const { introduced } = introductions.state(node).hard
  const isTrusted = introduced !== undefined && trustOf(list, node, introduced) !== 'unlisted'
  return isTrusted ? introduced : undefined
}

/** Whether a node's key is pinned, and trusted still. */
export const isPinned = (
  introductions: IntroductionHost,
  list: TrustList | undefined,
  node: NodeId,
): boolean => trusted(introductions, list, node) !== undefined

/** The pinned key of a node; undefined for strangers, and for a key that is trusted no longer. */
export function pinnedKey(
  introductions: IntroductionHost,
  list: TrustList | undefined,
  node: NodeId,
): Uint8Array | undefined {
  const introduced = trusted(introductions, list, node)
  return introduced === undefined ? undefined : fromHex(introduced.signKey)
}

/** The pinned key by the name under which a node signs. */
export const pinnedKeys =
  (introductions: IntroductionHost, list: TrustList | undefined) =>
  (producer: ProducerId): Uint8Array | undefined => {
    const node = nodeOf(producer)
    return node === undefined ? undefined : pinnedKey(introductions, list, node)
  }

/** The key to seal to that a node is pinned with, whether or not it is trusted still: nobody else can open it. */
export function pinnedSealKey(
  introductions: IntroductionHost,
  node: NodeId,
): Uint8Array | undefined {
  const { introduced } = introductions.state(node).hard
  return introduced === undefined ? undefined : fromHex(introduced.sealKey)
}

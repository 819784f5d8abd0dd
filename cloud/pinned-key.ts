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

/** The pinned key of a producer; undefined for strangers, and for a key that is trusted no longer. */
export const pinnedKeys =
  (introductions: IntroductionHost, list: TrustList | undefined) =>
  (producer: ProducerId): Uint8Array | undefined => {
    const node = nodeOf(producer)
    if (node === undefined) return undefined
    const { introduced } = introductions.state(node).hard
    if (introduced === undefined || trustOf(list, node, introduced) === 'unlisted') return undefined
    return fromHex(introduced.signKey)
  }

/** The key to seal to that a node is pinned with, whether or not it is trusted still: nobody else can open it. */
export function pinnedSealKey(
  introductions: IntroductionHost,
  node: NodeId,
): Uint8Array | undefined {
  const { introduced } = introductions.state(node).hard
  return introduced === undefined ? undefined : fromHex(introduced.sealKey)
}

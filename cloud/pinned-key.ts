// The key that was pinned when a node introduced itself, by the name under which it signs.
import { fromHex } from '../src/kernel/hex.ts'
import { nodeId } from '../src/kernel/ids.ts'
import type { NodeId, ProducerId } from '../src/kernel/ids.ts'
import type { IntroductionHost } from './hosts.ts'

const prefix = 'node/'

/** The node of a producer `node/<name>`; undefined for any other. */
export const nodeOf = (producer: ProducerId): NodeId | undefined =>
  producer.startsWith(prefix) ? nodeId(producer.slice(prefix.length)) : undefined

/** The pinned key of a producer; undefined for strangers. */
export function pinnedKeyOf(
  introductions: IntroductionHost,
  producer: ProducerId,
): Uint8Array | undefined {
  const node = nodeOf(producer)
  if (node === undefined) return undefined
  const { introduced } = introductions.state(node).hard
  return introduced === undefined ? undefined : fromHex(introduced.signKey)
}

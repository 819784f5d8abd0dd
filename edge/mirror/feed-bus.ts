// A node's feeds on the bus: facts heard live, and questions to their owner, signed.
import type { Cancel } from '../../bus/clock.ts'
import type { Door } from '../../bus/door.ts'
import { decodeFeedFact } from '../../schemas/feed.ts'
import { openSigned, sealSigned } from '../../schemas/signed.ts'
import { patternOf } from '../../schemas/subjects.ts'
import { encodeSyncAsk } from '../../schemas/sync-ask.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { FeedFact } from '../../src/mirror/feed-fact.ts'
import type { Scope } from '../../src/mirror/scope.ts'
import type { SyncAsk } from '../../src/mirror/sync.ts'
import { producerOf } from '../producer.ts'
import type { MirrorParts } from './mirror-parts.ts'

/** A fact that was told live, on whatever path: undefined unless the pinned key signed it. */
export function readLive(
  { ports, door, pinned }: MirrorParts,
  bytes: Uint8Array,
): FeedFact | undefined {
  const expected = { context: 'feed', keyOf: pinned, verify: ports.keyring.verify } as const
  const opened = openSigned(bytes, expected)
  if (isFault(opened)) return refused(door, 'fact of a feed refused', opened.code)
  const fact = decodeFeedFact(opened.payload)
  return isFault(fact) ? refused(door, 'fact of a feed unreadable', fact.code) : fact
}

function refused(door: Door, what: string, code: string): undefined {
  door.refuse(what, { code })
  return undefined
}

/** Hears a feed's facts until cancelled. */
export function hearLive(
  parts: MirrorParts,
  shard: number,
  scope: Scope,
  heard: (fact: FeedFact) => void,
): Cancel {
  const { ports, config, door } = parts
  const pattern = patternOf('feed', config.cluster, { shard: String(shard), scope })
  return ports.transport.subscribe(pattern, ({ bytes }) => {
    const fact = readLive(parts, bytes)
    if (fact === undefined) return
    if (fact.scope !== scope) return door.refuse('fact of another feed', { scope: fact.scope })
    heard(fact)
  })
}

/** Asks the owner of a feed; every replica hears the question, on the shard of the node's site, and he alone answers. */
export function askOwner({ ports, config, send }: MirrorParts, asked: SyncAsk): void {
  const { node } = config
  const as = { context: 'sync', signer: producerOf(node) } as const
  send('sync', sealSigned(as, encodeSyncAsk({ node, ...asked }), ports.keyring.sign))
}

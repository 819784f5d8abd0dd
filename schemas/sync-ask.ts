// Questions about feeds on the wire; they travel signed as `sync`.
import { askMax } from '../src/mirror/sync.ts'
import type { AskWhat, SyncAsk } from '../src/mirror/sync.ts'
import { bucketCount } from '../src/mirror/buckets.ts'
import { Fault } from '../src/kernel/fault.ts'
import { nodeId } from '../src/kernel/ids.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import { scopeOf } from './feed.ts'
import type { causeway } from './generated/wire.js'
import { limits } from './limits.ts'
import { count, decoded, finished, items, named, wire } from './wire.ts'

/** A question and who asks it. */
export interface NodeAsk extends SyncAsk {
  readonly node: NodeId
}

const bound = { what: 'a question about a feed', bytesMax: limits.syncAskBytes }

/** The bytes of a question. */
export function encodeSyncAsk({ what, ...rest }: NodeAsk): Uint8Array {
  return finished(wire.SyncAsk.encode({ ...rest, ...whatOnWire(what) }))
}

function whatOnWire(what: AskWhat): causeway.v1.SyncAsk.$Properties {
  switch (what.kind) {
    case 'page':
      return { page: { after: what.after } }
    case 'digests':
      return { digests: {} }
    case 'keys':
      return { keys: { buckets: [...what.buckets] } }
    case 'facts':
      return { facts: { seqs: [...what.seqs] } }
  }
}

/** Reads a question: MALFORMED, TOO_LARGE or NEWER_VERSION otherwise. */
export function decodeSyncAsk(bytes: Uint8Array): NodeAsk | Fault {
  return decoded(bytes, bound, wire.SyncAsk, (message) => ({
    node: nodeId(named(message.node, 'node')),
    ask: count(message.ask, 'ask', { min: 1 }),
    scope: scopeOf(message.scope),
    epoch: count(message.epoch, 'epoch'),
    what: whatOf(message),
  }))
}

function whatOf({ page, digests, keys, facts }: causeway.v1.SyncAsk.$Properties): AskWhat {
  if (page) return { kind: 'page', after: count(page.after, 'after') }
  if (digests) return { kind: 'digests' }
  if (keys) {
    const buckets = items(keys.buckets, 'buckets', askMax.buckets)
    return {
      kind: 'keys',
      buckets: buckets.map((one) => count(one, 'bucket', { max: bucketCount - 1 })),
    }
  }
  if (facts) {
    const seqs = items(facts.seqs, 'sequences', askMax.seqs)
    return { kind: 'facts', seqs: seqs.map((one) => count(one, 'seq', { min: 1 })) }
  }
  throw new Fault('NEWER_VERSION', 'expected a known question about a feed, got another one')
}

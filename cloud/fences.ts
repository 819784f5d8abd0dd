// What nodes said last of their fences, for people.
import type { Envelope } from '../schemas/envelope.ts'
import { factFromEnvelope } from '../schemas/fact-codec.ts'
import type { FenceTold } from '../src/health/fence-told.ts'
import { isFault } from '../src/kernel/fault.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import type { Hlc } from '../src/kernel/time.ts'
import { nodeOf } from './pinned-key.ts'

/** The fences of all nodes. */
export class Fences {
  readonly #told = new Map<NodeId, FenceTold & { readonly hlc: Hlc }>()

  /** A fact of a node; of facts about fences the latest counts, whatever log it came by. */
  take(envelope: Envelope): void {
    const { kind, producer, hlc } = envelope
    if (kind !== 'fenced' && kind !== 'unfenced') return
    const fact = factFromEnvelope(envelope)
    if (isFault(fact) || (fact.kind !== 'fenced' && fact.kind !== 'unfenced')) return
    if (fact.node !== nodeOf(producer) || isOlder(hlc, this.#told.get(fact.node)?.hlc)) return
    const because = fact.kind === 'fenced' ? fact.because : ''
    this.#told.set(fact.node, { isUp: fact.kind === 'fenced', at: hlc.wallMs, because, hlc })
  }

  /** What a node said last; undefined: it never had its fence up. */
  of(node: NodeId): FenceTold | undefined {
    return this.#told.get(node)
  }
}

const isOlder = (one: Hlc, other: Hlc | undefined): boolean =>
  other !== undefined &&
  (one.wallMs < other.wallMs || (one.wallMs === other.wallMs && one.counter < other.counter))

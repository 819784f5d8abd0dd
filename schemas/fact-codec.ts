// Facts to envelopes and back: the body of a kept fact is the JSON of its fields.
import { assert } from '../src/kernel/assert.ts'
import { Fault } from '../src/kernel/fault.ts'
import type { Hlc } from '../src/kernel/time.ts'
import { kinds } from '../src/facts.ts'
import type { Fact, Lane } from '../src/facts.ts'
import type { Envelope } from './envelope.ts'
import { factShapes, isKept, isRecord, wrongField } from './fact-shapes.ts'
import { limits } from './limits.ts'
import { lift, upcasters } from './upcasters.ts'
import type { Body, Upcasters } from './upcasters.ts'

/** A fact that this version does not understand: kept and forwarded as it came. */
export interface UnknownFact {
  readonly kind: 'unknown-fact'
  readonly envelope: Envelope
}

/** A fact ready for a journal, which adds producer, epoch and sequence. */
export type FactDraft = Omit<Envelope, 'producer' | 'lane' | 'epoch' | 'seq'> & {
  readonly lane: Lane
}

const utf8 = new TextEncoder()
const text = new TextDecoder('utf-8', { fatal: true })

/** The key under which the last fact is kept for ever: one per node, address, site, shard or replica and kind. */
export function factKey(fact: Fact): string {
  if ('address' in fact) return `node/${fact.node}/address/${fact.address}/${fact.kind}`
  // Pending writes are many: each has a place of its own, which is taken again when it has ended.
  if (fact.kind === 'write-accepted') return `node/${fact.node}/${fact.kind}/${fact.slot}`
  if ('node' in fact) return `node/${fact.node}/${fact.kind}`
  if ('app' in fact) return `app/${fact.app}/${fact.kind}`
  if ('shard' in fact) return `shard/${fact.shard}/${fact.kind}`
  if (fact.kind === 'log-lost') return `replica/${fact.replica ?? ''}/${fact.kind}`
  return 'site' in fact ? `site/${fact.site}/${fact.kind}` : `cloud/${fact.kind}`
}

/** The draft of a kept fact; volatile facts have none. */
export function factToDraft(fact: Fact, hlc: Hlc, cause?: string): FactDraft {
  const { lane, version } = kinds[fact.kind]
  assert(lane !== 'volatile', `a kept fact, not ${fact.kind}`)
  const { kind, ...fields } = fact
  const body = utf8.encode(JSON.stringify(fields))
  const draft = { lane, kind, kindVersion: version, key: factKey(fact), hlc, body }
  return cause === undefined ? draft : { ...draft, cause }
}

/** The fact in an envelope: an unknown kind or a newer version is no fault; MALFORMED when the body is not its fields. */
export function factFromEnvelope(
  envelope: Envelope,
  steps: Upcasters = upcasters,
): Fact | UnknownFact | Fault {
  const { kind, kindVersion } = envelope
  if (!isKept(kind) || kindVersion > kinds[kind].version) return { kind: 'unknown-fact', envelope }
  const body = bodyOf(envelope.body)
  if (body instanceof Fault) return body
  const lifted = lift(steps[kind], body, { from: kindVersion, to: kinds[kind].version })
  if (lifted === undefined)
    return new Fault('MALFORMED', `expected ${kind} of a released version, got ${kindVersion}`)
  const wrong = wrongField(factShapes[kind], lifted)
  if (wrong !== undefined)
    return new Fault('MALFORMED', `expected ${kind} with a field ${wrong} of its type`)
  return { ...lifted, kind } as unknown as Fact
}

/** A body's JSON fields: MALFORMED when it is no JSON object, TOO_LARGE beyond the limit. */
export function bodyOf(bytes: Uint8Array): Body | Fault {
  if (bytes.length > limits.bodyBytes)
    return new Fault('TOO_LARGE', `expected a body of at most ${limits.bodyBytes} bytes`)
  try {
    const value: unknown = JSON.parse(text.decode(bytes))
    return isRecord(value) ? value : new Fault('MALFORMED', 'expected a body that is a JSON object')
  } catch (error) {
    return new Fault('MALFORMED', 'expected a body of UTF-8 JSON, got other bytes', error)
  }
}

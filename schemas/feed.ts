// Facts of feeds on the wire and in stores.
import type { FeedFact } from '../src/mirror/feed-fact.ts'
import { scopeNamed } from '../src/mirror/scope.ts'
import type { ObjectKey, Scope } from '../src/mirror/scope.ts'
import type { Fault } from '../src/kernel/fault.ts'
import { wallMs } from '../src/kernel/time.ts'
import type { causeway } from './generated/wire.js'
import { limits } from './limits.ts'
import {
  bounded,
  count,
  decoded,
  finished,
  malformed,
  member,
  named,
  plain,
  tooLarge,
  wire,
} from './wire.ts'

const kindNumbers = { placed: 1, left: 2, withheld: 3 } as const
const kinds = { 1: 'placed', 2: 'left', 3: 'withheld' } as const
const bound = { what: 'a fact of a feed', bytesMax: limits.feedFactBytes }
const bodyBound = { what: 'an object in a feed', bytesMax: limits.feedBodyBytes }

/** The bytes of a fact; these are stored and forwarded untouched. */
export function encodeFeedFact(fact: FeedFact): Uint8Array {
  const { key, kind, ...rest } = fact
  return finished(wire.FeedFact.encode({ ...rest, ...key, kind: kindNumbers[kind] }))
}

/** Reads a fact: MALFORMED, TOO_LARGE or NEWER_VERSION otherwise. */
export function decodeFeedFact(bytes: Uint8Array): FeedFact | Fault {
  return decoded(bytes, bound, wire.FeedFact, (message) => {
    const { body, sealed } = message
    if (body.length > limits.feedBodyBytes) throw tooLarge(bodyBound, body.length)
    const kind = member<FeedFact['kind']>(kinds, message.kind, 'kind of a fact of a feed')
    if ((kind === 'placed') !== body.length > 0)
      throw malformed(
        `expected a body where an object is placed alone, got ${kind} with ${body.length} bytes`,
      )
    return {
      scope: scopeOf(message.scope),
      epoch: count(message.epoch, 'epoch', { min: 1 }),
      seq: count(message.seq, 'seq', { min: 1 }),
      key: keyOf(message),
      atMs: wallMs(count(message.atMs, 'at_ms', { max: limits.wallMs })),
      kind,
      sealed,
      body: plain(body),
    }
  })
}

/** A scope on the wire; throws MALFORMED. */
export function scopeOf(text: string | null | undefined): Scope {
  const name = named(text, 'scope', limits.nameLength + 'site/'.length)
  const scope = scopeNamed(name)
  if (scope === undefined) throw malformed(`expected a scope, got ${name}`)
  return scope
}

type WireKey = Pick<causeway.v1.FeedKey.$Properties, 'group' | 'resource' | 'namespace' | 'name'>

/** An object's name on the wire; throws MALFORMED. */
export const keyOf = (message: WireKey): ObjectKey => ({
  group: part(message.group, 'group'),
  resource: part(named(message.resource, 'resource'), 'resource'),
  namespace: part(message.namespace, 'namespace'),
  name: part(named(message.name, 'name'), 'name'),
})

/** No part of a name holds a slash, so that two names are never one text. */
function part(value: string | null | undefined, field: string): string {
  const text = bounded(value, field)
  if (text.includes('/')) throw malformed(`expected ${field} without a slash, got ${text}`)
  return text
}

// One query's answer: from the catalog, from the cache, or after others were asked.
import type { Door } from '../../bus/door.ts'
import { isIn } from '../../src/services/answer.ts'
import type { ZoneRecord } from '../../src/services/record.ts'
import type { Zone } from '../../src/services/zone.ts'
import { withTarget } from './alias.ts'
import type { Forwarder, Wanted } from './forwarder.ts'
import type { Local } from './local.ts'
import { wantedAbout, wantedOf } from './wanted.ts'
import { codes } from './wire/codes.ts'
import { finish, refusal } from './wire/finish.ts'
import type { Way } from './wire/finish.ts'
import { isRefusal, readQuery } from './wire/query.ts'
import type { Query } from './wire/query.ts'

/** An answer, none at all, or one that others have to be asked for; `done` then comes once, in a later turn. */
export type Response = Uint8Array | undefined | ((done: (answer: Uint8Array) => void) => void)

/** Answers the bytes of one query. */
export type Respond = (bytes: Uint8Array, way: Way) => Response

/** What answers come from. */
export interface ResponderParts {
  readonly zone: Zone
  readonly local: Local
  /** Undefined where there are no servers to ask: then what is not the cluster's is refused. */
  readonly forwarder: Forwarder | undefined
  /** Whether the catalog knows everything; before that the zone is not denied, but not answered. */
  readonly isComplete: () => boolean
  readonly door: Door
}

/** The responder over these parts. */
export function createResponder(parts: ResponderParts): Respond {
  return (bytes, way) => {
    const query = readQuery(bytes)
    if (query === undefined) {
      parts.door.refuse('what came to the DNS port is no query')
      return undefined
    }
    if (!isRefusal(query)) return respond(parts, query, way)
    parts.door.refuse('a DNS query was refused', { code: query.code })
    return refusal(query)
  }
}

function respond(parts: ResponderParts, query: Query, way: Way): Response {
  const { local, zone, isComplete } = parts
  if (isIn(zone, query.name) && !isComplete()) return failure(query)
  const answer = local.answer(query)
  if (answer instanceof Uint8Array) return finish(answer, query, way)
  if (answer.kind === 'pass on') return passOn(parts, query, way)
  return follow({ parts, query, way, aliases: answer.answers }, answer.target)
}

const failure = (query: Query): Uint8Array => refusal({ head: query, code: codes.serverFailure })

function passOn({ forwarder }: ResponderParts, query: Query, way: Way): Response {
  if (forwarder === undefined) return refusal({ head: query, code: codes.refused })
  return looked(forwarder, wantedOf(query), (message) =>
    message === undefined ? failure(query) : finish(message, query, way),
  )
}

interface Following {
  readonly parts: ResponderParts
  readonly query: Query
  readonly way: Way
  readonly aliases: readonly ZoneRecord[]
}

/** A stub resolver does not follow an alias by itself. */
function follow({ parts, query, way, aliases }: Following, target: string): Response {
  const complete = (message: Uint8Array | undefined): Uint8Array =>
    finish(withTarget(query.question, aliases, message), query, way)
  return parts.forwarder === undefined
    ? complete(undefined)
    : looked(parts.forwarder, wantedAbout(target, query), complete)
}

function looked(
  forwarder: Forwarder,
  wanted: Wanted,
  complete: (message: Uint8Array | undefined) => Uint8Array,
): Response {
  const message = forwarder.now(wanted)
  if (message !== undefined) return complete(message)
  return (done) => forwarder.ask(wanted, (later) => done(complete(later)))
}

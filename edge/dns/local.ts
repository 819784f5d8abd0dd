// Answers from the catalog as messages, kept until the catalog changes.
import { answer } from '../../src/services/answer.ts'
import type { Catalog } from '../../src/services/catalog.ts'
import type { Reply } from '../../src/services/record.ts'
import type { Zone } from '../../src/services/zone.ts'
import { codes, typeNames } from './wire/codes.ts'
import { encodeMessage, recordOf } from './wire/encode.ts'
import type { Query } from './wire/query.ts'
import { turn } from './wire/turn.ts'

/** A message, or a reply that has to be completed elsewhere. */
export type LocalAnswer = Uint8Array | Exclude<Reply, { readonly kind: 'records' }>

/** So much is kept; the next answer begins anew. */
const keptMax = 4_096
const keptBytesMax = 4 * 1024 * 1024

/** Answers questions from a catalog as it is at the moment. */
export class Local {
  readonly #catalog: () => Catalog
  readonly #zone: Zone
  readonly #kept = new Map<string, Uint8Array>()
  #keptBytes = 0
  #version = -1

  constructor(catalog: () => Catalog, zone: Zone) {
    this.#catalog = catalog
    this.#zone = zone
  }

  /** The answer to one query; of several addresses another one comes first each time. */
  answer(query: Query): LocalAnswer {
    const catalog = this.#catalog()
    if (this.#version !== catalog.version) this.#forget()
    const key = `${query.type}/${query.name}`
    const kept = this.#kept.get(key)
    if (kept !== undefined) {
      turn(kept)
      return kept
    }
    const type = typeNames[query.type] ?? 'other'
    const reply = answer(catalog, this.#zone, { name: query.name, type })
    if (reply.kind !== 'records') return reply
    const message = messageOf(query, reply)
    if (this.#kept.size >= keptMax || this.#keptBytes + message.length > keptBytesMax)
      this.#forget()
    this.#kept.set(key, message)
    this.#keptBytes += message.length
    return message
  }

  #forget(): void {
    this.#kept.clear()
    this.#keptBytes = 0
    this.#version = this.#catalog().version
  }
}

const messageOf = ({ question }: Query, reply: Reply & { readonly kind: 'records' }): Uint8Array =>
  encodeMessage({
    question,
    code: reply.isKnown ? codes.noError : codes.noSuchName,
    isAuthoritative: true,
    answers: reply.answers.map(recordOf),
    authorities: reply.authorities.map(recordOf),
    additionals: reply.additionals.map(recordOf),
  })

// Questions as they come from clients: read, refused with a code, or dropped.
import { codes, flags, headerBytes, numbers } from './codes.ts'
import { readName } from './names.ts'
import { viewOf, walk } from './walk.ts'
import type { Walked } from './walk.ts'

/** What EDNS says of an asker. */
export interface Edns {
  readonly bytesMax: number
  readonly version: number
  /** Whether DNSSEC records are wanted. */
  readonly wantsSignatures: boolean
}

/** The start of any answer: what is repeated of the query. */
export interface Head {
  readonly id: number
  /** Recursion desired, checking disabled, and the opcode. */
  readonly kept: number
  /** The question as it was written; empty where it could not be read. */
  readonly question: Uint8Array
  readonly edns: Edns | undefined
}

/** One question about names of the internet class. */
export interface Query extends Head {
  readonly name: string
  readonly type: number
}

/** A query that gets nothing but a code. */
export interface Refusal {
  readonly head: Head
  readonly code: number
}

/** Reads a query; undefined for what deserves no answer: no header, or an answer itself. */
export function readQuery(bytes: Uint8Array): Query | Refusal | undefined {
  if (bytes.length < headerBytes) return undefined
  const view = viewOf(bytes)
  const word = view.getUint16(2)
  if ((word & flags.response) !== 0) return undefined
  const kept = word & (flags.opcode | flags.recursionDesired | flags.checkingDisabled)
  const bare: Head = { id: view.getUint16(0), kept, question: nothing, edns: undefined }
  if ((word & flags.opcode) !== 0) return { head: bare, code: codes.notImplemented }
  const walked = walk(bytes)
  const edns = walked && readEdns(walked)
  if (walked?.questions !== 1 || edns === 'malformed') return { head: bare, code: codes.malformed }
  const { questionEnd } = walked
  const name = readName(bytes, headerBytes)
  if (name === undefined) return { head: bare, code: codes.malformed }
  const question = bytes.slice(headerBytes, questionEnd)
  return judged({ ...bare, question, edns, name, type: view.getUint16(questionEnd - 4) })
}

/** Whether a query is to be refused. */
export const isRefusal = (query: Query | Refusal): query is Refusal => 'code' in query

const nothing = new Uint8Array()

function judged(query: Query): Query | Refusal {
  const { type, question, edns } = query
  const kind = viewOf(question).getUint16(question.length - 2)
  const isMeta = type === numbers.edns || (type >= numbers.firstMeta && type < numbers.any)
  if (edns !== undefined && edns.version > 0) return { head: query, code: codes.badVersion }
  return isMeta || kind !== numbers.internet ? { head: query, code: codes.refused } : query
}

function readEdns({ records, view }: Walked): Edns | undefined | 'malformed' {
  const [record, second] = records.filter(({ type }) => type === numbers.edns)
  if (record === undefined) return undefined
  if (second !== undefined || view.getUint8(record.at) !== 0) return 'malformed'
  return {
    bytesMax: view.getUint16(record.ttlAt - 2),
    version: view.getUint8(record.ttlAt + 1),
    wantsSignatures: (view.getUint8(record.ttlAt + 2) & 0x80) !== 0,
  }
}

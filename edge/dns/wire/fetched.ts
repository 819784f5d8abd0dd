// Messages to and from upstream servers: the question as we send it, and what of the answer may be kept.
import { codes, ednsBytes, flags, headerBytes, numbers } from './codes.ts'
import { datagramBytesMax } from './finish.ts'
import { viewOf, walk } from './walk.ts'
import type { RecordAt, Walked } from './walk.ts'

/** What is asked of an upstream server. */
export interface Inquiry {
  /** The name, type and class as they are written. */
  readonly question: Uint8Array
  readonly wantsSignatures: boolean
  readonly isUnchecked: boolean
}

/** An upstream server's answer without its EDNS record, id 0. */
export interface Fetched {
  readonly message: Uint8Array
  /** Where its records say how long they may be kept. */
  readonly ttlAts: readonly number[]
  /** How long the whole may be kept; 0 when it may not. */
  readonly lifeS: number
  readonly code: number
  readonly isTruncated: boolean
}

/** The question to an upstream server; those of old understand it only without EDNS. */
export function writeInquiry(id: number, inquiry: Inquiry, withEdns: boolean): Uint8Array {
  const { question, wantsSignatures, isUnchecked } = inquiry
  const bytes = new Uint8Array(headerBytes + question.length + (withEdns ? ednsBytes : 0))
  const view = viewOf(bytes)
  view.setUint16(0, id)
  view.setUint16(2, flags.recursionDesired | (isUnchecked ? flags.checkingDisabled : 0))
  view.setUint16(4, 1)
  bytes.set(question, headerBytes)
  if (!withEdns) return bytes
  const at = headerBytes + question.length
  view.setUint16(10, 1)
  view.setUint16(at + 1, numbers.edns)
  view.setUint16(at + 3, datagramBytesMax)
  view.setUint8(at + 7, wantsSignatures ? 0x80 : 0)
  return bytes
}

/** Reads an answer; undefined when it is none to this question, or cannot be read. */
export function readFetched(
  bytes: Uint8Array,
  id: number,
  question: Uint8Array,
): Fetched | undefined {
  const walked = walk(bytes)
  if (walked === undefined || walked.id !== id) return undefined
  if ((walked.flags & (flags.response | flags.opcode)) !== flags.response) return undefined
  const edns = walked.records.findIndex(({ type }) => type === numbers.edns)
  // What follows an EDNS record may point to places behind it, so it can only be left out at the end.
  if (edns >= 0 && edns !== walked.records.length - 1) return undefined
  const code = codeOf(walked, walked.records[edns])
  if (walked.questions === 0) return code === codes.noError ? undefined : failure(question, code)
  if (!isSameQuestion(bytes.subarray(headerBytes, walked.questionEnd), question)) return undefined
  const records = walked.records.slice(0, edns < 0 ? undefined : edns)
  return {
    message: cleaned(bytes.slice(0, records.at(-1)?.end ?? walked.questionEnd), edns >= 0),
    ttlAts: records.map(({ ttlAt }) => ttlAt),
    lifeS: lifeOf(walked, records, code),
    code,
    isTruncated: (walked.flags & flags.truncated) !== 0,
  }
}

/** Whether another server would answer the same; other codes tell of the server, not of the name. */
export const isAnswer = ({ code }: Pick<Fetched, 'code'>): boolean =>
  code === codes.noError || code === codes.noSuchName

/** An answer that is `ageS` old, or a stale one, whose records are to be kept `staleTtlS`. */
export function aged({ message, ttlAts }: Fetched, ageS: number, staleTtlS?: number): Uint8Array {
  const bytes = message.slice()
  const view = viewOf(bytes)
  for (const at of ttlAts)
    view.setUint32(at, staleTtlS ?? Math.max(0, ttlOf(view, at) - Math.floor(ageS)))
  return bytes
}

/** The name's letters may differ in case, and nothing else. */
export function isSameQuestion(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  return a.every((byte, i) => lower(byte) === lower(b[i] ?? 0))
}

const lower = (byte: number): number => (byte >= 65 && byte <= 90 ? byte + 32 : byte)

function failure(question: Uint8Array, code: number): Fetched {
  const message = new Uint8Array(headerBytes + question.length)
  message.set(question, headerBytes)
  const view = viewOf(message)
  view.setUint16(2, flags.response | flags.recursionAvailable | code)
  view.setUint16(4, 1)
  return { message, ttlAts: [], lifeS: 0, code, isTruncated: false }
}

/** A code that needs EDNS is a failure between the servers, not an answer. */
function codeOf({ flags: word, view }: Walked, edns: RecordAt | undefined): number {
  const isExtended = edns !== undefined && view.getUint8(edns.ttlAt) !== 0
  return isExtended ? codes.serverFailure : word & flags.code
}

function cleaned(message: Uint8Array, hadEdns: boolean): Uint8Array {
  const view = viewOf(message)
  const said =
    view.getUint16(2) & (flags.response | flags.truncated | flags.authenticData | flags.code)
  view.setUint16(0, 0)
  view.setUint16(2, said | flags.recursionAvailable)
  if (hadEdns) view.setUint16(10, view.getUint16(10) - 1)
  return message
}

/** RFC 2181: what looks negative counts as zero. */
function ttlOf(view: DataView, at: number): number {
  const ttlS = view.getUint32(at)
  return ttlS > 0x7fff_ffff ? 0 : ttlS
}

/** The shortest life of all records; a negative answer lives as its zone's authority says (RFC 2308). */
function lifeOf({ view, flags: word }: Walked, records: readonly RecordAt[], code: number): number {
  if (!isAnswer({ code }) || (word & flags.truncated) !== 0) return 0
  const lives = records.map(({ ttlAt }) => ttlOf(view, ttlAt))
  const isNegative =
    code === codes.noSuchName || !records.some(({ section }) => section === 'answer')
  if (!isNegative) return Math.min(...lives)
  const soa = records.find(({ section, type }) => section === 'authority' && type === numbers.soa)
  if (soa === undefined || soa.end - soa.dataAt < 22) return 0
  return Math.min(...lives, ttlOf(view, soa.end - 4))
}

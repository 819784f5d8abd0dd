// Records to a message: `dns-packet` writes them, and names that were written before become pointers to there.
import { encode } from 'dns-packet'
import type { Answer } from 'dns-packet'
import { joined } from '../../../src/kernel/bytes.ts'
import type { ZoneRecord } from '../../../src/services/record.ts'
import { codes, flags, headerBytes, numbers } from './codes.ts'
import { readName, skipName } from './names.ts'
import { viewOf, walk } from './walk.ts'
import type { RecordAt } from './walk.ts'

/** A message without EDNS, id 0. */
export interface Content {
  /** The question as it was written. */
  readonly question: Uint8Array
  readonly code: number
  readonly isAuthoritative: boolean
  readonly answers: readonly Answer[]
  readonly authorities?: readonly Answer[]
  readonly additionals?: readonly Answer[]
}

/** A record of the zone as `dns-packet` takes it. */
export const recordOf = ({ ttlS, ...record }: ZoneRecord): Answer => ({ ...record, ttl: ttlS })

/** Writes a message; what cannot be written is answered as a failure of the server. */
export function encodeMessage(content: Content): Uint8Array {
  const { question, code, isAuthoritative, answers, authorities, additionals } = content
  const plain = byLibrary([answers, authorities ?? [], additionals ?? []])
  if (plain === undefined)
    return encodeMessage({
      question,
      code: codes.serverFailure,
      isAuthoritative: false,
      answers: [],
    })
  const message = joined([
    plain.bytes.subarray(0, headerBytes),
    question,
    ...shortened(plain, question),
  ])
  const view = viewOf(message)
  const authority = isAuthoritative ? flags.authoritative : 0
  view.setUint16(2, flags.response | flags.recursionAvailable | authority | code)
  view.setUint16(4, 1)
  return message
}

interface Plain {
  readonly bytes: Uint8Array
  readonly records: readonly RecordAt[]
}

/** As the library writes it, which throws at some of what cannot be written and writes labels of any length. */
function byLibrary(sections: readonly (readonly Answer[])[]): Plain | undefined {
  const [answers = [], authorities = [], additionals = []] = sections.map((section) => [...section])
  try {
    const bytes = encode({ answers, authorities, additionals })
    const records = walk(bytes)?.records
    if (records?.every((record) => isWhole(bytes, record)) !== true) return undefined
    return { bytes, records }
  } catch {
    return undefined
  }
}

/** The longest way back that a pointer can say. */
const pointerMax = 0x3fff

/** The records of a plain message, as they follow on the header and the question. */
function shortened({ bytes, records }: Plain, question: Uint8Array): readonly Uint8Array[] {
  const written = new Map([[readName(question, 0), headerBytes]])
  let at = headerBytes + question.length
  return records.flatMap((record) => {
    const owner = bytes.subarray(record.at, record.ttlAt - 4)
    const rest = bytes.subarray(record.ttlAt - 4, record.end)
    const name = readName(owner, 0)
    const before = written.get(name)
    const start = before === undefined ? owner : pointerTo(before)
    note(written, name, at)
    const target = targetAt(record)
    if (target !== undefined)
      note(written, readName(bytes, target), at + start.length + target - (record.ttlAt - 4))
    at += start.length + rest.length
    return [start, rest]
  })
}

function note(
  written: Map<string | undefined, number>,
  name: string | undefined,
  at: number,
): void {
  if (name !== undefined && at <= pointerMax && !written.has(name)) written.set(name, at)
}

const pointerTo = (at: number): Uint8Array => Uint8Array.of(0xc0 | (at >> 8), at & 0xff)

/** Where a name lies in the data of these types. */
const targetPlaces: Readonly<Record<number, number>> = {
  [numbers.name]: 0,
  [numbers.nameServer]: 0,
  [numbers.pointer]: 0,
  [numbers.mail]: 2,
  [numbers.service]: 6,
}

/** Where the name that a record's data leads to begins; undefined where it leads nowhere. */
function targetAt({ type, dataAt }: RecordAt): number | undefined {
  const place = targetPlaces[type]
  return place === undefined ? undefined : dataAt + place
}

/** Whether the name in a record's data, if any, ends with the data. */
function isWhole(bytes: Uint8Array, record: RecordAt): boolean {
  const at = targetAt(record)
  return at === undefined || skipName(bytes, at) === record.end
}

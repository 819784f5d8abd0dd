// A message made ready for its asker: id, flags and question as he wrote them, cut to what he takes, EDNS if he has it.
import { ednsBytes, flags, headerBytes, numbers, plainBytesMax } from './codes.ts'
import type { Head, Refusal } from './query.ts'
import { countAt, viewOf, walk } from './walk.ts'

/** How a message travels to its asker. */
export interface Way {
  /** The most bytes that the way carries. */
  readonly bytesMax: number
  /** Whether the asker's word on what he takes counts: over UDP alone. */
  readonly isDatagram: boolean
}

/** What we say we take ourselves: it passes every network in one piece. */
export const datagramBytesMax = 1_232

/** The answer to an asker, from a message about his question without EDNS; the message stays as it is. */
export function finish(message: Uint8Array, head: Head, way: Way): Uint8Array {
  const room = roomFor(head, way) - (head.edns === undefined ? 0 : ednsBytes)
  return written(message.length <= room ? message : cut(message, room), head)
}

/** The answer that is only a code. */
export function refusal({ head, code }: Refusal): Uint8Array {
  const message = new Uint8Array(headerBytes + head.question.length)
  const view = viewOf(message)
  view.setUint16(2, flags.response | flags.recursionAvailable | (code & flags.code))
  view.setUint16(4, head.question.length > 0 ? 1 : 0)
  return written(message, head, code >> 4)
}

function roomFor({ edns }: Head, { bytesMax, isDatagram }: Way): number {
  const taken = Math.max(plainBytesMax, edns?.bytesMax ?? plainBytesMax)
  return isDatagram ? Math.min(bytesMax, taken) : bytesMax
}

function written(message: Uint8Array, head: Head, upperCode = 0): Uint8Array {
  const { edns, question } = head
  const bytes = new Uint8Array(message.length + (edns === undefined ? 0 : ednsBytes))
  bytes.set(message)
  bytes.set(question, headerBytes)
  const view = viewOf(bytes)
  view.setUint16(0, head.id)
  view.setUint16(2, view.getUint16(2) | head.kept)
  if (edns === undefined) return bytes
  view.setUint16(message.length + 1, numbers.edns)
  view.setUint16(message.length + 3, datagramBytesMax)
  view.setUint8(message.length + 5, upperCode)
  view.setUint8(message.length + 7, edns.wantsSignatures ? 0x80 : 0)
  const count = countAt('additional')
  view.setUint16(count, view.getUint16(count) + 1)
  return bytes
}

/** Leaves out whole records from the end; the asker is told unless only additional ones are missing. */
function cut(message: Uint8Array, room: number): Uint8Array {
  const walked = walk(message)
  const records = walked?.records ?? []
  const kept = records.filter(({ end }) => end <= room)
  const bytes = message.slice(0, kept.at(-1)?.end ?? walked?.questionEnd ?? headerBytes)
  const view = viewOf(bytes)
  for (const { section } of records.slice(kept.length))
    view.setUint16(countAt(section), view.getUint16(countAt(section)) - 1)
  if (records[kept.length]?.section !== 'additional')
    view.setUint16(2, view.getUint16(2) | flags.truncated)
  return bytes
}

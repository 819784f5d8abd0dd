// A walk through a DNS message: where its question and its records lie. Nothing is copied.
import { headerBytes } from './codes.ts'
import { skipName } from './names.ts'

/** A record by its places in the message. */
export interface RecordAt {
  readonly section: 'answer' | 'authority' | 'additional'
  readonly at: number
  readonly type: number
  readonly ttlAt: number
  readonly dataAt: number
  readonly end: number
}

/** A message whose parts all end within it. */
export interface Walked {
  readonly view: DataView
  readonly id: number
  readonly flags: number
  /** Where the one question ends; the header's end where there is none. */
  readonly questionEnd: number
  readonly questions: number
  readonly records: readonly RecordAt[]
  readonly end: number
}

/** A view of the bytes, for numbers of several bytes. */
export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Walks; undefined when a part runs over the end, or there is more than one question. */
export function walk(bytes: Uint8Array): Walked | undefined {
  if (bytes.length < headerBytes) return undefined
  const view = viewOf(bytes)
  const questions = view.getUint16(4)
  if (questions > 1) return undefined
  const name = questions === 0 ? headerBytes - 4 : skipName(bytes, headerBytes)
  if (name === undefined || name + 4 > bytes.length) return undefined
  const questionEnd = name + 4
  const records = walkRecords(bytes, view, questionEnd)
  if (records === undefined) return undefined
  const end = records.at(-1)?.end ?? questionEnd
  const [id, flags] = [view.getUint16(0), view.getUint16(2)]
  return { view, id, flags, questionEnd, questions, records, end }
}

const sections = ['answer', 'authority', 'additional'] as const

/** Where the header counts the records of a section. */
export const countAt = (section: RecordAt['section']): number => 6 + 2 * sections.indexOf(section)

function walkRecords(bytes: Uint8Array, view: DataView, from: number): RecordAt[] | undefined {
  const records: RecordAt[] = []
  let at = from
  for (const section of sections)
    for (let left = view.getUint16(countAt(section)); left > 0; left--) {
      const name = skipName(bytes, at)
      if (name === undefined || name + 10 > bytes.length) return undefined
      const dataAt = name + 10
      const end = dataAt + view.getUint16(name + 8)
      if (end > bytes.length) return undefined
      records.push({ section, at, type: view.getUint16(name), ttlAt: name + 4, dataAt, end })
      at = end
    }
  return records
}

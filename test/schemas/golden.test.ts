// The bytes of every released version are read for ever, into the same values.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { decodeBatch } from '../../schemas/batch.ts'
import { decodeBeat, decodeFullBeat } from '../../schemas/beat.ts'
import { decodeCarried } from '../../schemas/carried.ts'
import { decodeDown } from '../../schemas/down.ts'
import { decodeEnvelope } from '../../schemas/envelope.ts'
import { factFromEnvelope } from '../../schemas/fact-codec.ts'
import { decodeFeedFact } from '../../schemas/feed.ts'
import { decodeGuardAnswer } from '../../schemas/guard-answer.ts'
import { decodeGuardAsk } from '../../schemas/guard-ask.ts'
import { decodePodsTold } from '../../schemas/pods-told.ts'
import { decodeReport } from '../../schemas/report.ts'
import { decodeSyncAnswer } from '../../schemas/sync-answer.ts'
import { decodeSyncAsk } from '../../schemas/sync-ask.ts'
import { wire } from '../../schemas/wire.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { kinds } from '../../src/facts.ts'

interface Golden {
  readonly message: keyof typeof decoders
  readonly hex: string
  /** Bytes stand as `{"hex": "…"}`; what is undefined is left out. */
  readonly value: unknown
}

const decoders = {
  envelope: decodeEnvelope,
  fact: (bytes: Uint8Array) => {
    const envelope = decodeEnvelope(bytes)
    return isFault(envelope) ? envelope : factFromEnvelope(envelope)
  },
  beat: decodeBeat,
  'full beat': decodeFullBeat,
  carried: decodeCarried,
  report: decodeReport,
  'pods told': decodePodsTold,
  batch: decodeBatch,
  down: decodeDown,
  'feed-fact': decodeFeedFact,
  'sync-ask': decodeSyncAsk,
  'guard-ask': decodeGuardAsk,
  'guard-answer': decodeGuardAnswer,
  'sync-answer': decodeSyncAnswer,
  signed: (bytes: Uint8Array) => ({ ...wire.Signed.decode(bytes) }),
}

const folder = new URL('golden/', import.meta.url)
const read = (file: string): readonly Golden[] =>
  JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
const all = readdirSync(folder).flatMap((file) => read(file).map((golden) => ({ file, ...golden })))

/** A value as it stands in the golden files. */
const shown = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, each: unknown) =>
      each instanceof Uint8Array ? { hex: Buffer.from(each).toString('hex') } : asBytes(each),
    ),
  )

/** A Buffer was already turned into its JSON when the replacer sees it. */
const asBytes = (each: unknown): unknown =>
  typeof each === 'object' &&
  each !== null &&
  'type' in each &&
  each.type === 'Buffer' &&
  'data' in each
    ? { hex: Buffer.from(each.data as number[]).toString('hex') }
    : each

it.each(all)('F18: $file: the $message reads as it did', ({ message, hex, value }) => {
  expect(shown(decoders[message](Buffer.from(hex, 'hex')))).toEqual(value)
})

it('F18: every kept kind of today has golden bytes in its present version', () => {
  const written = all.filter(({ message }) => message === 'fact').map(({ value }) => value)
  const kept = Object.entries(kinds).filter(([, info]) => info.lane !== 'volatile')
  for (const [kind] of kept) expect(written).toContainEqual(expect.objectContaining({ kind }))
})

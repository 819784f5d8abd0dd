// Every decoder against bytes that nobody wrote: golden bytes that were changed a little, and bytes drawn at random.
import { readFileSync, readdirSync } from 'node:fs'
import { readBase, readTail } from '../../bus/journal/record.ts'
import { readCheckpoint, readMeta } from '../../bus/journal/checkpoint.ts'
import { readHead } from '../../bus/journal/head.ts'
import { checkLog } from '../../bus/adapters/level-log.ts'
import { tableIsWhole } from '../../bus/adapters/level-table.ts'
import { unsnappy } from '../../bus/adapters/snappy.ts'
import { decodeBatch } from '../../schemas/batch.ts'
import { decodeBeat } from '../../schemas/beat.ts'
import { decodeCarried, encodeCarried } from '../../schemas/carried-file.ts'
import { decodeDown } from '../../schemas/down.ts'
import { decodeEnvelope } from '../../schemas/envelope.ts'
import { factFromEnvelope } from '../../schemas/fact-codec.ts'
import { decodeFeedFact } from '../../schemas/feed.ts'
import { decodeReport } from '../../schemas/report.ts'
import { openSigned } from '../../schemas/signed.ts'
import { decodeSyncAnswer } from '../../schemas/sync-answer.ts'
import { decodeSyncAsk } from '../../schemas/sync-ask.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Random } from '../../src/kernel/random.ts'
import { sha256 } from '../support/journal.ts'
import { pick } from './section.ts'
import type { Round, Section } from './section.ts'

type Decoder = (bytes: Uint8Array) => unknown

/** Decoders by the name that golden bytes give their message. */
const ofMessages: Readonly<Record<string, Decoder>> = {
  envelope: decodeEnvelope,
  fact: (bytes) => {
    const envelope = decodeEnvelope(bytes)
    return isFault(envelope) ? envelope : factFromEnvelope(envelope)
  },
  beat: decodeBeat,
  report: decodeReport,
  batch: decodeBatch,
  down: decodeDown,
  'feed fact': decodeFeedFact,
  'question about a feed': decodeSyncAsk,
  'answer about a feed': decodeSyncAnswer,
  signed: (bytes) =>
    openSigned(bytes, { context: 'batch', keyOf: () => bytes, verify: () => true }),
}

/** What is read from files: damaged bytes give undefined, a fault or false. */
const ofFiles: Readonly<Record<string, Decoder>> = {
  'tail record': readTail,
  'base record': readBase,
  checkpoint: readCheckpoint,
  'journal record': readMeta,
  head: readHead,
  'carried file': (bytes) => decodeCarried(bytes, sha256),
  'log of LevelDB': checkLog,
  'table of LevelDB': tableIsWhole,
  'snappy block': unsnappy,
}

const decoders = Object.entries({ ...ofMessages, ...ofFiles })

/** Bytes of every released version, and one carried file of them all. */
function goldenBytes(): readonly Uint8Array[] {
  const folder = new URL('../schemas/golden/', import.meta.url)
  const golden = readdirSync(folder)
    .flatMap((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { hex: string }[])
    .map(({ hex }) => new Uint8Array(Buffer.from(hex, 'hex')))
  const carried = encodeCarried({ kind: 'batches', messages: golden.slice(0, 5) }, sha256)
  return isFault(carried) ? golden : [...golden, carried]
}

const mutations: readonly ((bytes: Uint8Array, chance: Random) => Uint8Array)[] = [
  (bytes, chance) => changed(bytes, chance, (old) => old ^ (1 << chance.below(8))),
  (bytes, chance) => changed(bytes, chance, () => chance.below(256)),
  (bytes, chance) => changed(bytes, chance, () => pick(chance, [0, 0x7f, 0x80, 0xff])),
  (bytes, chance) => bytes.slice(0, chance.below(bytes.length + 1)),
  (bytes, chance) => spliced(bytes, chance, new Uint8Array(0)),
  (bytes, chance) => spliced(bytes, chance, drawn(chance, 16)),
  (_, chance) => drawn(chance, 400),
]

function changed(bytes: Uint8Array, chance: Random, to: (old: number) => number): Uint8Array {
  const copy = bytes.slice()
  const at = chance.below(Math.max(1, copy.length))
  if (at < copy.length) copy[at] = to(copy[at] ?? 0)
  return copy
}

/** A stretch gives way to other bytes. */
function spliced(bytes: Uint8Array, chance: Random, put: Uint8Array): Uint8Array {
  const from = chance.below(bytes.length + 1)
  const rest = bytes.subarray(from + chance.below(8))
  const copy = new Uint8Array(from + put.length + rest.length)
  copy.set(bytes.subarray(0, from))
  copy.set(put, from)
  copy.set(rest, from + put.length)
  return copy
}

const drawn = (chance: Random, lengthMax: number): Uint8Array =>
  Uint8Array.from({ length: chance.below(lengthMax) }, () => chance.below(256))

/** No input may take longer: decoders read each byte a few times at most. */
const msMax = 2_000

/** Every decoder gets the same input, so one input is a round of each. */
function tryAll(bytes: Uint8Array): Round {
  let read = 0
  const began = performance.now()
  for (const [name, decode] of decoders) {
    try {
      const outcome = decode(bytes)
      if (outcome !== undefined && outcome !== false && !isFault(outcome)) read += 1
    } catch (error) {
      const hex = Buffer.from(bytes).toString('hex')
      throw new Error(`the decoder of a ${name} threw ${String(error)} on ${hex}`, { cause: error })
    }
  }
  const ms = performance.now() - began
  if (ms > msMax) throw new Error(`${ms} ms for ${Buffer.from(bytes).toString('hex')}`)
  return { damage: 'changed bytes', outcome: `read by ${read} of ${decoders.length} decoders` }
}

const inputsAtOnce = 1_000

/** How much more may be held at the end than after the first inputs. */
const heapGrowthMax = 64 * 1_048_576

/** Inputs for all decoders; memory must stay as it is. */
export const decodings: Section = {
  name: 'decode',
  title: 'Decoders on changed golden bytes and on random ones (each input for every decoder)',
  rounds: 1_000_000,
  start: () => {
    const golden = goldenBytes()
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    let heapAtFirst: number | undefined
    const next = (chance: Random): readonly Round[] => {
      const rounds = Array.from({ length: inputsAtOnce }, () => {
        let bytes = pick(chance, golden)
        for (let times = 1 + chance.below(3); times > 0; times--)
          bytes = pick(chance, mutations)(bytes, chance)
        return tryAll(bytes)
      })
      globalThis.gc?.()
      const heap = process.memoryUsage().heapUsed
      heapAtFirst ??= heap
      if (globalThis.gc !== undefined && heap - heapAtFirst > heapGrowthMax)
        throw new Error(`memory grew from ${heapAtFirst} to ${heap} bytes`)
      return rounds
    }
    const stop = (): void => {
      Error.stackTraceLimit = stackTraceLimit
    }
    return Promise.resolve({ next: (chance) => Promise.resolve(next(chance)), stop })
  },
}

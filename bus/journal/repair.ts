// Repairing a holed journal: putting fetched facts back into their places, or giving the missing ones up.
import { createLink } from '../../src/kernel/chain.ts'
import type { Hash } from '../../src/kernel/chain.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { lanes } from '../../src/facts.ts'
import type { Lane } from '../../src/facts.ts'
import { decodeEnvelope } from '../../schemas/envelope.ts'
import type { Entry, Write } from '../store.ts'
import { baseFits } from './base-walk.ts'
import { encodeCheckpoint } from './checkpoint.ts'
import { fold } from './fold.ts'
import type { Sums } from './fold.ts'
import type { Hole } from './hole.ts'
import type { LaneScan } from './load-lane.ts'
import type { Files, Found } from './load.ts'
import { checkpointName, tailName, tailSeq } from './names.ts'
import { inTurn } from './pages.ts'
import { putTail, readTail, tailOverhead } from './record.ts'
import type { BaseRecord } from './record.ts'

type Done = (fault: Fault | undefined) => void

/**
 * Gives up what is missing: all facts up to the last hole that survived go to the base, and the checkpoint moves to
 * the first fact after it. Interrupted, it leaves a holed journal and can be done again.
 */
export function giveUpHoles(files: Files, found: Found, hash: Hash, done: Done): void {
  const broken = lanes.filter((lane) => !isWhole(found.lanes[lane]))
  inTurn(
    broken,
    (lane, next) => giveUpLane(files, { lane, scan: found.lanes[lane], hash }, next),
    done,
  )
}

const isWhole = (scan: LaneScan): boolean =>
  scan.checkpointWhole && scan.tail.holes.length === 0 && baseFits(scan.base, scan.checkpoint)

interface Broken {
  readonly lane: Lane
  readonly scan: LaneScan
  readonly hash: Hash
}

function giveUpLane(files: Files, broken: Broken, done: Done): void {
  const { lane, scan } = broken
  const end = scan.tail.resume ?? { last: scan.checkpoint.at, chain: scan.checkpoint.chain }
  const finish = (sums: Sums): void => {
    const { count, sum } = sums
    const value = encodeCheckpoint({ at: end.last, chain: end.chain, count, sum })
    files.store.batch([{ put: checkpointName(lane), value }], { sync: true }, done)
  }
  const gone = scan.base.damaged.map((name): Write => ({ del: name }))
  files.store.batch(gone, { sync: false }, (fault) => {
    if (fault) return done(fault)
    foldUpTo(files, broken, { sums: scan.base, after: 0, end: end.last }, (sums) =>
      isFault(sums) ? done(sums) : finish(sums),
    )
  })
}

interface Stretch {
  readonly sums: Sums
  readonly after: number
  readonly end: number
}

/** Folds every whole tail fact up to `end` into the base, holes or not. */
function foldUpTo(
  files: Files,
  broken: Broken,
  stretch: Stretch,
  done: (outcome: Sums | Fault) => void,
): void {
  const { store } = files
  const { lane, hash } = broken
  const range = { after: tailName(lane, stretch.after), before: tailName(lane, stretch.end + 1) }
  store.range({ ...range, limit: 1_000 }, (entries) => {
    if (isFault(entries)) return done(entries)
    const last = entries.at(-1)
    if (last === undefined) return done(stretch.sums)
    const facts = entries.flatMap((entry) => wholeFact(lane, entry))
    fold({ store, lane, hash }, stretch.sums, facts, (folded) => {
      if (isFault(folded)) return done(folded)
      const gone = entries.map((entry): Write => ({ del: entry.key }))
      const after = tailSeq(lane, last.key) ?? stretch.end
      store.batch([...folded.writes, ...gone], { sync: false }, (fault) =>
        fault ? done(fault) : foldUpTo(files, broken, { ...stretch, sums: folded, after }, done),
      )
    })
  })
}

function wholeFact(lane: Lane, entry: Entry): readonly BaseRecord[] {
  const seq = tailSeq(lane, entry.key)
  const record = readTail(entry.value)
  return seq === undefined || record === undefined ? [] : [{ ...record, seq }]
}

/** Facts that were fetched again, for holes of a journal. */
export interface Refill {
  readonly found: Found
  readonly holes: readonly Hole[]
  readonly envelopes: readonly Uint8Array[]
  readonly hash: Hash
}

/** Writes the fetched facts into the tail's holes, chained; the walk that follows tells whether they fit. */
export function refill(files: Files, refilled: Refill, done: Done): void {
  const byPlace = new Map<string, Uint8Array>()
  for (const bytes of refilled.envelopes) {
    const envelope = decodeEnvelope(bytes)
    if (!isFault(envelope)) byPlace.set(`${envelope.lane}/${envelope.seq}`, bytes)
  }
  const tails = refilled.holes.filter((hole) => hole.part === 'tail')
  inTurn(tails, (hole, next) => refillHole(files, { ...refilled, hole, byPlace }, next), done)
}

interface HoleRefill extends Refill {
  readonly hole: Hole
  readonly byPlace: ReadonlyMap<string, Uint8Array>
}

function refillHole(files: Files, refilled: HoleRefill, done: Done): void {
  const { hole, found } = refilled
  const { checkpoint } = found.lanes[hole.lane]
  const before = hole.from - 1
  if (before === checkpoint.at) return writeHole(files, refilled, checkpoint.chain, done)
  files.store.get(tailName(hole.lane, before), (bytes) => {
    if (isFault(bytes)) return done(bytes)
    const record = bytes === undefined ? undefined : readTail(bytes)
    if (record === undefined) return done(undefined)
    writeHole(files, refilled, record.chain, done)
  })
}

function writeHole(files: Files, refilled: HoleRefill, before: Uint8Array, done: Done): void {
  const { hole, byPlace, hash } = refilled
  const link = createLink(hash)
  const writes: Write[] = []
  let chain = before
  for (let seq = hole.from; seq <= hole.to; seq++) {
    const envelope = byPlace.get(`${hole.lane}/${seq}`)
    const fields = envelope === undefined ? undefined : decodeEnvelope(envelope)
    if (envelope === undefined || fields === undefined || isFault(fields)) break
    chain = link(chain, seq, envelope)
    const record = { epoch: fields.epoch, chain, envelope }
    const value = putTail(new Uint8Array(tailOverhead + envelope.length), 0, record)
    writes.push({ put: tailName(hole.lane, seq), value })
  }
  files.store.batch(writes, { sync: true }, done)
}

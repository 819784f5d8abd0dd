// Repairing a holed journal from what it still holds: healing a base, or giving the missing facts up.
import type { Hash } from '../../src/kernel/chain.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { lanes } from '../../src/facts.ts'
import type { Lane } from '../../src/facts.ts'
import type { Write } from '../store.ts'
import { baseFits } from './base-walk.ts'
import { encodeCheckpoint } from './checkpoint.ts'
import { fold } from './fold.ts'
import type { Sums } from './fold.ts'
import type { LaneScan } from './load-lane.ts'
import type { Files, Found } from './load.ts'
import { checkpointName, tailName, tailSeq } from './names.ts'
import { inTurn } from './pages.ts'
import { factsOf, readEntry } from './tail-entry.ts'

type Done = (fault: Fault | undefined) => void

/** Folds facts that are still in the tail, though the checkpoint says they left it, into the base. */
export function healBases(files: Files, found: Found, hash: Hash, done: Done): void {
  const broken = lanes.filter((lane) => !baseIsWhole(found.lanes[lane]))
  const heal = (lane: Lane, next: Done): void => {
    const scan = found.lanes[lane]
    const stretch = { sums: scan.base, after: 0, end: scan.checkpoint.at }
    foldUpTo(files, { lane, scan, hash }, stretch, (sums) => next(isFault(sums) ? sums : undefined))
  }
  inTurn(broken, heal, done)
}

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

const isWhole = (scan: LaneScan): boolean => baseIsWhole(scan) && scan.tail.holes.length === 0

const baseIsWhole = (scan: LaneScan): boolean =>
  scan.checkpointWhole && baseFits(scan.base, scan.checkpoint)

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
    const whole = entries.flatMap((entry) => readEntry(lane, entry) ?? [])
    const facts = whole.flatMap((record) => factsOf(record, stretch.end))
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

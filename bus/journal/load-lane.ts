// Reading one lane as it lies there: its checkpoint, its base, its tail, and how far it is confirmed.
import { createLink } from '../../src/kernel/chain.ts'
import type { Hash } from '../../src/kernel/chain.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { Sequence } from '../../src/kernel/ids.ts'
import type { Lane } from '../../src/facts.ts'
import type { Entry, Store } from '../store.ts'
import { BaseWalk } from './base-walk.ts'
import type { BaseScan } from './base-walk.ts'
import { checkpointStart, readCheckpoint, readConfirmed } from './checkpoint.ts'
import type { Checkpoint } from './checkpoint.ts'
import type { LaneHead } from './head.ts'
import { baseRange, checkpointName, confirmedName, tailRange } from './names.ts'
import { eachPage } from './pages.ts'
import { TailWalk } from './tail-walk.ts'
import type { TailScan } from './tail-walk.ts'

/** A lane as it was found. */
export interface LaneScan {
  readonly checkpoint: Checkpoint
  readonly checkpointWhole: boolean
  readonly confirmed: Sequence
  readonly base: BaseScan
  readonly tail: TailScan
}

type Done = (outcome: LaneScan | Fault) => void

/** Walks through one lane; `head` is what was promised of it. */
export function loadLane(
  store: Store,
  lane: Lane,
  wanted: { readonly hash: Hash; readonly head: LaneHead | undefined },
  done: Done,
): void {
  store.get(confirmedName(lane), (confirmed) => {
    if (isFault(confirmed)) return done(confirmed)
    store.get(checkpointName(lane), (bytes) => {
      if (isFault(bytes)) return done(bytes)
      const read = bytes === undefined ? checkpointStart : readCheckpoint(bytes)
      const checkpoint = read ?? checkpointStart
      const base = new BaseWalk(wanted.hash)
      const tail = new TailWalk(lane, checkpoint, wanted.head, createLink(wanted.hash))
      walk(store, lane, { base, tail, checkpoint }, (fault) => {
        if (fault) return done(fault)
        const whole = { checkpoint, checkpointWhole: read !== undefined }
        const scans = { base: base.finish(), tail: tail.finish() }
        done({ ...whole, ...scans, confirmed: readConfirmed(confirmed) })
      })
    })
  })
}

interface Walks {
  readonly base: BaseWalk
  readonly tail: TailWalk
  readonly checkpoint: Checkpoint
}

function walk(
  store: Store,
  lane: Lane,
  walks: Walks,
  done: (fault: Fault | undefined) => void,
): void {
  const { base, tail, checkpoint } = walks
  const takeBase = (page: readonly Entry[]): void => page.forEach((entry) => base.take(entry))
  eachPage(store, baseRange(lane), takeBase, (fault) => {
    if (fault) return done(fault)
    const takeTail = (page: readonly Entry[]): void => page.forEach((entry) => tail.take(entry))
    eachPage(store, tailRange(lane, checkpoint.at), takeTail, done)
  })
}

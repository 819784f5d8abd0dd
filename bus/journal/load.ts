// Reading a journal from its files as it lies there: its own record, its head, and every lane walked through.
import { createLink } from '../../src/kernel/chain.ts'
import type { Hash } from '../../src/kernel/chain.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import type { ProducerId } from '../../src/kernel/ids.ts'
import { lanes } from '../../src/facts.ts'
import type { Lane } from '../../src/facts.ts'
import type { Slots, Store } from '../store.ts'
import { BaseWalk } from './base-walk.ts'
import type { BaseScan } from './base-walk.ts'
import { checkpointStart, formatVersion, readCheckpoint, readMeta } from './checkpoint.ts'
import type { Checkpoint, Meta } from './checkpoint.ts'
import { newestHead } from './head.ts'
import type { FoundHead } from './head.ts'
import { baseRange, checkpointName, metaName, tailRange } from './names.ts'
import { eachPage, inTurn } from './pages.ts'
import { TailWalk } from './tail-walk.ts'
import type { TailScan } from './tail-walk.ts'

/** The two files of a journal. */
export interface Files {
  readonly store: Store
  readonly slots: Slots
}

/** A lane as it was found. */
export interface LaneScan {
  readonly checkpoint: Checkpoint
  readonly checkpointWhole: boolean
  readonly base: BaseScan
  readonly tail: TailScan
}

/** A journal as it was found. */
export interface Found {
  readonly meta: Meta | undefined
  readonly head: FoundHead | undefined
  /** The store is in a later epoch than the head: what the head promised was settled when that epoch began. */
  readonly superseded: boolean
  readonly lanes: Readonly<Record<Lane, LaneScan>>
}

/** Walks through everything. NEWER_VERSION and STORE_FOREIGN are told before anything else is read. */
export function loadJournal(
  files: Files,
  wanted: { readonly producer: ProducerId; readonly hash: Hash },
  done: (outcome: Found | Fault) => void,
): void {
  files.store.get(metaName, (bytes) => {
    if (isFault(bytes)) return done(bytes)
    const meta = bytes === undefined ? undefined : readMeta(bytes)
    const fault = refusal(meta, wanted.producer)
    if (fault) return done(fault)
    files.slots.read((slots) => {
      if (isFault(slots)) return done(slots)
      const head = newestHead(slots)
      const superseded = head !== undefined && (meta?.epoch ?? 0) > head.head.epoch
      const promised = superseded ? undefined : head
      loadLanes(files.store, { hash: wanted.hash, head: promised }, (scans) =>
        done(isFault(scans) ? scans : { meta, head, superseded, lanes: scans }),
      )
    })
  })
}

function refusal(meta: Meta | undefined, producer: ProducerId): Fault | undefined {
  if (meta === undefined) return undefined
  if (meta.version > formatVersion)
    return new Fault(
      'NEWER_VERSION',
      `expected a journal of format ${formatVersion} or older, got format ${meta.version}: update Causeway`,
    )
  if (meta.producer !== producer)
    return new Fault(
      'STORE_FOREIGN',
      `expected the journal of ${producer}, got the journal of ${meta.producer}: use another data folder`,
    )
  return undefined
}

function loadLanes(
  store: Store,
  wanted: { readonly hash: Hash; readonly head: FoundHead | undefined },
  done: (outcome: Readonly<Record<Lane, LaneScan>> | Fault) => void,
): void {
  const scans = new Map<Lane, LaneScan>()
  inTurn(
    lanes,
    (lane, next) =>
      loadLane(store, lane, wanted, (scan) => {
        if (isFault(scan)) return next(scan)
        scans.set(lane, scan)
        next(undefined)
      }),
    (fault) => done(fault ?? (Object.fromEntries(scans) as Record<Lane, LaneScan>)),
  )
}

function loadLane(
  store: Store,
  lane: Lane,
  { hash, head }: { readonly hash: Hash; readonly head: FoundHead | undefined },
  done: (outcome: LaneScan | Fault) => void,
): void {
  store.get(checkpointName(lane), (bytes) => {
    if (isFault(bytes)) return done(bytes)
    const read = bytes === undefined ? checkpointStart : readCheckpoint(bytes)
    const checkpoint = read ?? checkpointStart
    const base = new BaseWalk(hash)
    const tail = new TailWalk(lane, checkpoint, head?.head.lanes[lane], createLink(hash))
    const walkTail = (): void =>
      eachPage(
        store,
        tailRange(lane, checkpoint.at),
        (page) => page.forEach((entry) => tail.take(entry)),
        (fault) => done(fault ?? finish()),
      )
    const finish = (): LaneScan => ({
      checkpoint,
      checkpointWhole: read !== undefined,
      base: base.finish(),
      tail: tail.finish(),
    })
    eachPage(
      store,
      baseRange(lane),
      (page) => page.forEach((entry) => base.take(entry)),
      (fault) => (fault === undefined ? walkTail() : done(fault)),
    )
  })
}

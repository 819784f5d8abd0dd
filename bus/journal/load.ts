// Reading a journal from its files as it lies there: its own record, its head, and every lane walked through.
import type { Hash } from '../../src/kernel/chain.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import type { ProducerId } from '../../src/kernel/ids.ts'
import { lanes } from '../../src/facts.ts'
import type { Lane } from '../../src/facts.ts'
import type { Slots, Store } from '../store.ts'
import { formatVersion, readMeta } from './checkpoint.ts'
import type { Meta } from './checkpoint.ts'
import { readGivenUp } from './given-up.ts'
import type { GivenUp } from './given-up.ts'
import { newestHead } from './head.ts'
import type { FoundHead } from './head.ts'
import { loadLane } from './load-lane.ts'
import type { LaneScan } from './load-lane.ts'
import { givenUpName, metaName } from './names.ts'
import { inTurn } from './pages.ts'

/** The two files of a journal. */
export interface Files {
  readonly store: Store
  readonly slots: Slots
}

/** A journal as it was found. */
export interface Found {
  readonly meta: Meta | undefined
  readonly head: FoundHead | undefined
  /** The store is in a later epoch than the head: what the head promised was settled when that epoch began. */
  readonly superseded: boolean
  /** What was given up and is not told yet, whether its epoch has begun or not. */
  readonly givenUp: GivenUp | undefined
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
    files.store.get(givenUpName, (given) => {
      if (isFault(given)) return done(given)
      const givenUp = given === undefined ? undefined : readGivenUp(given)
      loadParts(files, { hash: wanted.hash, meta, givenUp }, done)
    })
  })
}

type Known = Pick<Found, 'meta' | 'givenUp'> & { readonly hash: Hash }

function loadParts(
  files: Files,
  { hash, ...known }: Known,
  done: (outcome: Found | Fault) => void,
): void {
  files.slots.read((slots) => {
    if (isFault(slots)) return done(slots)
    const head = newestHead(slots)
    const superseded = head !== undefined && (known.meta?.epoch ?? 0) > head.head.epoch
    loadLanes(files.store, { hash, head: superseded ? undefined : head }, (scans) =>
      done(isFault(scans) ? scans : { ...known, head, superseded, lanes: scans }),
    )
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
      loadLane(store, lane, { hash: wanted.hash, head: wanted.head?.head.lanes[lane] }, (scan) => {
        if (isFault(scan)) return next(scan)
        scans.set(lane, scan)
        next(undefined)
      }),
    (fault) => done(fault ?? (Object.fromEntries(scans) as Record<Lane, LaneScan>)),
  )
}

// Looking at a journal as it lies there: where each lane stands, and exactly what of it is missing. Meant for a copy.
import type { Lane } from '../../src/facts.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { producerId } from '../../src/kernel/ids.ts'
import type { ProducerId } from '../../src/kernel/ids.ts'
import type { Position } from '../journal.ts'
import { bookOf, positionOf } from './book.ts'
import { readMeta } from './checkpoint.ts'
import { closeFiles, openFiles } from './files.ts'
import type { Hole } from './hole.ts'
import { judge } from './judge.ts'
import { loadJournal } from './load.ts'
import type { Files, Found } from './load.ts'
import { metaName } from './names.ts'
import type { JournalParts } from './parts.ts'
import { healBases } from './repair.ts'

/** A journal as it was found. */
export interface Inspection {
  readonly producer: ProducerId
  readonly positions: Readonly<Record<Lane, Position>>
  /** Acknowledged once and not there any more. */
  readonly missing: readonly Hole[]
  /** No record says whose journal this is, or no head says where it ends. */
  readonly unproven: boolean
}

type Parts = Pick<JournalParts, 'openStore' | 'openSlots' | 'hash'>
type Done = (outcome: Inspection | Fault) => void

/**
 * Opens the files, walks through everything and closes them. Only what opening a journal heals by itself (a base that
 * lost a compaction which the tail still has) is written, which is why one hands in a copy.
 */
export function inspectJournal(parts: Parts, producer: ProducerId | undefined, done: Done): void {
  openFiles(parts, (files) => {
    if (isFault(files)) return done(files)
    const finish: Done = (outcome) => closeFiles(files, () => done(outcome))
    files.store.get(metaName, (bytes) => {
      if (isFault(bytes)) return finish(bytes)
      const named = bytes === undefined ? undefined : readMeta(bytes)?.producer
      const whose = producer ?? named ?? producerId('unknown')
      loadHealed(files, { producer: whose, hash: parts.hash }, (found) =>
        finish(isFault(found) ? found : inspectionOf(whose, found)),
      )
    })
  })
}

function loadHealed(
  files: Files,
  wanted: Parameters<typeof loadJournal>[1],
  done: (outcome: Found | Fault) => void,
): void {
  loadJournal(files, wanted, (found) => {
    if (isFault(found) || !judge(found).holes.some(({ part }) => part === 'base'))
      return done(found)
    healBases(files, found, wanted.hash, (fault) =>
      fault ? done(fault) : loadJournal(files, wanted, done),
    )
  })
}

function inspectionOf(producer: ProducerId, found: Found): Inspection {
  const { kind, holes, losses } = judge(found)
  const book = bookOf(found)
  const at = (lane: Lane): Position => positionOf(book, lane)
  const positions = { state: at('state'), telemetry: at('telemetry'), audit: at('audit') }
  const missing = [...holes, ...losses]
  const unproven = kind === 'lost' && losses.length === 0
  return { producer, positions, missing, unproven }
}

// Recovery after a failed write, without a restart: open again, walk through everything, and undo what was refused.
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { lanes } from '../../src/facts.ts'
import type { Lane } from '../../src/facts.ts'
import type { Entry, Write } from '../store.ts'
import type { Book } from './book.ts'
import { closeFiles, openFiles } from './files.ts'
import type { Files } from './load.ts'
import { tailRange } from './names.ts'
import { eachPage, inTurn } from './pages.ts'
import type { JournalParts } from './parts.ts'
import { settle } from './settle.ts'
import { confirmHead } from './write.ts'

type Done = (fault: Fault | undefined) => void

/** A journal that can be written again. */
export interface Recovered {
  readonly files: Files
  readonly book: Book
}

/** Opens and verifies; facts beyond `acknowledged` were answered with a fault and are taken out again. */
export function recover(
  parts: JournalParts,
  acknowledged: Book,
  done: (outcome: Recovered | Fault) => void,
): void {
  openFiles(parts, (files) => {
    if (isFault(files)) return done(files)
    const giveUp = (fault: Fault): void => closeFiles(files, () => done(fault))
    settle(files, parts, (settled) => {
      if (isFault(settled)) return giveUp(settled)
      const { book } = settled
      if (settled.outcome === 'renewed') return done({ files, book })
      undo(files, book, acknowledged, (fault) => {
        if (fault) return giveUp(fault)
        keepConfirmed(book, acknowledged)
        done({ files, book })
      })
    })
  })
}

/** What was confirmed is known, whether the disk took that or not: nobody would say it again. */
function keepConfirmed(book: Book, known: Book): void {
  for (const lane of lanes) {
    const of = book.lanes[lane]
    if (known.lanes[lane].confirmed > of.confirmed) of.confirmed = known.lanes[lane].confirmed
  }
}

/** The head goes back first: a crash in between leaves facts that count, never a head that promises too much. */
function undo(files: Files, book: Book, acknowledged: Book, done: Done): void {
  const beyond = lanes.filter(
    (lane) => book.lanes[lane].head.last > acknowledged.lanes[lane].head.last,
  )
  if (beyond.length === 0) return done(undefined)
  for (const lane of beyond) book.lanes[lane].head = acknowledged.lanes[lane].head
  confirmHead(files, book, (fault) => {
    if (fault) return done(fault)
    inTurn(beyond, (lane, next) => removeAfter(files, book, lane, next), done)
  })
}

/** Takes out every record after the head; a commit is one record a lane, so none is divided. */
function removeAfter(files: Files, book: Book, lane: Lane, done: Done): void {
  const { last } = book.lanes[lane].head
  const refused: Write[] = []
  let bytes = 0
  const take = (entries: readonly Entry[]): void => {
    for (const { key, value } of entries) {
      refused.push({ del: key })
      bytes += value.length
    }
  }
  eachPage(files.store, tailRange(lane, last), take, (fault) => {
    if (fault) return done(fault)
    book.lanes[lane].bytes -= bytes
    files.store.batch(refused, { sync: true }, done)
  })
}

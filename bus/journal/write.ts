// Writing one commit: the store's synced batch first, then the head, and only then the book.
//
// The order is what lets an opening tell a loss from a crash. A head never promises more than the store once held on
// the disk, so a store behind its head has lost facts. Were both written at once, a crash between the two would look
// the same as the loss of the last, acknowledged commit.
import type { Fault } from '../../src/kernel/fault.ts'
import { sequence } from '../../src/kernel/ids.ts'
import { lanes } from '../../src/facts.ts'
import type { Write } from '../store.ts'
import { headsOf } from './book.ts'
import type { Book } from './book.ts'
import { encodeHead } from './head.ts'
import type { Head } from './head.ts'
import type { Files } from './load.ts'
import { encodeMeta } from './checkpoint.ts'
import type { Meta } from './checkpoint.ts'
import { metaName } from './names.ts'
import type { Prepared } from './prepare.ts'

/** Writes a commit and moves the book; on a fault the book stays as it was. */
export function writeCommit(
  files: Files,
  book: Book,
  prepared: Prepared,
  done: (fault: Fault | undefined) => void,
): void {
  files.store.batch(prepared.writes, { sync: true }, (fault) => {
    if (fault) return done(fault)
    writeHead(files, book, prepared, (failed) => {
      if (failed) return done(failed)
      const begins = book.epoch !== prepared.epoch
      book.epoch = prepared.epoch
      for (const lane of lanes) {
        if (begins) book.lanes[lane].began = sequence(book.lanes[lane].head.last + 1)
        book.lanes[lane].head = prepared.lanes[lane]
        book.lanes[lane].bytes += prepared.bytes[lane]
      }
      done(undefined)
    })
  })
}

/** Writes a head into the slot that does not hold the last one. */
export function writeHead(
  files: Files,
  book: Book,
  head: Pick<Head, 'epoch' | 'lanes'>,
  done: (fault: Fault | undefined) => void,
): void {
  const slot = book.slot === 0 ? 1 : 0
  const generation = book.generation + 1
  const bytes = encodeHead({ generation, epoch: head.epoch, lanes: head.lanes })
  files.slots.write(slot, bytes, (fault) => {
    if (fault) return done(fault)
    book.slot = slot
    book.generation = generation
    done(undefined)
  })
}

/** Writes the book's own head again. */
export const confirmHead = (
  files: Files,
  book: Book,
  done: (fault: Fault | undefined) => void,
): void => writeHead(files, book, { epoch: book.epoch, lanes: headsOf(book) }, done)

/** The write of the journal's own record. */
export const metaWrite = (meta: Meta): Write => ({ put: metaName, value: encodeMeta(meta) })

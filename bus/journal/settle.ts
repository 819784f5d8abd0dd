// From a journal as it was found to one that can be written: create, confirm, begin a new epoch, or repair.
import { createLink } from '../../src/kernel/chain.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { sequence } from '../../src/kernel/ids.ts'
import type { Sequence } from '../../src/kernel/ids.ts'
import { lanes } from '../../src/facts.ts'
import { bookOf, epochAbove } from './book.ts'
import type { Book } from './book.ts'
import { formatVersion } from './checkpoint.ts'
import { givenUpWrite, untoldByBoth } from './given-up.ts'
import type { GivenUp } from './given-up.ts'
import { holeFault } from './hole.ts'
import type { Hole } from './hole.ts'
import { judge } from './judge.ts'
import type { LaneScan } from './load-lane.ts'
import { loadJournal } from './load.ts'
import type { Files, Found } from './load.ts'
import { epochDrafts, holeDrafts } from './log-drafts.ts'
import type { JournalParts, Outcome, Untold } from './parts.ts'
import { prepare } from './prepare.ts'
import { refill } from './refill.ts'
import { giveUpHoles, healBases } from './repair.ts'
import { confirmHead, metaWrite, writeCommit } from './write.ts'

/** A journal that can be written. */
export interface Settled {
  readonly book: Book
  readonly outcome: Outcome
  readonly losses: readonly Hole[]
  readonly untold?: Untold
}

type Done = (outcome: Settled | Fault) => void

/** Loads and judges the files, and does what the judgement asks for; a base that lost a compaction heals first. */
export function settle(files: Files, parts: JournalParts, done: Done): void {
  loadJournal(files, parts, (found) => {
    if (isFault(found)) return done(found)
    const { holes } = judge(found)
    if (!holes.some((hole) => hole.part === 'base')) return decide(files, parts, found, done)
    healBases(files, found, parts.hash, (fault) => {
      if (fault) return done(fault)
      loadJournal(files, parts, (healed) =>
        isFault(healed) ? done(healed) : decide(files, parts, healed, done),
      )
    })
  })
}

/** What was given up goes on being given up; once its epoch has begun, only that it is untold remains. */
function decide(files: Files, parts: JournalParts, found: Found, done: Done): void {
  const { kind, holes, losses } = judge(found)
  const { givenUp, meta } = found
  if (givenUp !== undefined && givenUp.epoch >= (meta?.epoch ?? 0))
    return giveUp(files, parts, { found, losses, holes }, done)
  const settled: Done = (outcome) =>
    done(
      isFault(outcome) || givenUp === undefined ? outcome : { untold: givenUp.untold, ...outcome },
    )
  switch (kind) {
    case 'created':
      return create(files, parts, found, settled)
    case 'clean':
      return confirm(files, parts, found, settled)
    case 'lost':
      return renew(files, parts, { found, losses, holes: [] }, settled)
    case 'holed':
      return mend(files, parts, { found, losses, holes }, settled)
  }
}

function mend(files: Files, parts: JournalParts, damage: Damage, done: Done): void {
  const { found, holes, losses } = damage
  const missing = [...holes, ...losses]
  if (parts.repair === undefined) return done(holeFault(missing))
  parts.repair(missing, (remedy) => {
    if (remedy === 'refuse') return done(holeFault(missing))
    if (remedy === 'renew') return giveUp(files, parts, damage, done)
    refill(files, { found, holes: missing, envelopes: remedy, hash: parts.hash }, (fault) =>
      fault ? done(fault) : settleRefilled(files, parts, done),
    )
  })
}

/** After facts were put back in their places everything is walked through again; what is still missing stays refused. */
const settleRefilled = (files: Files, parts: JournalParts, done: Done): void =>
  settle(files, { ...parts, repair: (_holes, answer) => answer('refuse') }, (settled) =>
    done(isFault(settled) ? settled : { ...settled, outcome: 'repaired' }),
  )

function create(files: Files, parts: JournalParts, found: Found, done: Done): void {
  const book = bookOf(found)
  book.epoch = epochAbove(book.epoch, parts.clock.wall())
  const meta = { version: formatVersion, epoch: book.epoch, producer: parts.producer }
  files.store.batch([metaWrite(meta)], { sync: true }, (fault) => {
    if (fault) return done(fault)
    confirmHead(files, book, (failed) => done(failed ?? { book, outcome: 'created', losses: [] }))
  })
}

/** Facts beyond the head were written but nobody was told. From here on they count, so they are synced first. */
function confirm(files: Files, parts: JournalParts, found: Found, done: Done): void {
  const book = bookOf(found)
  const head = found.superseded ? undefined : found.head?.head
  const equal = lanes.every((lane) => head?.lanes[lane].last === book.lanes[lane].head.last)
  const settled: Settled = { book, outcome: 'clean', losses: [] }
  if (equal) return done(settled)
  const meta = { version: formatVersion, epoch: book.epoch, producer: parts.producer }
  files.store.batch([metaWrite(meta)], { sync: true }, (fault) => {
    if (fault) return done(fault)
    confirmHead(files, book, (failed) => done(failed ?? settled))
  })
}

interface Damage {
  readonly found: Found
  readonly losses: readonly Hole[]
  readonly holes: readonly Hole[]
}

function renew(files: Files, parts: JournalParts, damage: Damage, done: Done): void {
  const book = bookOf(damage.found)
  const wall = parts.clock.wall()
  const epoch = epochAbove(book.epoch, wall)
  const drafts = [
    ...epochDrafts(book, book.epoch, damage.losses, wall),
    ...holeDrafts(damage.holes, wall),
  ]
  const pen = { producer: parts.producer, link: createLink(parts.hash) }
  const prepared = prepare(book, [drafts], epoch, pen)
  prepared.writes.push(metaWrite({ version: formatVersion, epoch, producer: parts.producer }))
  writeCommit(files, book, prepared, (fault) => {
    const losses = [...damage.holes, ...damage.losses]
    done(fault ?? { book, outcome: 'renewed', losses })
  })
}

/** What is given up is written down first: interrupted at any point, it goes on where it was. */
function giveUp(files: Files, parts: JournalParts, damage: Damage, done: Done): void {
  const given = givenUpBy(damage)
  const { untold, holes } = given
  files.store.batch([givenUpWrite(given)], { sync: true }, (failed) => {
    if (failed) return done(failed)
    giveUpHoles(files, damage.found, parts.hash, (fault) => {
      if (fault) return done(fault)
      loadJournal(files, parts, (found) => {
        if (isFault(found)) return done(found)
        renew(files, parts, { ...damage, holes, found }, (settled) =>
          done(isFault(settled) ? settled : { ...settled, untold }),
        )
      })
    })
  })
}

/** Lanes that were named before may be half given up: how they are now says nothing of what they lack. */
function givenUpBy({ found, holes }: Damage): GivenUp {
  const { givenUp, meta } = found
  const present = bookOf(found).epoch
  const untold = untoldIn(found)
  if (givenUp === undefined) return { epoch: present, holes, untold }
  const before = givenUp.epoch >= (meta?.epoch ?? 0) ? givenUp.holes : []
  const more = holes.filter(({ lane }) => !before.some((hole) => hole.lane === lane))
  return {
    epoch: present,
    holes: [...before, ...more],
    untold: untoldByBoth(givenUp.untold, untold),
  }
}

function untoldIn({ lanes: found }: Found): Untold {
  const after = ({ checkpoint, confirmed }: LaneScan): Sequence =>
    sequence(Math.max(checkpoint.at, confirmed))
  return { state: after(found.state), telemetry: after(found.telemetry), audit: after(found.audit) }
}

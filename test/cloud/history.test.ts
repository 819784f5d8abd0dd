// How much of the past is kept fact by fact.
import { expect, it } from 'vitest'
import { createMemoryDisk } from '../../bus/adapters/memory-store.ts'
import { openJournal } from '../../bus/journal/open-journal.ts'
import type { OpenedJournal } from '../../bus/journal/parts.ts'
import { boundHistory, historyBounds } from '../../cloud/history.ts'
import type { HistoryBounds } from '../../cloud/history.ts'
import { createSchedule } from '../../sim/schedule.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'
import { whole } from '../conformance/disk.ts'
import { draft, producer, sha256 } from '../support/journal.ts'
import { settled } from '../support/up.ts'

const hourMs = 3_600_000

/** A journal that is bounded, and how far it was compacted after facts were appended at a pace. */
function bounded(bounds: HistoryBounds) {
  const schedule = createSchedule({ wallStart: wallMs(0), random: random(1) })
  const { clock } = schedule.spawn()
  const opened = settled<OpenedJournal | Fault>(schedule, (done) =>
    openJournal({ producer, hash: sha256, clock, ...createMemoryDisk(clock) }, done),
  )
  const { journal } = whole(opened)
  const stop = boundHistory(journal, clock, bounds)
  let n = 0
  const write = (facts: number, everyMs: number) => {
    for (let left = facts; left > 0; left--) {
      const hlc = { wallMs: clock.wall(), counter: 0 }
      const list = [draft(n++, { hlc, body: new Uint8Array(200) })]
      whole(settled<unknown>(schedule, (done) => journal.append(list, done)))
      schedule.run(schedule.now() + everyMs)
    }
  }
  return { journal, write, stop, checkpoint: () => journal.position('state').checkpoint }
}

it('C29: what is older than the bound is folded into the last of each key, the rest is kept one by one', () => {
  const { write, checkpoint } = bounded({ keepMs: 24 * hourMs, keepBytes: 1e9 })
  write(24, hourMs)
  expect(checkpoint()).toBe(0)
  write(10, hourMs)
  expect(checkpoint()).toBeGreaterThanOrEqual(8)
  expect(checkpoint()).toBeLessThanOrEqual(10)
})

it('C29: a long absence leaves many pages to fold, and all of them are', () => {
  const { write, checkpoint } = bounded({ keepMs: hourMs, keepBytes: 1e9 })
  write(1_300, 1)
  write(1, 2 * hourMs)
  write(2, 1_000)
  expect(checkpoint()).toBe(1_301)
})

it('C29: above the bound of bytes the oldest go, however young', () => {
  const { journal, write, checkpoint, stop } = bounded({ keepMs: 24 * hourMs, keepBytes: 100_000 })
  write(1_000, 10)
  expect(journal.tailBytes('state')).toBeLessThanOrEqual(100_000 + 1_000)
  expect(journal.tailBytes('state')).toBeGreaterThan(70_000)
  const before = checkpoint()
  stop()
  write(100, 10)
  expect(checkpoint()).toBe(before)
})

it('C29: unless told otherwise it is a week, or a gigabyte', () => {
  expect(historyBounds).toEqual({ keepMs: 7 * 24 * hourMs, keepBytes: 1_000_000_000 })
})

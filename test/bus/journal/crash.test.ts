// Crashes at random moments in virtual time, judged by a ledger of what was acknowledged, not by the journal itself.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { openJournal } from '../../../bus/journal/open-journal.ts'
import type { OpenedJournal, Remedy } from '../../../bus/journal/parts.ts'
import type { Journal, Stored } from '../../../bus/journal.ts'
import { createSimDisk } from '../../../sim/disk/disk.ts'
import { createSchedule } from '../../../sim/schedule.ts'
import { lanes } from '../../../src/facts.ts'
import type { Lane } from '../../../src/facts.ts'
import { Fault } from '../../../src/kernel/fault.ts'
import { sequence } from '../../../src/kernel/ids.ts'
import { random } from '../../../src/kernel/random.ts'
import { wallMs } from '../../../src/kernel/time.ts'
import { replayLane } from '../../../bus/journal-replay.ts'
import { settled } from '../../support/up.ts'
import { bodyOf, draft, producer, sha256 } from '../../support/journal.ts'

/** What was asked of a journal, and what it answered. */
interface Ledger {
  readonly asked: Set<number>
  readonly acknowledged: Map<number, string>
  readonly refused: Set<number>
}

const nameOf = ({ lane, epoch, seq }: Stored): string => `${lane}/${epoch}/${seq}`
const contentOf = (fact: Stored): number | undefined => (bodyOf(fact) as { n?: number }).n

function world(seed: number) {
  const schedule = createSchedule({ wallStart: wallMs(1_700_000_000_000), random: random(seed) })
  const chance = random(`${seed}/chance`)
  const disk = createSimDisk(random(`${seed}/disk`))
  disk.mood.slowMs = 10
  const ledger: Ledger = { asked: new Set(), acknowledged: new Map(), refused: new Set() }
  let n = 0

  /** Opens a journal in a new process. */
  const begin = () => {
    const process = schedule.spawn()
    const repair = (_holes: unknown, answer: (remedy: Remedy) => void) => answer('renew')
    const parts = {
      producer,
      hash: sha256,
      clock: process.clock,
      repair,
      ...disk.mount(process.clock),
    }
    const opened = settled<OpenedJournal | Fault>(schedule, (done) => openJournal(parts, done))
    if (opened instanceof Fault) throw opened
    return { process, ...opened }
  }

  /** Appends and compacts at random moments within `ms`, then stops in the middle of whatever is under way. */
  const work = (journal: Journal, ms: number) => {
    const { clock } = schedule.spawn()
    for (let times = chance.below(20); times > 0; times--)
      clock.after(chance.next() * ms, () => {
        const lane = lanes[chance.below(3)] as Lane
        if (chance.next() < 0.2) {
          const { last } = journal.position(lane)
          journal.compact(lane, sequence(chance.below(last + 1)), () => undefined)
          return
        }
        const list = Array.from({ length: 1 + chance.below(4) }, () =>
          draft(n++, { lane, key: `key ${n}` }),
        )
        const contents = list.map((_, at) => n - list.length + at)
        for (const each of contents) ledger.asked.add(each)
        journal.append(list, (outcome) => {
          if (outcome instanceof Fault) for (const each of contents) ledger.refused.add(each)
          else
            outcome.forEach((fact, at) => ledger.acknowledged.set(contents[at] ?? -1, nameOf(fact)))
        })
      })
    schedule.run(schedule.now() + ms)
  }

  /** Every fact in the journal. */
  const all = (journal: Journal): Stored[] =>
    lanes.flatMap((lane) => {
      const facts: Stored[] = []
      const fault = settled<Fault | undefined>(schedule, (done) =>
        replayLane(journal, lane, (page) => facts.push(...page), done),
      )
      if (fault) throw fault
      return facts
    })
  return { schedule, chance, disk, ledger, begin, work, all }
}

it('J28: through power cuts and kills at any moment, acknowledged facts are there once, under the name they were told', () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.array(fc.tuple(fc.constantFrom('crash', 'kill'), fc.nat(60)), {
        minLength: 1,
        maxLength: 8,
      }),
      (seed, ends) => {
        const { disk, ledger, begin, work, all } = world(seed)
        for (const [end, ms] of ends) {
          const { process, journal, outcome } = begin()
          expect(['created', 'clean']).toContain(outcome)
          work(journal, ms)
          process.kill()
          disk[end as 'crash' | 'kill']()
        }
        const facts = all(begin().journal)
        const names = new Map(facts.map((fact) => [contentOf(fact), nameOf(fact)]))
        for (const [content, name] of ledger.acknowledged) expect(names.get(content)).toBe(name)
        expect(names.size).toBe(facts.length)
        for (const content of names.keys()) expect(ledger.asked.has(content ?? -1)).toBe(true)
      },
    ),
    { numRuns: 150 },
  )
})

it('J28: failing syncs and full disks between the crashes change nothing of that; refused facts stay away while the process lives', () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.array(
        fc.record({
          ms: fc.nat(60),
          fails: fc.nat(2),
          full: fc.boolean(),
          end: fc.constantFrom('crash', 'kill', 'none'),
        }),
        { minLength: 1, maxLength: 8 },
      ),
      (seed, phases) => {
        const { schedule, disk, ledger, begin, work, all } = world(seed)
        let running = begin()
        for (const { ms, fails, full, end } of phases) {
          disk.mood.failingSyncs = fails
          disk.mood.full = full
          work(running.journal, ms)
          disk.mood.failingSyncs = 0
          disk.mood.full = false
          if (end === 'none') {
            schedule.run(schedule.now() + 10_000)
            const there = new Set(all(running.journal).map(contentOf))
            for (const content of ledger.acknowledged.keys()) expect(there.has(content)).toBe(true)
            continue
          }
          running.process.kill()
          disk[end as 'crash' | 'kill']()
          running = begin()
          expect(running.losses).toEqual([])
        }
        schedule.run(schedule.now() + 10_000)
        const facts = all(running.journal)
        const names = facts
          .filter((fact) => contentOf(fact) !== undefined)
          .map((fact) => [contentOf(fact), nameOf(fact)] as const)
        const byContent = new Map(names)
        for (const [content, name] of ledger.acknowledged) expect(byContent.get(content)).toBe(name)
        expect(byContent.size).toBe(names.length)
        expect(new Set(facts.map(nameOf)).size).toBe(facts.length)
      },
    ),
    { numRuns: 150 },
  )
})

it('J29: after a flipped bit or a lost file, what is left is what was acknowledged, and what is missing is named', () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.nat(200),
      fc.constantFrom('flip', 'flip', 'flip', 'lose'),
      (seed, ms, damage) => {
        const { disk, ledger, begin, work, all } = world(seed)
        for (const part of [ms, ms / 2]) {
          const { process, journal } = begin()
          work(journal, part)
          process.kill()
          disk.kill()
        }
        if (damage === 'lose') disk.loseLog()
        else disk.flipBit()
        const { journal, losses, outcome } = begin()
        const facts = all(journal)
        const names = new Map(facts.map((fact) => [nameOf(fact), contentOf(fact)]))
        const named = (name: string) => {
          const [lane, , seq] = name.split('/')
          return losses.some(
            (loss) => loss.lane === lane && Number(seq) >= loss.from && Number(seq) <= loss.to,
          )
        }
        for (const [content, name] of ledger.acknowledged) {
          expect(names.get(name) === content || named(name), `${name} ${outcome}`).toBe(true)
          expect(names.get(name) ?? content).toBe(content)
        }
        expect(names.size).toBe(facts.length)
        if (losses.length > 0) expect(outcome).toBe('renewed')
      },
    ),
    { numRuns: 300 },
  )
})

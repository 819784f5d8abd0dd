// A journal through power cuts, torn slots, failing syncs, full disks and flipped bits, in virtual time.
//
// A ledger of what was acknowledged decides, not the journal itself.
import { openJournal } from '../../bus/journal/open-journal.ts'
import type { OpenedJournal, Remedy } from '../../bus/journal/parts.ts'
import { replayLane } from '../../bus/journal-replay.ts'
import type { Journal, Stored } from '../../bus/journal.ts'
import { createSimDisk } from '../../sim/disk/disk.ts'
import { createSchedule } from '../../sim/schedule.ts'
import { lanes } from '../../src/facts.ts'
import { Fault } from '../../src/kernel/fault.ts'
import { sequence } from '../../src/kernel/ids.ts'
import { random } from '../../src/kernel/random.ts'
import type { Random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'
import { bodyOf, draft, producer, sha256 } from '../support/journal.ts'
import { settled } from '../support/up.ts'
import { pick } from './section.ts'
import type { Section } from './section.ts'

/** What was asked of a journal, and what it answered. */
interface Ledger {
  readonly asked: Set<number>
  readonly acknowledged: Map<number, string>
  readonly refused: Set<number>
}

const nameOf = ({ lane, epoch, seq }: Stored): string => `${lane}/${epoch}/${seq}`
const contentOf = (fact: Stored): number | undefined => (bodyOf(fact) as { n?: number }).n

function world(seed: number | string) {
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
        const lane = pick(chance, lanes)
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

type End = 'crash' | 'kill'

const demand = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(what)
}

/** Every acknowledged fact is there once, under the name that was told. */
function demandAll(facts: readonly Stored[], { acknowledged }: Ledger): void {
  const named = facts.filter((fact) => contentOf(fact) !== undefined)
  const names = new Map(named.map((fact) => [contentOf(fact), nameOf(fact)]))
  for (const [content, name] of acknowledged)
    demand(names.get(content) === name, `${content} was told ${name}, is ${names.get(content)}`)
  demand(names.size === named.length, 'a fact is there twice')
  demand(new Set(facts.map(nameOf)).size === facts.length, 'a name is there twice')
}

/** One life after the other, each ended by a power cut or a kill in the middle of its work. */
export function endings(
  seed: number | string,
  ends: readonly { readonly end: End; readonly ms: number }[],
): string {
  const { disk, ledger, begin, work, all } = world(seed)
  for (const { end, ms } of ends) {
    const { process, journal, outcome } = begin()
    demand(outcome === 'created' || outcome === 'clean', `opened as ${outcome}`)
    work(journal, ms)
    process.kill()
    disk[end]()
  }
  const facts = all(begin().journal)
  demandAll(facts, ledger)
  for (const fact of facts)
    demand(ledger.asked.has(contentOf(fact) ?? -1), `${nameOf(fact)} was never asked for`)
  return 'nothing lost'
}

/** A stretch of work on a disk that fails syncs or is full, and how it ends. */
export interface Phase {
  readonly ms: number
  readonly fails: number
  readonly full: boolean
  readonly end: End | 'none'
}

/** Failing syncs and full disks between the ends; refused facts stay away while the process lives. */
export function failings(seed: number | string, phases: readonly Phase[]): string {
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
      demandAll(all(running.journal), ledger)
      continue
    }
    running.process.kill()
    disk[end]()
    running = begin()
    demand(running.losses.length === 0, 'an end alone loses nothing')
  }
  schedule.run(schedule.now() + 10_000)
  demandAll(all(running.journal), ledger)
  return 'nothing lost'
}

/** A flipped bit or a lost file: what is left is what was acknowledged, and what is missing is named. */
export function damaged(seed: number | string, ms: number, damage: 'flip' | 'lose'): string {
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
  const isNamed = (name: string): boolean => {
    const [lane, , seq] = name.split('/')
    const covers = (from: number, to: number) => Number(seq) >= from && Number(seq) <= to
    return losses.some((loss) => loss.lane === lane && covers(loss.from, loss.to))
  }
  for (const [content, name] of ledger.acknowledged) {
    demand(names.get(name) === content || isNamed(name), `${name} is missing, ${outcome}`)
    demand((names.get(name) ?? content) === content, `${name} holds another fact`)
  }
  demand(names.size === facts.length, 'a name is there twice')
  demand(losses.length === 0 || outcome === 'renewed', `losses, but ${outcome}`)
  return losses.length > 0 ? 'missing named' : 'nothing lost'
}

const few = (chance: Random): number => 1 + chance.below(8)
const end = (chance: Random): End => pick(chance, ['crash', 'kill'])

/** One story of each kind in turn, drawn from a seed. */
function story(
  chance: Random,
  seed: string,
): { readonly damage: string; readonly outcome: string } {
  switch (pick(chance, ['ends', 'fails', 'damage'] as const)) {
    case 'ends': {
      const ends = Array.from({ length: few(chance) }, () => ({
        end: end(chance),
        ms: chance.below(60),
      }))
      return { damage: 'power cuts, kills, torn slots', outcome: endings(seed, ends) }
    }
    case 'fails': {
      const phases = Array.from({ length: few(chance) }, () => ({
        ms: chance.below(60),
        fails: chance.below(3),
        full: chance.below(2) === 0,
        end: pick(chance, ['none', end(chance)] as const),
      }))
      return { damage: 'failing syncs, full disks', outcome: failings(seed, phases) }
    }
    case 'damage': {
      const how = pick(chance, ['flip', 'flip', 'flip', 'lose'] as const)
      return {
        damage: `${how} on a simulated disk`,
        outcome: damaged(seed, chance.below(200), how),
      }
    }
  }
}

/** Stories in virtual time. */
export const crashes: Section = {
  name: 'crash',
  title: 'Power cuts, torn slots, failing syncs, full disks, in virtual time',
  rounds: 20_000,
  start: () =>
    Promise.resolve({
      next: (chance) => Promise.resolve([story(chance, String(chance.next()))]),
      stop: () => undefined,
    }),
}

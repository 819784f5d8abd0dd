// Bits flipped, files cut and zeroed in the real files of a journal: the ledger of what was acknowledged decides.
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openFileSlots } from '../../../bus/adapters/file-slots.ts'
import { openLevelStore } from '../../../bus/adapters/level-store.ts'
import { systemClock } from '../../../bus/adapters/system-clock.ts'
import type { Remedy } from '../../../bus/journal/parts.ts'
import { Fault } from '../../../src/kernel/fault.ts'
import { random } from '../../../src/kernel/random.ts'
import { realDrive, whole } from '../../conformance/disk.ts'
import type { TestDisk } from '../../conformance/disk.ts'
import {
  asked,
  base,
  draft,
  drafts,
  envelopeOf,
  open,
  tail,
  tryOpen,
} from '../../support/journal.ts'

const rounds = Number(process.env['CAUSEWAY_TEST_FLIPS'] ?? 40)
const facts = 120

/** A disk over a folder. */
const diskIn = (folder: string): TestDisk => ({
  clock: systemClock,
  drive: realDrive,
  openStore: (done) => openLevelStore(join(folder, 'journal'), done),
  openSlots: (done) => openFileSlots(join(folder, 'head'), done),
  dispose: () => rmSync(folder, { recursive: true, force: true }),
})

const original = mkdtempSync(join(tmpdir(), 'causeway-flip-'))
const ledger = new Map<number, Uint8Array>()
afterAll(() => rmSync(original, { recursive: true, force: true }))

beforeAll(async () => {
  const disk = diskIn(original)
  for (const part of [0, 1]) {
    const { journal } = await open(disk)
    const { append, compact, close } = asked(disk, journal)
    for (let n = part * facts + 1; n <= (part + 1) * facts; n += 3) {
      const body = new TextEncoder().encode(JSON.stringify({ n, pad: 'x'.repeat(300) }))
      const stored = whole(await append([draft(n, { body }), ...drafts(n + 1, n + 2)]))
      for (const fact of stored) ledger.set(fact.seq, fact.envelope)
    }
    if (part === 0) whole(await compact('state', 40))
    await close()
  }
})

/** Damages one file of the copy in some way, and says which. */
function damage(folder: string, chance: ReturnType<typeof random>): string {
  const files = [
    ...readdirSync(join(folder, 'journal')).map((name) => join('journal', name)),
    'head',
  ].filter((name) => !/LOCK|LOG/.test(name))
  const name = files[chance.below(files.length)] ?? 'head'
  const path = join(folder, name)
  const bytes = readFileSync(path)
  const how = ['flip', 'flip', 'flip', 'cut', 'zero', 'remove'][chance.below(6)]
  const at = chance.below(Math.max(1, bytes.length))
  if (how === 'remove') rmSync(path)
  if (how === 'cut') truncateSync(path, at)
  if (how === 'flip' && bytes.length > 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.below(8))
  if (how === 'zero') bytes.fill(0, at, Math.min(bytes.length, at + 4_096))
  if (how === 'flip' || how === 'zero') writeFileSync(path, bytes)
  return `${how} ${name} at ${at}`
}

/** What is left equals what was acknowledged, or the missing is named, or the journal says that it is broken. */
async function judge(folder: string): Promise<string> {
  const disk = diskIn(folder)
  const repair = (_holes: unknown, answer: (remedy: Remedy) => void) => answer('renew')
  const opened = await tryOpen(disk, { repair })
  if (opened instanceof Fault) {
    expect(['STORE_BROKEN', 'JOURNAL_HOLE', 'NEWER_VERSION']).toContain(opened.code)
    return opened.code
  }
  const { journal, losses, outcome } = opened
  const named = (seq: number) =>
    losses.some((loss) => loss.lane === 'state' && seq >= loss.from && seq <= loss.to)
  const all = [...(await base(disk, journal, 'state')), ...(await tail(disk, journal, 'state'))]
  const there = new Map(all.map((fact) => [fact.seq, fact]))
  const latest = new Map(all.map((fact) => [envelopeOf(fact).key, fact.seq]))
  expect(there.size).toBe(all.length)
  for (const [seq, envelope] of ledger) {
    const fact = there.get(seq as never)
    if (fact !== undefined && envelopeOf(fact).kind === 'counted')
      expect(fact.envelope).toEqual(envelope)
    const folded =
      (latest.get(`key-${seq % 7}`) ?? 0) > seq && seq <= journal.position('state').checkpoint
    expect(fact !== undefined || folded || named(seq), `fact ${seq}`).toBe(true)
  }
  await asked(disk, journal).close()
  const again = await open(disk)
  expect(again.outcome).toBe('clean')
  await asked(disk, again.journal).close()
  return outcome
}

it(`J29: after ${rounds} random damages of real files, each apart, nothing is missing in silence`, async () => {
  const seed = Number(process.env['CAUSEWAY_TEST_SEED'] ?? Date.now() % 1_000_000)
  const chance = random(seed)
  const outcomes = new Map<string, number>()
  for (let round = 0; round < rounds; round++) {
    const folder = mkdtempSync(join(tmpdir(), 'causeway-flip-'))
    cpSync(original, folder, { recursive: true })
    const what = damage(folder, chance.fork(String(round)))
    try {
      const outcome = await judge(folder)
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    } catch (error) {
      throw new Error(`seed ${seed}, round ${round}: ${what}`, { cause: error })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  expect(outcomes.get('renewed') ?? 0).toBeGreaterThan(0)
}, 600_000)

// Bits flipped, files cut, zeroed and removed in the real files of a journal: the ledger of what was acknowledged decides.
import { cpSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openFileSlots } from '../../bus/adapters/file-slots.ts'
import { openLevelStore } from '../../bus/adapters/level-store.ts'
import { systemClock } from '../../bus/adapters/system-clock.ts'
import type { Hole } from '../../bus/journal/hole.ts'
import type { Remedy } from '../../bus/journal/parts.ts'
import type { Stored } from '../../bus/journal.ts'
import { checkStore, isWhole } from '../../src/cli/journal/check-store.ts'
import type { StoreCheck } from '../../src/cli/journal/check-store.ts'
import { lanes } from '../../src/facts.ts'
import type { Lane } from '../../src/facts.ts'
import { sameBytes } from '../../src/kernel/chain.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import type { Random } from '../../src/kernel/random.ts'
import { realDrive, whole } from '../conformance/disk.ts'
import type { TestDisk } from '../conformance/disk.ts'
import {
  asked,
  base,
  draft,
  envelopeOf,
  open,
  producer,
  tail,
  tryOpen,
} from '../support/journal.ts'
import { scratchFolder } from './scratch.ts'
import { pick } from './section.ts'
import type { Round, Section } from './section.ts'

/** A journal's folder and every fact that was acknowledged in it. */
export interface Original {
  readonly folder: string
  readonly ledger: readonly Stored[]
}

/** The disk in a producer's folder. */
export const diskIn = (folder: string): TestDisk => ({
  clock: systemClock,
  drive: realDrive,
  openStore: (done) => openLevelStore(join(folder, 'journal'), done),
  openSlots: (done) => openFileSlots(join(folder, 'head'), done),
  dispose: () => rmSync(folder, { recursive: true, force: true }),
})

/** A journal written in two runs: a table, a base, and a log that no table has yet. */
export async function makeOriginal(folder: string, facts: number): Promise<Original> {
  const disk = diskIn(folder)
  const ledger: Stored[] = []
  for (const part of [0, 1]) {
    const { journal } = await open(disk)
    const { append, compact, close } = asked(disk, journal)
    for (let n = part * facts + 1; n <= (part + 1) * facts; n += 3) {
      const body = new TextEncoder().encode(JSON.stringify({ n, pad: `${n}`.repeat(40) }))
      const lane: Lane = n % 5 === 0 ? 'audit' : 'state'
      const list = [draft(n, { body, lane }), draft(n + 1), draft(n + 2, { body })]
      ledger.push(...whole(await append(list)))
    }
    if (part === 0) whole(await compact('state', Math.floor(facts / 3)))
    await close()
  }
  rmSync(join(folder, 'journal', 'LOCK'))
  writeFileSync(join(folder, 'owner.json'), `${JSON.stringify({ version: 1, producer })}\n`)
  return { folder, ledger }
}

interface Damage {
  readonly how: string
  readonly file: string
  readonly at: number
  readonly length: number
}

/** The files that hold facts or say where they are. */
export const dataFiles = (folder: string): readonly string[] => [
  ...readdirSync(join(folder, 'journal'))
    .filter((name) => !/^LO(?:CK|G)/.test(name))
    .map((name) => join('journal', name)),
  'head',
]

const ways = ['flip', 'flip', 'flip', 'flip', 'flip', 'flip', 'flip', 'cut', 'zero', 'remove']

/** Damages one file in some way, and says which. */
function damage(folder: string, chance: Random): Damage {
  const file = pick(chance, dataFiles(folder))
  const path = join(folder, file)
  const bytes = readFileSync(path)
  const how = bytes.length === 0 ? 'remove' : pick(chance, ways)
  const at = chance.below(Math.max(1, bytes.length))
  if (how === 'remove') rmSync(path)
  if (how === 'cut') truncateSync(path, at)
  if (how === 'flip') bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.below(8))
  if (how === 'zero') bytes.fill(0, at, Math.min(bytes.length, at + 4_096))
  if (how === 'flip' || how === 'zero') writeFileSync(path, bytes)
  return { how, file, at, length: bytes.length }
}

const headBytes = 141
const footerBytes = 48
const magicBytes = 8

/** Bytes that nothing reads: what follows the head in its slot, and the padding of a table's footer. */
export function isPadding({ file, at, length }: Omit<Damage, 'how'>): boolean {
  if (file === 'head') return at % 4_096 >= headBytes
  return file.endsWith('.ldb') && at >= length - footerBytes && at < length - magicBytes
}

/** One round: a copy is damaged, verified, opened, and compared with the ledger. */
export async function flipRound(
  original: Original,
  chance: Random,
  scratch: string,
): Promise<Round> {
  const folder = join(scratch, 'round')
  cpSync(original.folder, folder, { recursive: true })
  try {
    const done = damage(folder, chance)
    const what = `${done.how} ${done.file} at ${done.at}`
    try {
      const check = await checkStore({ folder, kind: 'producer', level: join(folder, 'journal') })
      const isFound = check.damages.length > 0 || !isWhole(check)
      if (done.how === 'flip' && !isFound && !isPadding(done))
        throw new Error('verify did not find the flipped bit')
      const outcome = await judge(folder, original.ledger, check)
      return { damage: done.how, outcome: isFound ? outcome : `${outcome}, nothing to find` }
    } catch (error) {
      throw new Error(`${what}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      })
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What is left equals what was acknowledged, or the missing is named, by `verify` and by the opening alike. */
async function judge(
  folder: string,
  ledger: readonly Stored[],
  check: StoreCheck,
): Promise<string> {
  const disk = diskIn(folder)
  const repair = (_holes: unknown, answer: (remedy: Remedy) => void) => answer('renew')
  const opened = await tryOpen(disk, { repair })
  if (opened instanceof Fault) {
    if (!['STORE_BROKEN', 'JOURNAL_HOLE', 'NEWER_VERSION'].includes(opened.code)) throw opened
    if (!isFault(check.journal)) throw new Error(`verify read what does not open: ${opened.code}`)
    return opened.code
  }
  const { journal, losses, outcome } = opened
  const named = check.journal === undefined || isFault(check.journal) ? [] : check.journal.missing
  for (const lane of lanes) {
    const { checkpoint } = journal.position(lane)
    const all = [...(await base(disk, journal, lane)), ...(await tail(disk, journal, lane))]
    const acknowledged = ledger.filter((fact) => fact.lane === lane)
    compare({ all, acknowledged, checkpoint, holes: { opening: losses, verify: named } })
  }
  await asked(disk, journal).close()
  if (outcome !== 'clean') await openAgain(disk)
  return losses.length > 0 ? 'missing named' : `whole, ${outcome}`
}

/** What was mended stays mended. */
async function openAgain(disk: TestDisk): Promise<void> {
  const { journal, outcome } = await open(disk)
  if (outcome !== 'clean') throw new Error(`opened again it was ${outcome}`)
  await asked(disk, journal).close()
}

interface Compared {
  readonly all: readonly Stored[]
  readonly acknowledged: readonly Stored[]
  readonly checkpoint: number
  readonly holes: Readonly<Record<'opening' | 'verify', readonly Hole[]>>
}

function compare({ all, acknowledged, checkpoint, holes }: Compared): void {
  const there = new Map(all.map((fact) => [fact.seq, fact]))
  if (there.size !== all.length) throw new Error('a sequence is there twice')
  const latest = new Map(all.map((fact) => [envelopeOf(fact).key, fact.seq]))
  for (const fact of acknowledged) {
    const found = there.get(fact.seq)
    if (found !== undefined && sameBytes(found.envelope, fact.envelope)) continue
    const { key } = envelopeOf(fact)
    if (found === undefined && fact.seq <= checkpoint && (latest.get(key) ?? 0) > fact.seq) continue
    for (const [by, list] of Object.entries(holes))
      if (!list.some((hole) => covers(hole, fact)))
        throw new Error(`${fact.lane} ${fact.seq} is missing, and ${by} did not name it`)
  }
}

const covers = (hole: Hole, { lane, seq }: Stored): boolean =>
  hole.lane === lane && seq >= hole.from && seq <= hole.to

/** Random damages of real files. */
export const flips: Section = {
  name: 'flip',
  title: 'Bits flipped, files cut, zeroed, removed (each in a copy of its own)',
  rounds: 10_000,
  start: async () => {
    const { folder, dispose } = scratchFolder('flip')
    const originals = [
      await makeOriginal(join(folder, 'small'), 12),
      await makeOriginal(join(folder, 'large'), 60),
    ]
    return {
      next: async (chance) => [await flipRound(pick(chance, originals), chance, folder)],
      stop: dispose,
    }
  },
}

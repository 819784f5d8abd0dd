// A writer process killed at random moments, on real LevelDB: the parent's ledger of what it was told decides.
//
// It writes to several journals at once, so that one kill hits each of them at a moment of its own.
import { fork } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { replayLane } from '../../bus/journal-replay.ts'
import type { Stored } from '../../bus/journal.ts'
import { checkStore, isWhole } from '../../src/cli/journal/check-store.ts'
import { lanes } from '../../src/facts.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { Random } from '../../src/kernel/random.ts'
import { whole } from '../conformance/disk.ts'
import { asked, bodyOf, open, producer } from '../support/journal.ts'
import { diskIn } from './flip.ts'
import { scratchFolder } from './scratch.ts'
import type { Round, Running, Section } from './section.ts'

const child = new URL('../support/write-journal-child.ts', import.meta.url)
const execArgv = ['--import', new URL('../support/strip-types.mjs', import.meta.url).href]

/** Journals that one process writes to. */
const journals = 20

/** After so many kills the journals begin anew, or reading them back would take ever longer. */
const livesMax = 20

type Told = readonly (readonly [content: number, name: string])[]
type Report = { readonly which: number; readonly told: Told } | { readonly refused: string }

/** What each journal's writer was told: contents and the names they got. */
type Ledgers = readonly Map<number, string>[]

/** Lets a writer work until so many reports came, then kills it. */
function life(
  folders: readonly string[],
  from: number,
  reports: number,
  ledgers: Ledgers,
): Promise<void> {
  const writer = fork(child, [String(from), ...folders], { execArgv })
  let left = reports
  return new Promise((resolve, reject) => {
    writer.on('message', (report: Report) => {
      if ('refused' in report) {
        writer.kill('SIGKILL')
        return reject(new Error(report.refused))
      }
      for (const [content, name] of report.told) ledgers[report.which]?.set(content, name)
      if (--left === 0) writer.kill('SIGKILL')
    })
    writer.once('exit', () => resolve())
  })
}

/** After a kill: `verify` finds nothing wrong, and every acknowledged fact is there once, under its name. */
async function judge(folder: string, ledger: ReadonlyMap<number, string>): Promise<string> {
  const check = await checkStore({ folder, kind: 'producer', level: join(folder, 'journal') })
  if (!isWhole(check)) throw new Error(`verify says ${JSON.stringify(check)}`)
  const disk = diskIn(folder)
  const { journal, outcome } = await open(disk)
  const facts: Stored[] = []
  for (const lane of lanes) {
    const take = (page: readonly Stored[]) => facts.push(...page)
    whole(await disk.drive<Fault | undefined>((done) => replayLane(journal, lane, take, done)))
  }
  await asked(disk, journal).close()
  const there = new Map(facts.map((fact) => [contentOf(fact), nameOf(fact)]))
  if (there.size !== facts.length) throw new Error('a fact is there twice')
  for (const [content, name] of ledger)
    if (there.get(content) !== name)
      throw new Error(`fact ${content} was told ${name}, there is ${there.get(content)}`)
  return outcome
}

const contentOf = (fact: Stored): number => (bodyOf(fact) as { n: number }).n
const nameOf = ({ lane, epoch, seq }: Stored): string => `${lane}/${epoch}/${seq}`

function begin(scratch: string): Running {
  const folders = Array.from({ length: journals }, (_, n) => join(scratch, String(n)))
  let ledgers: Ledgers = []
  let lives = 0
  const anew = (): void => {
    ledgers = folders.map(() => new Map())
    for (const folder of folders) {
      rmSync(folder, { recursive: true, force: true })
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'owner.json'), JSON.stringify({ version: 1, producer }))
    }
  }
  const next = async (chance: Random): Promise<readonly Round[]> => {
    if (lives % livesMax === 0) anew()
    lives += 1
    await life(folders, lives * 1_000_000, 1 + chance.below(10 * journals), ledgers)
    const rounds: Round[] = []
    for (const [n, folder] of folders.entries()) {
      const outcome = await judge(folder, ledgers[n] ?? new Map())
      rounds.push({ damage: 'SIGKILL', outcome: `nothing lost, ${outcome}` })
    }
    return rounds
  }
  return { next, stop: () => undefined }
}

/** Kills of a writing process. */
export const kills: Section = {
  name: 'kill',
  title: `A writer process killed (${journals} journals at once, each a round)`,
  rounds: 10_000,
  start: async () => {
    const { folder, dispose } = scratchFolder('kill')
    return { ...begin(folder), stop: dispose }
  },
}

// A writer process killed at random moments, on real LevelDB: the parent's ledger decides.
import { fork } from 'node:child_process'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { replayLane } from '../../../bus/journal-replay.ts'
import type { Stored } from '../../../bus/journal.ts'
import { lanes } from '../../../src/facts.ts'
import type { Fault } from '../../../src/kernel/fault.ts'
import { random } from '../../../src/kernel/random.ts'
import { folderDisk, whole } from '../../conformance/disk.ts'
import { asked, bodyOf, open } from '../../support/journal.ts'

const rounds = 20
const child = new URL('../../support/write-journal-child.ts', import.meta.url)
const execArgv = ['--import', new URL('../../support/strip-types.mjs', import.meta.url).href]

let disk: ReturnType<typeof folderDisk>
beforeEach(() => {
  disk = folderDisk()
})
afterEach(() => disk.dispose())

type Report = readonly (readonly [number, string])[]

/** Lets a writer work until so many reports came, then kills it; answers what it reported. */
function life(from: number, reports: number): Promise<readonly (readonly [number, string])[]> {
  const writer = fork(child, [disk.folder, String(from)], { execArgv })
  const told: (readonly [number, string])[] = []
  let left = reports
  return new Promise((resolve, reject) => {
    writer.on('message', (report: Report | { readonly refused: string }) => {
      if ('refused' in report) return reject(new Error(report.refused))
      told.push(...report)
      if (--left === 0) writer.kill('SIGKILL')
    })
    writer.once('exit', () => resolve(told))
  })
}

it(`J30: killed at ${rounds} random moments, a writer never loses what it acknowledged, and nothing is there twice`, async () => {
  const seed = Date.now() % 1_000_000
  const chance = random(seed)
  const ledger = new Map<number, string>()
  for (let round = 1; round <= rounds; round++) {
    const told = await life(round * 1_000_000, 1 + chance.below(60))
    for (const [content, name] of told) ledger.set(content, name)
    const { journal, outcome } = await open(disk)
    expect(outcome, `seed ${seed}`).toBe('clean')
    const facts: Stored[] = []
    for (const lane of lanes) {
      const take = (page: readonly Stored[]) => facts.push(...page)
      whole(await disk.drive<Fault | undefined>((done) => replayLane(journal, lane, take, done)))
    }
    const there = new Map(
      facts.map((fact) => [
        (bodyOf(fact) as { n: number }).n,
        `${fact.lane}/${fact.epoch}/${fact.seq}`,
      ]),
    )
    expect(there.size, `seed ${seed}`).toBe(facts.length)
    for (const [content, name] of ledger) expect(there.get(content), `seed ${seed}`).toBe(name)
    await asked(disk, journal).close()
  }
  expect(ledger.size).toBeGreaterThan(rounds)
}, 120_000)

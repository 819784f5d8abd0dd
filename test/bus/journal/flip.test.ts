// Damaged files of a stopped journal: the ledger of what was acknowledged decides, and `verify` finds every flipped bit.
import { cpSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { damagedSlots } from '../../../bus/adapters/journal-copy.ts'
import { checkLevelFiles, damageOf } from '../../../bus/adapters/level-check.ts'
import { checkStore, isWhole } from '../../../src/cli/journal/check-store.ts'
import { isFault } from '../../../src/kernel/fault.ts'
import { random } from '../../../src/kernel/random.ts'
import { dataFiles, flips, isPadding, makeOriginal } from '../../torture/flip.ts'
import type { Original } from '../../torture/flip.ts'
import { scratchFolder } from '../../torture/scratch.ts'
import { countOf, runSection } from '../../torture/section.ts'

const rounds = 1_000
const seed = Number(process.env['CAUSEWAY_TEST_SEED'] ?? Date.now() % 1_000_000)
const scratch = scratchFolder('verify')
afterAll(scratch.dispose)

let original: Original
beforeAll(async () => {
  original = await makeOriginal(join(scratch.folder, 'original'), 24)
})

const check = (folder: string) =>
  checkStore({ folder, kind: 'producer', level: join(folder, 'journal') })

/** Every file below a folder: its bytes and when it was changed. */
const contentsOf = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => [path, readFileSync(path, 'latin1'), statSync(path).mtimeMs] as const)

it(`J29: after ${rounds} random damages of real files, each apart, nothing is missing in silence (seed ${seed})`, async () => {
  const tally = await runSection(flips, { rounds, chance: random(seed) })
  expect(countOf(tally, 'missing named')).toBeGreaterThan(rounds / 10)
}, 600_000)

it('J32: whichever byte of a stopped store is bent, its files tell, but for bytes that nothing reads', async () => {
  const chance = random(seed)
  const silent: string[] = []
  for (const file of dataFiles(original.folder).filter((name) => !name.endsWith('CURRENT'))) {
    const bytes = new Uint8Array(readFileSync(join(original.folder, file)))
    for (let at = 0; at < bytes.length; at++) {
      const old = bytes[at] ?? 0
      bytes[at] = old ^ (1 << chance.below(8))
      const name = file.slice('journal/'.length)
      const found = file === 'head' ? damagedSlots(bytes)[0] : damageOf(name, bytes)
      if (found === undefined && !isPadding({ file, at, length: bytes.length }))
        silent.push(`${file} at ${at}`)
      bytes[at] = old
    }
  }
  expect(silent).toEqual([])
})

it('J32: whichever byte of CURRENT is bent, it is found', async () => {
  const folder = join(original.folder, 'journal')
  const copy = join(scratch.folder, 'current')
  cpSync(folder, copy, { recursive: true })
  const bytes = readFileSync(join(copy, 'CURRENT'))
  for (let at = 0; at < bytes.length; at++) {
    const bent = Buffer.from(bytes)
    bent[at] = (bent[at] ?? 0) ^ 1
    writeFileSync(join(copy, 'CURRENT'), bent)
    expect(await checkLevelFiles(copy), `at ${at}`).toHaveLength(1)
  }
})

it('J33: a check changes nothing, whole or damaged, and finds the same again', async () => {
  const folder = join(scratch.folder, 'unchanged')
  cpSync(original.folder, folder, { recursive: true })
  const [table = ''] = dataFiles(folder).filter((name) => name.endsWith('.ldb'))
  for (const bend of [false, true]) {
    const bytes = readFileSync(join(folder, table))
    bytes[20] = (bytes[20] ?? 0) ^ (bend ? 16 : 0)
    writeFileSync(join(folder, table), bytes)
    const before = contentsOf(folder)
    const first = await check(folder)
    expect(isWhole(first)).toBe(!bend)
    expect(await check(folder)).toEqual(first)
    expect(contentsOf(folder)).toEqual(before)
  }
})

it('J34: the exact sequences that are missing are named, lane by lane', async () => {
  const folder = join(scratch.folder, 'named')
  cpSync(original.folder, folder, { recursive: true })
  const [log = ''] = dataFiles(folder).filter((name) => name.endsWith('.log'))
  const bytes = readFileSync(join(folder, log))
  writeFileSync(join(folder, log), bytes.subarray(0, 0))
  const { journal } = await check(folder)
  if (journal === undefined || isFault(journal)) throw new Error('the journal can be read')
  const last = (lane: string) =>
    Math.max(...original.ledger.filter((fact) => fact.lane === lane).map((fact) => fact.seq))
  const there = (lane: 'state' | 'audit') => journal.positions[lane].last
  expect(journal.missing).toEqual([
    { lane: 'state', part: 'tail', from: there('state') + 1, to: last('state') },
    { lane: 'audit', part: 'tail', from: there('audit') + 1, to: last('audit') },
  ])
  expect(there('state')).toBeGreaterThan(0)
})

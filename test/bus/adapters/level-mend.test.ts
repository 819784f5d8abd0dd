// Tables and their blocks: whole ones pass, any bent byte in a block is found, before LevelDB sees it.
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { Level } from 'level'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openLevelStore } from '../../../bus/adapters/level-store.ts'
import { tableIsWhole } from '../../../bus/adapters/level-table.ts'
import { unsnappy } from '../../../bus/adapters/snappy.ts'
import type { Entry, Store } from '../../../bus/store.ts'
import { Fault } from '../../../src/kernel/fault.ts'
import { realDrive, whole } from '../../conformance/disk.ts'

let folder: string
const tables = () => readdirSync(join(folder, 'db')).filter((name) => name.endsWith('.ldb'))

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-mend-'))
  for (const part of [0, 1]) {
    const level = new Level(join(folder, 'db'), { valueEncoding: 'utf8' })
    await level.open()
    for (let n = 0; n < 300; n++)
      await level.put(
        `${part}/key/${String(n).padStart(4, '0')}`,
        `value ${n} `.repeat(1 + (n % 50)),
      )
    await level.close()
  }
  const level = new Level(join(folder, 'db'))
  await level.open()
  await level.close()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The keys that a copy of the database has after some damage. */
async function keysAfter(damage: (copy: string) => void): Promise<readonly string[]> {
  const copy = mkdtempSync(join(tmpdir(), 'causeway-mend-'))
  try {
    cpSync(join(folder, 'db'), copy, { recursive: true })
    damage(copy)
    const store = whole(await realDrive<Store | Fault>((done) => openLevelStore(copy, done)))
    type Page = readonly Entry[] | Fault
    const page = whole(await realDrive<Page>((done) => store.range({ limit: 10_000 }, done)))
    await realDrive<void>((done) => store.close(() => done()))
    return page.map(({ key }) => key)
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

const manifests = (copy: string) =>
  readdirSync(copy)
    .filter((name) => name.startsWith('MANIFEST'))
    .map((name) => join(copy, name))

it('J31: a table as LevelDB wrote it is whole', () => {
  expect(tables().length).toBeGreaterThan(0)
  for (const name of tables())
    expect(tableIsWhole(new Uint8Array(readFileSync(join(folder, 'db', name))))).toBe(true)
})

it('J31: any bent bit that LevelDB would read is found, and no bytes at all make the check throw', () => {
  const [name = ''] = tables()
  const table = new Uint8Array(readFileSync(join(folder, 'db', name)))
  const paddingFrom = table.length - 48
  fc.assert(
    fc.property(fc.nat(table.length - 1), fc.nat(7), (at, bit) => {
      const bent = table.slice()
      bent[at] = (bent[at] ?? 0) ^ (1 << bit)
      const padding = at >= paddingFrom && at < table.length - 8
      if (!padding) expect(tableIsWhole(bent)).toBe(false)
      else expect(tableIsWhole(bent)).toBeTypeOf('boolean')
    }),
    { numRuns: 500 },
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(tableIsWhole(Uint8Array.of(...bytes, ...table.subarray(-48)))).toBe(false)
      expect(unsnappy(bytes) === undefined || unsnappy(bytes) instanceof Uint8Array).toBe(true)
    }),
  )
})

it('J31: a damaged table is kept aside and the rest is repaired; the process is not stopped', async () => {
  const before = await keysAfter(() => undefined)
  const left = await keysAfter((copy) => {
    const path = join(copy, tables()[0] ?? '')
    writeFileSync(path, readFileSync(path).fill(0xff, 10, 30))
  })
  expect(left.length).toBeLessThan(before.length)
  expect(before).toEqual(expect.arrayContaining([...left]))
})

it('J31: a lost or emptied CURRENT, or a lost or bent manifest, loses nothing', async () => {
  const damages: ((copy: string) => void)[] = [
    () => undefined,
    (copy) => rmSync(join(copy, 'CURRENT')),
    (copy) => writeFileSync(join(copy, 'CURRENT'), ''),
    (copy) => manifests(copy).forEach((path) => rmSync(path)),
    (copy) =>
      manifests(copy).forEach((path) => writeFileSync(path, readFileSync(path).fill(0xff, 9, 10))),
  ]
  for (const damage of damages) expect(await keysAfter(damage)).toHaveLength(600)
})

it('J31: a store that another process has open is not mended', async () => {
  const copy = mkdtempSync(join(tmpdir(), 'causeway-mend-'))
  cpSync(join(folder, 'db'), copy, { recursive: true })
  const held = whole(await realDrive<Store | Fault>((done) => openLevelStore(copy, done)))
  const second = await realDrive<Store | Fault>((done) => openLevelStore(copy, done))
  expect(second).toHaveProperty('code', 'STORE_LOCKED')
  await realDrive<void>((done) => held.close(() => done()))
  rmSync(copy, { recursive: true, force: true })
})

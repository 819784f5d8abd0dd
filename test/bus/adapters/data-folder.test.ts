// Data folders and keys: made once, found again, refused to others.
import { fork } from 'node:child_process'
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openDataFolder } from '../../../bus/adapters/data-folder.ts'
import type { DataFolder } from '../../../bus/adapters/data-folder.ts'
import { openNodeKeyring } from '../../../bus/adapters/node-keyring.ts'
import type { Keyring } from '../../../bus/keyring.ts'
import type { Fault } from '../../../src/kernel/fault.ts'
import { producerId } from '../../../src/kernel/ids.ts'
import { realDrive, whole } from '../../conformance/disk.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-folder-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const claim = (producer = 'node/a') =>
  realDrive<DataFolder | Fault>((done) =>
    openDataFolder(join(folder, 'a'), producerId(producer), done),
  )
const release = (held: DataFolder) => realDrive<void>((done) => held.close(() => done()))
const keys = () => realDrive<Keyring | Fault>((done) => openNodeKeyring(join(folder, 'keys'), done))

it('J54: a folder belongs to the producer that opened it first', async () => {
  await release(whole(await claim()))
  expect(await claim('node/b')).toHaveProperty('code', 'STORE_FOREIGN')
  await release(whole(await claim()))
})

it('J54: a folder of a newer format is refused, a damaged owner file too', async () => {
  await release(whole(await claim()))
  const file = join(folder, 'a', 'owner.json')
  writeFileSync(file, JSON.stringify({ version: 2, producer: 'node/a', more: true }))
  expect(await claim()).toHaveProperty('code', 'NEWER_VERSION')
  writeFileSync(file, '{"version":')
  expect(await claim()).toHaveProperty('code', 'STORE_BROKEN')
})

it('J55: a folder that is open is refused to everyone else, until it is closed', async () => {
  const held = whole(await claim())
  expect(await claim()).toHaveProperty('code', 'STORE_LOCKED')
  await release(held)
  await release(whole(await claim()))
})

it('J55: a folder that another process has open is refused, and free as soon as that process was killed', async () => {
  const child = fork(
    new URL('../../support/hold-folder-child.ts', import.meta.url),
    [join(folder, 'a')],
    {
      execArgv: ['--import', new URL('../../support/strip-types.mjs', import.meta.url).href],
    },
  )
  await new Promise((resolve) => child.once('message', resolve))
  expect(await claim()).toHaveProperty('code', 'STORE_LOCKED')
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
  await release(whole(await claim()))
})

it('J54: a folder that may not be made says what to do', async () => {
  writeFileSync(join(folder, 'file'), '')
  const outcome = await realDrive<DataFolder | Fault>((done) =>
    openDataFolder(join(folder, 'file', 'below'), producerId('node/a'), done),
  )
  expect(outcome).toHaveProperty('code', 'CONFIG_INVALID')
})

it('J56: keys are made on the first start, readable by their owner alone, and found again', async () => {
  const first = whole(await keys())
  const files = readdirSync(join(folder, 'keys')).toSorted()
  expect(files).toEqual(['seal.pem', 'sign.pem'])
  for (const file of files) expect(statSync(join(folder, 'keys', file)).mode & 0o777).toBe(0o600)
  const second = whole(await keys())
  expect(second.publicKeys).toEqual(first.publicKeys)
  expect(second.verify(first.publicKeys.sign, Uint8Array.of(1), first.sign(Uint8Array.of(1)))).toBe(
    true,
  )
})

it('J56: a damaged key is an error, never silently a new key', async () => {
  whole(await keys())
  const file = join(folder, 'keys', 'sign.pem')
  chmodSync(file, 0o600)
  writeFileSync(file, readFileSync(join(folder, 'keys', 'seal.pem')))
  expect(await keys()).toHaveProperty('code', 'STORE_BROKEN')
  writeFileSync(file, 'not a key')
  expect(await keys()).toHaveProperty('code', 'STORE_BROKEN')
})

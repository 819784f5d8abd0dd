// What lies on a node's disk: a folder that holds a Secret and what the guard keeps is read byte by byte.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openLevelStore } from '../../bus/adapters/level-store.ts'
import { openNodeKeyring } from '../../bus/adapters/node-keyring.ts'
import { systemClock } from '../../bus/adapters/system-clock.ts'
import type { Keyring } from '../../bus/keyring.ts'
import type { Store } from '../../bus/store.ts'
import { GuardStore } from '../../edge/guard/guard-store.ts'
import type { KeptGuard } from '../../edge/guard/guard-store.ts'
import { MirrorWriter } from '../../edge/mirror/mirror-writer.ts'
import { readMirror } from '../../edge/mirror/read-mirror.ts'
import type { MirroredObject } from '../../edge/mirror/read-mirror.ts'
import { doneOf, outcomeOf } from '../../src/cli/promise.ts'
import { accountUser } from '../../src/identity/user.ts'
import { wallMs } from '../../src/kernel/time.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-at-rest-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const password = 'tide-4711-is-for-one-node-alone'
const secret = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'hush', namespace: 'shop' },
  data: { word: btoa(password) },
}

const opened = (name: string) =>
  outcomeOf<Store>((done) => openLevelStore(join(folder, name), done))
const closed = (store: Store) => doneOf((done) => store.close(done))

/** Every byte below the folder. */
const bytesBelow = (): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n')

it("G13: no byte of a Secret, and nothing of what the guard keeps, is to be read in a node's folder", async () => {
  const keyring = await outcomeOf<Keyring>((done) => openNodeKeyring(join(folder, 'keys'), done))
  const body = keyring.sealTo(
    keyring.publicKeys.seal,
    new TextEncoder().encode(JSON.stringify(secret)),
  )
  const mirror = await opened('mirror')
  const failed = (fault: Error) => {
    throw fault
  }
  const writer = new MirrorWriter({ store: mirror, clock: systemClock, retryMs: 1_000, failed })
  const key = { group: '', resource: 'secrets', namespace: 'shop', name: 'hush' }
  const place = { scope: 'node/a-1', epoch: 1, seq: 1, atMs: wallMs(1), sealed: true } as const
  writer.write('node/a-1', {
    kind: 'write',
    facts: [{ ...place, key, kind: 'placed', body: body ?? new Uint8Array() }],
    drops: [],
    cursor: { epoch: 1, seq: 1 },
    complete: true,
  })
  const mirrored = () =>
    outcomeOf<readonly MirroredObject[]>((done) => readMirror(mirror, keyring, done))
  await expect.poll(async () => (await mirrored()).map(({ object }) => object)).toEqual([secret])

  const parts = { clock: systemClock, keyring, tap: () => undefined }
  const guard = await opened('guard')
  const user = accountUser('shop', 'harbour-master')
  const attempt = { verb: 'get', group: '', resource: 'secrets', namespace: 'shop', name: 'hush' }
  const kept = new GuardStore(guard, parts)
  kept.decisions({ user, decided: [{ attempt, allowed: true, atMs: 1 }] })
  kept.linkedAt(7)
  const load = () => outcomeOf<KeptGuard>((done) => kept.load(done))
  await expect.poll(async () => (await load()).linkedAtMs).toBe(7)
  expect((await load()).decisions).toHaveLength(1)
  await closed(mirror)
  await closed(guard)

  const text = bytesBelow()
  expect(text, 'the folder is what is read').toContain('secrets/shop/hush')
  expect(text).not.toContain(password)
  expect(text).not.toContain(btoa(password))
  expect(text).not.toContain('harbour-master')
})

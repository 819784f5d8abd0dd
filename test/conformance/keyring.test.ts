// Keyrings against their suite.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { openNodeKeyring, sha256 } from '../../bus/adapters/node-keyring.ts'
import type { Keyring } from '../../bus/keyring.ts'
import { createKeyOffice } from '../../sim/keys.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { realDrive, whole } from './disk.ts'
import { keyringConformance } from './keyring.ts'

const folder = mkdtempSync(join(tmpdir(), 'causeway-keys-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let n = 0
keyringConformance('of Node', async () =>
  whole(
    await realDrive<Keyring | Fault>((done) => openNodeKeyring(join(folder, String(n++)), done)),
  ),
)

const office = createKeyOffice(sha256, 'seed')
keyringConformance('of a simulated world', () => Promise.resolve(office.keyringOf(`owner ${n++}`)))

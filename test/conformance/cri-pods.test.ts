// What runs, as a container runtime tells it over CRI.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { criPods } from '../../edge/adapters/cri-pods.ts'
import { decodeAddresses, decodeSandboxes, grpcMessage } from '../../schemas/cri.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { RuntimePod } from '../../src/network/address-state.ts'
import { CriServer, type CriPod } from '../support/cri-server.ts'

let folder = ''
let runtime: CriServer
const path = () => join(folder, 'cri.sock')
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-cri-'))
  runtime = new CriServer()
  await runtime.listen(path())
})
afterEach(async () => {
  await runtime.close()
  rmSync(folder, { recursive: true, force: true })
})

const pod = (name: string, ...addresses: readonly string[]): CriPod => ({
  container: `box-${name}`.padEnd(64, '0'),
  namespace: 'shop',
  pod: name,
  uid: `uid-${name}`,
  addresses,
})
const asked = (timeoutMs?: number) =>
  new Promise<readonly RuntimePod[] | Fault>((done) => criPods(path(), timeoutMs)(done))

it('I60: every sandbox is told with its pod and all its addresses; one that vanishes meanwhile is left out', async () => {
  const pods = [pod('a', '10.0.0.2', 'fd00::2'), pod('b'), pod('c', '10.0.0.3')]
  runtime.pods = [...pods, { ...pod('d', '10.0.0.4'), vanishes: true }]
  expect(await asked()).toEqual(pods)
  runtime.pods = Array.from({ length: 300 }, (_, n) => pod(`p${n}`, `10.0.1.${n % 256}`))
  expect(await asked()).toHaveLength(300)
  runtime.pods = []
  expect(await asked()).toEqual([])
})

it('I60: a runtime that is away, silent, not ready, or no runtime is a fault', async () => {
  runtime.mood = 'unready'
  expect(await asked()).toMatchObject({
    code: 'UNREACHABLE',
    message: expect.stringContaining('14'),
  })
  runtime.mood = 'garbage'
  expect(await asked()).toMatchObject({ code: 'MALFORMED' })
  runtime.mood = 'silent'
  expect(await asked(100)).toMatchObject({ code: 'TIMEOUT' })
  await runtime.close()
  expect(await asked()).toMatchObject({ code: 'UNREACHABLE' })
  const other = createServer((socket) =>
    socket
      .on('error', () => {})
      .resume()
      .end('HTTP/1.1 400 Bad Request\r\n\r\n'),
  )
  await new Promise<void>((done) => other.listen(path(), done))
  expect(await asked()).toMatchObject({ code: 'UNREACHABLE' })
  await new Promise((done) => other.close(done))
  runtime = new CriServer()
  await runtime.listen(path())
})

it('I60: whatever bytes a runtime sends are read or MALFORMED, never thrown', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      for (const outcome of [decodeSandboxes(bytes), decodeAddresses(bytes), grpcMessage(bytes)])
        if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'MALFORMED' })
    }),
  )
})

// The webhooks' door over TLS: known by the authority that replicas share, under the host of its URL, and by nobody else.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { openHttpServer } from '../../../bus/adapters/http-server.ts'
import { systemClock } from '../../../bus/adapters/system-clock.ts'
import type { Listener } from '../../../bus/pipe.ts'
import { certifyDoor } from '../../../cloud/adapters/door-certificate.ts'
import type { DoorCertificate } from '../../../cloud/adapters/door-certificate.ts'
import { askHook } from '../../../sim/kube/webhooks/ask.ts'
import type { Hook } from '../../../sim/kube/webhooks/hook.ts'
import type { Word } from '../../../sim/kube/webhooks/word.ts'
import { webhookHandler } from '../../../cloud/webhooks/door.ts'
import { webhookDoors } from '../../../src/cli/roles/webhook-doors.ts'
import { authorityAt, whole } from '../../support/real-certificates.ts'

const folder = mkdtempSync(join(tmpdir(), 'door-'))
afterAll(() => rmSync(folder, { recursive: true }))

it('H61: a webhook is asked over TLS at any replica; another authority, or another host, is not believed', async () => {
  const shared = await authorityAt(`${folder}/shared.pem`)
  const other = await authorityAt(`${folder}/other.pem`)
  const made = await whole<DoorCertificate>((done) => certifyDoor(shared, '127.0.0.1', done))
  const again = await whole<DoorCertificate>((done) => certifyDoor(shared, '127.0.0.1', done))
  expect(again.authority).toBe(made.authority)
  const elsewhere = await whole<DoorCertificate>((done) => certifyDoor(other, '127.0.0.1', done))
  const named = await whole<DoorCertificate>((done) => certifyDoor(shared, 'cloud.test', done))
  const handle = webhookHandler({
    kube: { request: () => () => undefined },
    clock: systemClock,
    tap: () => undefined,
    against: () => ['spec.a: no'],
  })
  const open = (tls: DoorCertificate['tls']) =>
    whole<Listener>((done) =>
      openHttpServer({ tls, bodyBytesMax: 10_000 }).listen(
        { host: '127.0.0.1', port: 0 },
        handle,
        done,
      ),
    )
  const [door, wrongHost] = [await open(made.tls), await open(named.tls)]
  const doors = webhookDoors()
  const ask = (at: Listener, authority: string, more = '') => {
    const url = `https://127.0.0.1:${at.address.port}/apps`
    const hook: Hook = {
      kind: 'validating',
      configuration: 'c',
      name: 'apps.causeway.io',
      url,
      authority,
      timeoutMs: 5_000,
      isIgnored: true,
    }
    const asked = { resource: { resource: 'things' }, more }
    return new Promise<Word>((resolve) =>
      askHook({ doors, clock: systemClock }, { hook, asked }, 'u', resolve),
    )
  }
  expect(await ask(door, made.authority)).toMatchObject({
    is: 'denied',
    status: { message: expect.stringContaining('denied the request: spec.a: no') as string },
  })
  expect((await ask(door, elsewhere.authority)).is).toBe('failed')
  expect((await ask(wrongHost, made.authority)).is).toBe('failed')
  expect(await ask(door, made.authority, 'x'.repeat(20_000))).toMatchObject({
    is: 'failed',
    why: expect.stringContaining('too large') as string,
  })
  await Promise.all([door, wrongHost].map((each) => new Promise<void>((done) => each.close(done))))
})

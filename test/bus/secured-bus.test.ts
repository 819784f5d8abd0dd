// Buses behind TLS and passwords, named by URL.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openTransport } from '../../bus/adapters/open-transport.ts'
import type { Transport } from '../../bus/transport.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { options } from '../conformance/transport-beds.ts'
import { describeWith, startMosquitto, startNats } from '../servers.ts'

const tls = join(import.meta.dirname, '../support/tls')
const ca = readFileSync(join(tls, 'ca.pem'), 'utf8')

/** The first state of the link after the first try: `up`, or what people were told. */
async function tried(urls: string, given: { readonly ca?: string }): Promise<string> {
  let transport: Transport | undefined
  const outcome = await new Promise<string>((done) => {
    const tap = (_: string, what: string, fields?: Readonly<Record<string, unknown>>) => {
      if (what === 'bus not reached') done(String(fields?.['why']))
    }
    const opened = openTransport(urls, { ...options('secured'), tap, ...given })
    if (isFault(opened)) throw opened
    transport = opened
    opened.watch((link) => link === 'up' && done('up'))
  })
  await new Promise<void>((done) => transport?.close(done))
  return outcome
}

describeWith('nats-server', 'a real nats-server', () => {
  it('B39: NATS is joined over TLS with a password, and not without either', async () => {
    const server = await startNats(
      `tls { cert_file: "${tls}/server.pem", key_file: "${tls}/server.key" }\n` +
        'authorization { user: ann, password: "p@ss" }',
    )
    onTestFinished(server.remove)
    const at = `localhost:${server.port}`
    expect(await tried(`tls://ann:p%40ss@${at}`, { ca })).toBe('up')
    expect(await tried(`tls://ann:p%40ss@${at}`, {})).not.toBe('up')
    expect(await tried(`tls://ann:wrong@${at}`, { ca })).toMatch(/auth/i)
  })
})

describeWith('mosquitto', 'a real mosquitto', () => {
  it('B39: MQTT is joined over TLS, and not without trust', async () => {
    const server = await startMosquitto(`certfile ${tls}/server.pem\nkeyfile ${tls}/server.key`)
    onTestFinished(server.remove)
    const at = `localhost:${server.port}`
    expect(await tried(`mqtts://${at}`, { ca })).toBe('up')
    expect(await tried(`mqtts://${at}`, {})).not.toBe('up')
    expect(await tried(`mqtt://${at}`, {})).not.toBe('up')
  })
})

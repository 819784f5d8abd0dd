// Two edge agents on real adapters: MQTT on WAN and LAN, LevelDB, sockets and HTTP on loopback.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it, vi } from 'vitest'
import { serveBroker } from '../../bus/adapters/aedes-broker.ts'
import { openFileSlots } from '../../bus/adapters/file-slots.ts'
import { openHttpClient } from '../../bus/adapters/http-client.ts'
import { openHttpServer } from '../../bus/adapters/http-server.ts'
import { openLevelStore } from '../../bus/adapters/level-store.ts'
import { createMqttLan } from '../../bus/adapters/mqtt-lan.ts'
import { createMqttTransport } from '../../bus/adapters/mqtt-transport.ts'
import { systemClock } from '../../bus/adapters/system-clock.ts'
import { createTcpPipes } from '../../bus/adapters/tcp-pipes.ts'
import type { LanBroker } from '../../bus/lan.ts'
import type { Address, Listener } from '../../bus/pipe.ts'
import { assembleEdge, type Edge } from '../../edge/assemble.ts'
import { keepBytesUsual, kubeletChecks, mirrors } from '../../edge/config.ts'
import { paces } from '../../src/health/config.ts'
import { isFault, type Fault } from '../../src/kernel/fault.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import { random } from '../../src/kernel/random.ts'
import { keyring, smallCloud } from '../support/small-cloud.ts'

const clock = systemClock
const tap = () => {}
const silenceMs = 1_500
const folder = mkdtempSync(join(tmpdir(), 'causeway-edge-'))
const endings: (() => Promise<unknown>)[] = []

const asked = <T>(ask: (done: (outcome: T | Fault) => void) => void): Promise<T> =>
  new Promise((resolve, reject) => {
    ask((outcome) => (isFault(outcome) ? reject(outcome) : resolve(outcome)))
  })

async function broker(): Promise<LanBroker> {
  const served = await asked<LanBroker>((done) =>
    serveBroker({ clock, tap }, { host: '127.0.0.1', port: 0 }, done),
  )
  endings.push(() => new Promise<void>((done) => served.close(done)))
  return served
}

/** A kubelet that is well. */
async function kubelet(host: string): Promise<Listener> {
  const listener = await asked<Listener>((done) =>
    openHttpServer().listen(
      { host, port: 0 },
      (_request, reply) => reply.send(200, {}, new Uint8Array()),
      done,
    ),
  )
  endings.push(() => new Promise<void>((done) => listener.close(done)))
  return listener
}

async function startEdge(name: string, host: string, bus: Address): Promise<Edge> {
  const { address } = await kubelet(host)
  const named = { clock, random: random(name), tap, silenceMs }
  const transport = createMqttTransport({ ...named, name, brokers: [{ to: bus }] })
  const edge = assembleEdge(
    {
      clock,
      random: random(name),
      keyring: keyring(),
      transport,
      lan: createMqttLan(named),
      pipes: createTcpPipes({ clock, from: host }),
      kubelet: openHttpClient({ url: `http://${host}:${address.port}` }),
      openStore: (done) => openLevelStore(join(folder, name), done),
      openSlots: (done) => openFileSlots(join(folder, `${name}.head`), done),
      openMirror: (done) => openLevelStore(join(folder, `${name}.mirror`), done),
      tap,
      failed: () => {},
    },
    {
      cluster: 'causeway',
      node: nodeId(name),
      lanListen: { host, port: 0 },
      kubeletAddress: `${host}:${address.port}`,
      kubeletCheck: kubeletChecks.fast,
      mirror: mirrors.fast,
      keepBytesMax: keepBytesUsual,
      health: paces.fast,
      shards: 4,
      version: '0.1.0',
      path: 'mqtt',
    },
  )
  endings.push(() => new Promise<void>((done) => transport.close(done)))
  endings.push(() => new Promise<void>((done) => edge.stop(done)))
  await asked<undefined>(edge.start)
  return edge
}

afterAll(async () => {
  for (const end of endings.toReversed()) await end()
  rmSync(folder, { recursive: true, force: true })
})

it('two agents meet, are linked, and find each other alive over real sockets', async () => {
  const wan = await broker()
  const cloud = smallCloud(wan.transport, clock, { a: ['a-1', 'a-2'] })
  const edges = [
    await startEdge('a-1', '127.77.250.1', wan.address),
    await startEdge('a-2', '127.77.250.2', wan.address),
  ]
  await vi.waitFor(
    () => {
      for (const edge of edges) {
        const status = edge.status()
        expect(status).toMatchObject({ link: 'linked', kubelet: 'ok', site: 'a' })
        expect(status?.peers.map(({ tally }) => tally)).toEqual(['alive'])
      }
      expect(cloud.beats.some(({ beat }) => beat.ballots[0]?.opinion === 'alive')).toBe(true)
    },
    { timeout: 90_000, interval: 100 },
  )
})

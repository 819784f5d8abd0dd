// Shipped edges on a real bus whose server forgets everything when it is restarted.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { memoryHttpClient } from '../../bus/adapters/memory-http.ts'
import { createMemoryDisk } from '../../bus/adapters/memory-store.ts'
import { openTransport } from '../../bus/adapters/open-transport.ts'
import { systemClock } from '../../bus/adapters/system-clock.ts'
import type { Transport } from '../../bus/transport.ts'
import { assembleEdge } from '../../edge/assemble.ts'
import { keepBytesUsual, kubeletChecks, mirrors } from '../../edge/config.ts'
import { paces } from '../../src/health/config.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import { random } from '../../src/kernel/random.ts'
import { describeNats, describeWith, startMosquitto, startNats } from '../servers.ts'
import type { RunningServer } from '../servers.ts'
import { keyring, smallCloud } from '../support/small-cloud.ts'
import { createVirtualLan } from '../support/virtual-lan.ts'

const names = ['a-1', 'a-2', 'a-3']
const health = { ...paces.fast, beatMs: 100, silenceMs: 1_200 }

const busOf = (url: string, name: string): Transport => {
  const { silenceMs } = health
  const options = { clock: systemClock, random: random(name), tap: () => {}, name, silenceMs }
  const transport = openTransport(url, options)
  if (isFault(transport)) throw transport
  return transport
}

/** A shipped edge, and what may be done to it. */
function startEdge(url: string, name: string, host: string) {
  const lan = createVirtualLan(systemClock)
  const disk = createMemoryDisk(systemClock)
  const transport = busOf(url, name)
  const kubelet = { status: 200 }
  const edge = assembleEdge(
    {
      clock: systemClock,
      random: random(name),
      keyring: keyring(),
      transport,
      lan: lan.lan,
      pipes: lan.pipes(host),
      kubelet: memoryHttpClient(systemClock, () => (_request, reply) => {
        reply.send(kubelet.status, {}, new Uint8Array())
      }),
      ...disk,
      openMirror: createMemoryDisk(systemClock).openStore,
      tap: () => {},
      failed: (fault) => {
        throw fault
      },
    },
    {
      cluster: 'causeway',
      node: nodeId(name),
      lanListen: { host, port: 1883 },
      kubeletAddress: `${host}:10250`,
      kubeletCheck: { ...kubeletChecks.fast, periodMs: 50, timeoutMs: 40, retries: 0 },
      health,
      mirror: mirrors.fast,
      keepBytesMax: keepBytesUsual,
      shards: 4,
      version: '0.1.0',
      path: 'bus',
    },
  )
  const started = new Promise<void>((done, failed) => {
    edge.start((fault) => (fault === undefined ? done() : failed(fault)))
  })
  const stop = async (): Promise<void> => {
    await new Promise<void>((done) => edge.stop(done))
    await new Promise<void>((done) => transport.close(done))
  }
  return { name, edge, kubelet, started, stop }
}

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((later) => setTimeout(later, 20))
}

/** Restarts the bus under three edges and a cloud. */
function restarts(url: (server: RunningServer) => string, start: () => Promise<RunningServer>) {
  let server: RunningServer
  beforeAll(async () => {
    server = await start()
  })
  afterAll(() => server.remove())

  it('B91: a bus that is restarted without its store costs nothing: beats, facts and answers go on', async () => {
    const transport = busOf(url(server), 'cloud')
    const cloud = smallCloud(transport, systemClock, { a: names })
    const edges = names.map((name, i) => startEdge(url(server), name, `127.77.1.${i + 1}`))
    await Promise.all(edges.map(({ started }) => started))
    const current = () =>
      edges.every(({ edge }) => edge.status()?.link === 'linked' && edge.status()?.lag === 0)
    await until(current)
    for (const status of [500, 200, 500, 200]) {
      const facts = cloud.took.length
      await server.stop()
      for (const { kubelet } of edges) kubelet.status = status
      const wanted = status === 200 ? 'ok' : 'dead'
      await until(() => edges.every(({ edge }) => edge.status()?.kubelet === wanted))
      server.files.remove()
      await server.start()
      const heard = cloud.beats.length
      await until(() => names.every((name) => heardFrom(name, heard)))
      await until(() => current() && cloud.took.length >= facts + names.length)
    }
    for (const { edge, name } of edges) {
      const took = cloud.took.filter(({ producer }) => producer === `node/${name}`)
      const last = edge.journal()?.position('state').last ?? 0
      expect(took.map(({ seq }) => seq)).toEqual(Array.from({ length: last }, (_, i) => i + 1))
    }
    function heardFrom(name: string, after: number): boolean {
      return cloud.beats.slice(after).some(({ beat }) => beat.node === name)
    }
    await Promise.all(edges.map(({ stop }) => stop()))
    await new Promise<void>((done) => transport.close(done))
  })
}

describeWith('mosquitto', 'mosquitto', () =>
  restarts(({ port }) => `mqtt://127.0.0.1:${port}`, startMosquitto),
)
describeNats('a bus', (binary) =>
  restarts(
    ({ port }) => `nats://127.0.0.1:${port}`,
    () => startNats('', binary),
  ),
)

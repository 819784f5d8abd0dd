// Beats through a real nats-server into verdicts: one cloud process with many known nodes.
import { fork, spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openFileSlots } from '../bus/adapters/file-slots.ts'
import { openHttpServer } from '../bus/adapters/http-server.ts'
import { openLevelStore } from '../bus/adapters/level-store.ts'
import { openNodeKeyring } from '../bus/adapters/node-keyring.ts'
import { openTransport } from '../bus/adapters/open-transport.ts'
import { systemClock } from '../bus/adapters/system-clock.ts'
import type { Keyring } from '../bus/keyring.ts'
import { assembleCloud, type Cloud } from '../cloud/assemble.ts'
import { cloudPaces } from '../cloud/config.ts'
import { paces } from '../src/health/config.ts'
import { isFault, type Fault } from '../src/kernel/fault.ts'
import { random } from '../src/kernel/random.ts'
import type { StatusJson } from '../src/cli/show/status-json.ts'
import type { BeatOrder } from './beat-source.ts'
import { fleetKube } from './fleet-kube.ts'
import type { Line } from './measure.ts'

const beats = 200_000

function outcome<T>(call: (done: (outcome: T | Fault) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    call((value) => (isFault(value) ? reject(value) : resolve(value as T)))
  })
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function startNats(): Promise<{ url: string; server: ChildProcess }> {
  const port = await freePort()
  const path = `${process.env['PATH'] ?? ''}:/usr/sbin`
  const args = ['-a', '127.0.0.1', '-p', String(port)]
  const server = spawn('nats-server', args, {
    stdio: 'ignore',
    env: { ...process.env, PATH: path },
  })
  for (let i = 0; i < 100 && !(await answers(port)); i++) {
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return { url: `nats://127.0.0.1:${port}`, server }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('data', () => (socket.destroy(), resolve(true)))
    socket.once('error', () => resolve(false))
  })
}

async function startCloud(url: string, nodes: number, folder: string): Promise<Cloud> {
  const clock = systemClock
  const tap = (): void => {}
  const keyring = await outcome<Keyring>((done) => openNodeKeyring(join(folder, 'keys'), done))
  const bus = { clock, random: random(1), tap, name: 'bus', silenceMs: 40_000 }
  const transport = openTransport(url, bus)
  if (isFault(transport)) throw transport
  const cloud = assembleCloud(
    {
      clock,
      random: random(2),
      keyring,
      transport,
      openStore: (done) => openLevelStore(join(folder, 'journal'), done),
      openSlots: (done) => openFileSlots(join(folder, 'head'), done),
      kube: fleetKube(nodes),
      http: openHttpServer(),
      tap,
    },
    {
      ...cloudPaces.real,
      cluster: 'bench',
      replica: 'a',
      shards: 16,
      health: paces.real,
      version: '0',
      listen: { host: '127.0.0.1', port: 0 },
      path: 'nats',
    },
  )
  await outcome((done) => cloud.start((fault) => done(fault)))
  const { host, port } = cloud.listener()?.address ?? { host: '', port: 0 }
  while (!(await knowsKubernetes(`http://${host}:${port}`))) {
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return cloud
}

/** Whether the cloud has read all nodes: beats of nodes it does not know are strangers'. */
async function knowsKubernetes(at: string): Promise<boolean> {
  const { cloud } = (await (await fetch(`${at}/v1/status`)).json()) as StatusJson
  return cloud['kubernetes'] === 'up'
}

function order(source: ChildProcess, what: BeatOrder): Promise<void> {
  return new Promise((resolve, reject) => {
    source.once('message', (answer: { error?: string }) => {
      if (answer.error === undefined) resolve()
      else reject(new Error(answer.error))
    })
    source.send(what)
  })
}

/** Everybody is born first; then the beats are counted against this process's own CPU time. */
async function withNodes(nodes: number): Promise<Line> {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-bench-'))
  const { url, server } = await startNats()
  const cloud = await startCloud(url, nodes, folder)
  const source = fork(fileURLToPath(new URL('beat-source.js', import.meta.url)), [url])
  await order(source, { nodes, from: 0, count: nodes, birth: true })
  await order(source, { nodes, from: 0, count: Math.min(nodes, beats), birth: false })
  const before = process.cpuUsage()
  await order(source, { nodes, from: nodes, count: beats, birth: false })
  const { user, system } = process.cpuUsage(before)
  source.disconnect()
  await new Promise<void>((resolve) => cloud.stop(resolve))
  server.kill('SIGTERM')
  rmSync(folder, { recursive: true })
  const ours = beats / ((user + system) / 1e6)
  const what = `beats with six ballots, ${nodes.toLocaleString('en-US')} nodes known`
  return { what, ours, unit: 'beats/s and core', ...(nodes === 100_000 ? { aim: '≥ 40,000' } : {}) }
}

/** The lines of this section. */
export async function beatLines(): Promise<readonly Line[]> {
  return [await withNodes(1_000), await withNodes(10_000), await withNodes(100_000)]
}

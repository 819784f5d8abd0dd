// Everything that listens is flooded with what it must refuse, on every bus, with real processes.
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { openTransport } from '../../bus/adapters/open-transport.ts'
import type { Message, Transport } from '../../bus/transport.ts'
import { poll } from '../../src/cli/promise.ts'
import type { StatusJson } from '../../src/cli/show/status-json.ts'
import { isFault, type Fault } from '../../src/kernel/fault.ts'
import { options } from '../conformance/transport-beds.ts'
import { describeWith, startMosquitto, startNats, type RunningServer } from '../servers.ts'
import * as flood from './flood.ts'
import { UpWorld } from './world.ts'

/** No process may be larger than before by more than this: oversized messages are 900 kB each. */
const grownBytesMax = 96 * 1024 * 1024

const endings: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end()
}, 200_000)

/** Patient, and allowed more at once than ours are. */
const somebody = { ...options('somebody'), silenceMs: 60_000, outboxBytesMax: 1 << 26 }

async function dial(url: string): Promise<Transport> {
  const transport = openTransport(url, somebody)
  if (isFault(transport)) throw transport
  endings.push(() => new Promise<void>((done) => transport.close(done)))
  await new Promise<void>((up) => transport.watch((link) => link === 'up' && up()))
  return transport
}

const atOnce = 25

/** Sends all, some at a time, so that nothing is dropped on its way. */
async function send(transport: Transport, messages: readonly Message[]): Promise<void> {
  const one = ({ subject, bytes }: Message) =>
    new Promise<Fault | undefined>((done) => transport.publish(subject, bytes, done))
  for (let at = 0; at < messages.length; at += atOnce) {
    const faults = await Promise.all(messages.slice(at, at + atOnce).map(one))
    expect(faults.filter(isFault)).toEqual([])
  }
}

/** Writes to a socket and waits until it is closed, or a moment. */
function write(at: string, bytes: Uint8Array): Promise<void> {
  const [host = '', port = ''] = at.split(':')
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port) }, () => socket.write(bytes))
    const end = (): void => {
      socket.destroy()
      resolve()
    }
    socket.on('error', () => {})
    socket.once('close', end)
    setTimeout(end, 200)
  })
}

/** Listens until something was said under each of the two patterns. */
async function overhear(
  sources: Readonly<Record<flood.Node, readonly [Transport, string]>>,
): Promise<flood.Overheard> {
  const heard: Partial<Record<flood.Node, Uint8Array>> = {}
  const cancels = flood.nodes.map((node) => {
    const [transport, pattern] = sources[node]
    return transport.subscribe(pattern, ({ bytes }) => (heard[node] = bytes))
  })
  const both = await poll(
    () => Promise.resolve(flood.nodes.every((node) => heard[node] !== undefined) || undefined),
    60_000,
  )
  for (const cancel of cancels) cancel()
  expect(both).toBe(true)
  return heard as flood.Overheard
}

function residentBytes(pid: number): number {
  const [, kb] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kb) * 1024
}

const sizes = (world: UpWorld): readonly (readonly [string, number])[] =>
  world
    .file()
    .processes.map(({ role, node, pid }) => [`${role} ${node} ${pid}`, residentBytes(pid)])

function refusals({ cloud }: StatusJson): number {
  const refused = cloud['refused'] as Readonly<Record<string, number>>
  return Object.values(refused).reduce((sum, count) => sum + count, 0)
}

/** A warning in an edge's log. */
interface Warning {
  readonly msg: string
  readonly time: number
}

/** What the edge said of what it refused, a line for each kind of it. */
function edgeWarnings(world: UpWorld, node: flood.Node): readonly Warning[] {
  return readFileSync(`${world.data}/logs/edge-${node}.log`, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Warning & { level: number })
    .filter(({ level }) => level >= 40)
}

function areWell({ nodes }: StatusJson): boolean {
  const well = nodes.filter(
    (one) => one.verdict === 'healthy' && one.link === 'linked' && one.ready,
  )
  return nodes.length === flood.nodes.length && well.length === nodes.length
}

/** The longest run of the same warning within a minute. */
function mostInAMinute(said: readonly Warning[]): number {
  const runs = said.map(
    (one) =>
      said.filter(
        ({ msg, time }) => msg === one.msg && time >= one.time && time < one.time + 59_000,
      ).length,
  )
  return Math.max(...runs)
}

/** A flood: how much of it the cloud must count, and what sends cloud or edges their part once more. */
interface Flood {
  readonly counted: number
  readonly cloudAgain: () => Promise<void>
  readonly edgesAgain: () => Promise<void>
}

/** Sends everything to the bus and to both LAN brokers. */
async function floodAll(url: string, lans: Readonly<Record<flood.Node, string>>): Promise<Flood> {
  const wan = await dial(url)
  const one = await dial(`mqtt://${lans['f-1']}`)
  const two = await dial(`mqtt://${lans['f-2']}`)
  const [beats, downs, reports] = await Promise.all([
    overhear({ 'f-1': [wan, 'cw.default.beat.*.f-1'], 'f-2': [wan, 'cw.default.beat.*.f-2'] }),
    overhear({ 'f-1': [wan, 'cw.default.down.f-1'], 'f-2': [wan, 'cw.default.down.f-2'] }),
    overhear({ 'f-1': [one, 'cw.default.peer.>'], 'f-2': [two, 'cw.default.peer.>'] }),
  ])
  const mustBeCounted = flood.againstCloud(beats)
  const nobodys = flood.againstNobody(reports)
  const other = await dial(url)
  const edgesAgain = async (): Promise<void> => {
    await Promise.all([
      send(other, flood.againstEdges(downs)),
      send(one, flood.againstPeer('f-1', reports)),
      send(two, flood.againstPeer('f-2', reports)),
    ])
  }
  const cloudAgain = (): Promise<void> => send(wan, mustBeCounted)
  await Promise.all([
    cloudAgain(),
    edgesAgain(),
    send(await dial(url), nobodys),
    send(one, nobodys),
    send(two, nobodys),
  ])
  return { counted: mustBeCounted.length, cloudAgain, edgesAgain }
}

async function liveThroughFlood(bus: string): Promise<void> {
  const world = await UpWorld.start(['--sites', 'f=2', '--pace', 'fast', '--bus', bus])
  endings.push(async () => expect(await world.stop(), 'processes left behind').toEqual([]))
  const lanOf = (node: flood.Node): string => world.process('edge', node)?.addresses['lan'] ?? ''
  const lans = { 'f-1': lanOf('f-1'), 'f-2': lanOf('f-2') }
  const main = world.file().control.split(':')[0] ?? ''
  const url = bus === 'embedded' ? `mqtt://${main}:4222` : bus
  const before = new Map(sizes(world))
  let already = refusals(await world.status())

  const { counted, cloudAgain, edgesAgain } = await floodAll(url, lans)
  for (const at of [url.replace(/^.*\/\//, ''), lans['f-1']])
    await Promise.all(flood.rawGarbage().map((bytes) => write(at, bytes)))

  const look = { seen: already, unchanged: 0 }
  /** A bus may lose some where the cloud is slow: then nothing is left to come, and another whole flood is counted. */
  const isOver = async (): Promise<boolean> => {
    const status = await world.status()
    const seen = refusals(status)
    if (areWell(status) && seen >= already + counted) return true
    look.unchanged = seen === look.seen ? look.unchanged + 1 : 0
    look.seen = seen
    if (look.unchanged < 15 || seen >= already + counted) return false
    look.unchanged = 0
    already = seen
    await cloudAgain()
    return false
  }
  await world.until('the cloud has counted a whole flood, and both nodes are well', isOver)
  for (const node of flood.nodes) {
    // What comes while a session is down is lost, as it may be.
    const isSaid = async (): Promise<boolean> => {
      const said = new Set(edgeWarnings(world, node).map(({ msg }) => msg))
      const isAllSaid = flood.edgeSays.every((what) => said.has(what))
      if (!isAllSaid) await edgesAgain()
      return isAllSaid
    }
    await world.until(`${node} has said what it refused`, isSaid)
    const said = edgeWarnings(world, node)
    expect(mostInAMinute(said), `each once a minute at most: ${JSON.stringify(said)}`).toBe(1)
  }
  for (const [name, bytes] of sizes(world)) {
    expect(before.has(name), `${name} was there before`).toBe(true)
    expect(bytes - (before.get(name) ?? 0), `${name} has grown`).toBeLessThan(grownBytesMax)
  }
  expect(sizes(world).length).toBe(before.size)

  world.kill('kubelet', 'f-2')
  const noted = async (): Promise<boolean> => {
    const { out } = await world.causeway('events', '--kind', 'kubelet-changed', '-o', 'json')
    return out.includes('"dead"') && out.includes('node/f-2')
  }
  await world.until('a fact that was written after the flood arrives', noted)
}

const name =
  'U24: processes live through a flood of what they must refuse, and go on with their work'
const long = 400_000

it(`${name}: embedded bus`, () => liveThroughFlood('embedded'), long)

for (const { binary, scheme, start } of [
  { binary: 'nats-server', scheme: 'nats', start: startNats },
  { binary: 'mosquitto', scheme: 'mqtt', start: startMosquitto },
] as const)
  describeWith(binary, 'a flood', () => {
    it(
      `${name}: ${binary}`,
      async () => {
        const server: RunningServer = await start()
        endings.push(server.remove)
        await liveThroughFlood(`${scheme}://127.0.0.1:${server.port}`)
      },
      long,
    )
  })

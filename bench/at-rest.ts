// Real processes at rest: what `causeway up` of one small site takes in memory and on the WAN, at pace real.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readUpFile, type Role } from '../src/cli/data-folder.ts'
import { startCountingRelay } from './counting-relay.ts'
import type { Line } from './measure.ts'
import { startNats } from './nats-server.ts'

/** Each is observed by the six others: no node has more to say in a larger site. */
const nodes = 7
const settleMs = 60_000
const measureMs = 120_000

interface Memory {
  /** The largest of the nodes' agents. */
  readonly edgeMib: number
  readonly cloudMib: number
}

interface AtRest {
  readonly embedded: Memory
  readonly nats: Memory
  readonly wanBytesPerMinute: number
}

/** Starts `up` on a bus, waits until it has come to rest, and answers what `measure` finds. */
async function underUp<T>(bus: string, measure: (data: string) => Promise<T>): Promise<T> {
  const data = mkdtempSync(join(tmpdir(), 'causeway-bench-'))
  const main = fileURLToPath(new URL('../src/cli/main.js', import.meta.url))
  const flags = ['--data', data, '--bus', bus, '--sites', `a=${nodes}`, '--pace', 'real']
  const up = spawn(process.execPath, [main, 'up', ...flags], { stdio: ['ignore', 'pipe', 'pipe'] })
  try {
    await untilReady(up)
    await passed(settleMs)
    return await measure(data)
  } finally {
    const ended = new Promise((resolve) => up.once('exit', resolve))
    up.kill('SIGINT')
    await ended
    rmSync(data, { recursive: true, force: true })
  }
}

function untilReady(up: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    const hear = (bytes: Buffer): void => {
      said += bytes.toString()
      if (said.includes('nodes are Ready')) resolve()
    }
    up.stdout?.on('data', hear)
    up.stderr?.on('data', hear)
    up.once('exit', () => reject(new Error(`up did not start: ${said}`)))
  })
}

const passed = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Resident memory of one process, as Linux counts it. */
function residentMib(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024
}

function memoryOf(data: string): Memory {
  const largest = (role: Role): number => {
    const those = readUpFile(data).processes.filter((process) => process.role === role)
    return Math.max(...those.map(({ pid }) => residentMib(pid)))
  }
  return { edgeMib: largest('edge'), cloudMib: largest('cloud') }
}

const onEmbedded = (): Promise<Memory> =>
  underUp('embedded', async (data) => {
    await passed(measureMs)
    return memoryOf(data)
  })

async function onNats(): Promise<{ memory: Memory; wanBytesPerMinute: number }> {
  const server = await startNats()
  const relay = await startCountingRelay(server.url)
  try {
    return await underUp(relay.url, async (data) => {
      const before = relay.bytes()
      await passed(measureMs)
      const wanBytesPerMinute = ((relay.bytes() - before) / nodes / measureMs) * 60_000
      return { memory: memoryOf(data), wanBytesPerMinute }
    })
  } finally {
    relay.stop()
    await server.stop()
  }
}

async function measure(): Promise<AtRest> {
  const [embedded, { memory, wanBytesPerMinute }] = await Promise.all([onEmbedded(), onNats()])
  return { embedded, nats: memory, wanBytesPerMinute }
}

let found: Promise<AtRest> | undefined
const atRest = (): Promise<AtRest> => (found ??= measure())

/** Resident memory of single processes. */
export async function memoryLines(): Promise<readonly Line[]> {
  const { embedded, nats } = await atRest()
  const unit = 'MiB'
  return [
    { what: 'one edge, embedded bus', ours: embedded.edgeMib, unit, aim: '≤ 90' },
    { what: 'one edge, NATS', ours: nats.edgeMib, unit, aim: '≤ 90' },
    { what: 'one cloud, embedded bus', ours: embedded.cloudMib, unit },
    { what: 'one cloud, NATS', ours: nats.cloudMib, unit },
  ]
}

/** Bytes through a relay between the nodes and a real nats-server. */
export async function wanLines(): Promise<readonly Line[]> {
  const { wanBytesPerMinute } = await atRest()
  const what = 'payload and protocol lines, both ways'
  return [{ what, ours: wanBytesPerMinute, unit: 'bytes per node and minute', aim: '≤ 1,500' }]
}

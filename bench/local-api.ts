// The local API beside a bare HTTP server with the same bytes: reads, watches, start and memory.
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLevelStore } from '../bus/adapters/level-store.ts'
import { guarded } from '../bus/guarded.ts'
import type { Store, Write } from '../bus/store.ts'
import { objectName } from '../edge/mirror/mirror-names.ts'
import { encodeFeedFact } from '../schemas/feed.ts'
import { wallMs } from '../src/kernel/time.ts'
import { smallHeap } from '../src/cli/small-heap.ts'
import { keyText } from '../src/mirror/scope.ts'
import type { ObjectKey, Scope } from '../src/mirror/scope.ts'
import { podBytes, podKey, sliceBytes, sliceKey } from './local-api-objects.ts'
import { median, type Line } from './measure.ts'
import { ask, ended, next, start, startWith } from './processes.ts'

const pods = '/api/v1/namespaces/default/pods'
const slices = '/apis/discovery.k8s.io/v1/endpointslices'

const pageWrites = 500

/** A store of a mirror with so many pods and slices. */
async function fill(folder: string, podCount: number, sliceCount: number): Promise<void> {
  const opened = await new Promise<Store>((resolve, reject) =>
    openLevelStore(folder, (store) => ('range' in store ? resolve(store) : reject(store))),
  )
  let seq = 0
  const writeOf = (scope: Scope, key: ObjectKey, body: Uint8Array): Write => {
    const fact = { scope, epoch: 1, seq: (seq += 1), key, atMs: wallMs(0), sealed: false } as const
    const value = guarded(encodeFeedFact({ ...fact, kind: 'placed', body }))
    return { put: objectName(scope, keyText(key)), value }
  }
  const writes = [
    ...Array.from({ length: podCount }, (_, n) => writeOf('node/n1', podKey(n), podBytes(n))),
    ...Array.from({ length: sliceCount }, (_, n) => writeOf('all', sliceKey(n), sliceBytes(n))),
  ]
  // As a mirror is written: page by page. One batch of all would be read as one when the store is opened.
  for (let from = 0; from < writes.length; from += pageWrites) {
    const page = writes.slice(from, from + pageWrites)
    await new Promise((written) => opened.batch(page, { sync: true }, written))
  }
  await new Promise<void>((closed) => opened.close(closed))
}

interface Started {
  readonly startMs: number
  readonly rssMib: number
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}

const read = (agent: Agent, port: number, path: string): Promise<string> =>
  new Promise((resolve, reject) => {
    get({ agent, host: '127.0.0.1', port, path }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => resolve(Buffer.concat(parts).toString()))
    }).on('error', reject)
  })

/** Requests per second over eight connections, and the slowest of a hundred, for two seconds. */
async function load(port: number, path: string): Promise<{ perSecond: number; p99: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  const took: number[] = []
  const until = performance.now() + 2_000
  const one = async (): Promise<void> => {
    while (performance.now() < until) {
      const from = performance.now()
      await read(agent, port, path)
      took.push(performance.now() - from)
    }
  }
  await Promise.all(Array.from({ length: 8 }, one))
  agent.destroy()
  took.sort((a, b) => a - b)
  return { perSecond: took.length / 2, p99: took[Math.floor(took.length * 0.99)] ?? 0 }
}

async function readLines(folder: string): Promise<readonly Line[]> {
  const [port, rawPort] = [await freePort(), await freePort()]
  const ours = startWith(smallHeap, 'local-api-serve.js', folder, String(port))
  const raw = start('local-api-serve.js', '', String(rawPort))
  await Promise.all([next(ours), next(raw)])
  const agent = new Agent({ keepAlive: true })
  const lines: Line[] = []
  for (const [what, path, aim] of [
    ['GET of one pod', `${pods}/${podKey(5).name}`, '≥ 60 %'],
    ['LIST of 100 pods', pods, undefined],
    ['LIST of 1,000 slices', slices, undefined],
  ] as const) {
    await ask(raw, { raw: { [path]: await read(agent, port, path) } })
    const [a, b] = [await load(port, path), await load(rawPort, path)]
    const met = aim === undefined ? {} : { aim, met: a.perSecond >= 0.6 * b.perSecond }
    lines.push({ what, ours: a.perSecond, raw: b.perSecond, unit: 'requests/s', ...met })
    lines.push({ what: `${what}: p99`, ours: a.p99, raw: b.p99, unit: 'ms' })
  }
  agent.destroy()
  const watched = await watchLines(ours, port)
  for (const child of [ours, raw]) await ended(child)
  return [...lines, ...watched]
}

const watchers = 1_000

async function watchLines(child: ReturnType<typeof start>, port: number): Promise<readonly Line[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity })
  const tookMs: number[] = []
  const watch = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const path = `${pods}?watch=1&resourceVersion=0&sendInitialEvents=false&resourceVersionMatch=NotOlderThan`
      get({ agent, host: '127.0.0.1', port, path }, (response) => {
        resolve()
        response.on('data', (bytes: Buffer) => {
          const now = performance.timeOrigin + performance.now()
          for (const [, at] of bytes.toString('latin1').matchAll(/"at":"([\d.]+)"/g))
            tookMs.push(now - Number(at))
        })
      }).on('error', reject)
    })
  for (let n = 0; n < watchers; n++) await watch()
  const { rssMib } = await ask<Started>(child, { changes: 300, everyMs: 10 })
  await new Promise((settled) => setTimeout(settled, 500))
  agent.destroy()
  tookMs.sort((a, b) => a - b)
  const p99 = tookMs[Math.floor(tookMs.length * 0.99)] ?? 0
  const what = `${watchers.toLocaleString('en-US')} watches, 100 changes/s`
  return [
    { what: `${what}: p50`, ours: median(tookMs), unit: 'ms' },
    { what: `${what}: p99`, ours: p99, unit: 'ms', aim: '≤ 50', met: p99 <= 50 },
    { what: `${what}: events`, ours: tookMs.length, unit: `of ${watchers * 300}` },
    { what: `${what}: memory`, ours: rssMib, unit: 'MiB' },
  ]
}

async function startLinesOf(folder: string, count: number): Promise<readonly Line[]> {
  const at = join(folder, String(count))
  await fill(at, count, 0)
  const child = startWith(smallHeap, 'local-api-serve.js', at, String(await freePort()))
  const { startMs, rssMib } = await next<Started>(child)
  await ended(child)
  const is10k = count === 10_000
  const what = `${count.toLocaleString('en-US')} objects`
  return [
    {
      what: `start with ${what}`,
      ours: startMs,
      unit: 'ms',
      ...(is10k ? { aim: '≤ 1,000', met: startMs <= 1_000 } : {}),
    },
    {
      what: `memory with ${what}`,
      ours: rssMib,
      unit: 'MiB',
      ...(is10k ? { aim: '≤ 120', met: rssMib <= 120 } : {}),
    },
  ]
}

/** Uses a folder that is removed afterwards. */
async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-bench-'))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Reads and watches of a local API. */
export const readAndWatchLines = (): Promise<readonly Line[]> =>
  inFolder(async (folder) => {
    await fill(folder, 100, 1_000)
    return readLines(folder)
  })

/** Start and memory with these many objects. */
export const startLines = (sizes: readonly number[]): Promise<readonly Line[]> =>
  inFolder(async (folder) => {
    const lines: Line[] = []
    for (const count of sizes.length === 0 ? [1_000, 10_000, 100_000] : sizes)
      lines.push(...(await startLinesOf(folder, count)))
    return lines
  })

// A reboot alone under `up`: from the start of a killed agent to its first answer, beside the start of a bare HTTP server.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openHttpClient } from '../bus/adapters/http-client.ts'
import { systemClock } from '../bus/adapters/system-clock.ts'
import type { HttpClient } from '../bus/http.ts'
import { httpCall, type HttpWhole } from '../bus/http-call.ts'
import { readUpFile } from '../src/cli/data-folder.ts'
import { askJson } from '../src/cli/http.ts'
import { ownTarget } from '../src/cli/kubeconfig-file.ts'
import { outcomeOf, poll } from '../src/cli/promise.ts'
import { sliceBytes, sliceKey } from './local-api-objects.ts'
import { median, type Line } from './measure.ts'

const main = fileURLToPath(new URL('../src/cli/main.js', import.meta.url))
const node = 'site-a-1'
const patienceMs = 300_000
const runs = 5
const slices = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices'

type OwnClient = ReturnType<typeof openHttpClient>

const ask = (http: HttpClient, path: string, body?: Uint8Array): Promise<HttpWhole> => {
  const headers = { 'content-type': 'application/json' }
  const method = body === undefined ? 'GET' : 'POST'
  const request = { method, path, headers, body: body ?? new Uint8Array() } as const
  const limits = { silenceMs: 10_000, bodyBytesMax: 1 << 26 }
  return outcomeOf((done) => httpCall({ http, clock: systemClock }, request, limits, done))
}

/** Waits until a path is answered with 200. */
async function answered(what: string, http: () => OwnClient, path: string): Promise<void> {
  const tried = async () => {
    const client = http()
    const { status } = await ask(client, path).finally(() => client.close())
    return status === 200 ? true : undefined
  }
  const done = await poll(() => tried().catch(() => undefined), patienceMs, 5)
  if (done === undefined) throw new Error(`not within ${patienceMs} ms: ${what}`)
}

/** Puts so many slices of 2 KB into the cluster. */
async function fill(http: HttpClient, count: number): Promise<void> {
  let at = 0
  const some = async (): Promise<void> => {
    while (at < count) {
      const n = at++
      const object = JSON.parse(new TextDecoder().decode(sliceBytes(n))) as Record<string, unknown>
      const { resourceVersion: _version, ...metadata } = object['metadata'] as object & {
        resourceVersion: string
      }
      const annotations = { rest: object['rest'] }
      const body = { ...object, rest: undefined, metadata: { ...metadata, annotations } }
      const { status } = await ask(http, slices, Buffer.from(JSON.stringify(body)))
      if (status !== 201) throw new Error(`slice ${n}: expected 201, got ${status}`)
    }
  }
  await Promise.all(Array.from({ length: 8 }, some))
}

/** How long the agent of a cut node takes from its start to its first answer, each time. */
async function rebootsMs(data: string, count: number): Promise<readonly number[]> {
  const cluster = openHttpClient(ownTarget(`${data}/kubeconfig`))
  const local = () => openHttpClient(ownTarget(`${data}/${node}.kubeconfig`))
  await fill(cluster, count)
  cluster.close()
  const path = `${slices}/${sliceKey(count - 1).name}`
  await answered('the last slice is on the node', local, path)
  const cut = spawn(process.execPath, [main, 'cut', node, '--data', data], { stdio: 'ignore' })
  await once(cut, 'exit')
  const took: number[] = []
  for (let n = 0; n < runs; n++) {
    const { processes, control } = readUpFile(data)
    const pid = processes.find((one) => one.role === 'edge')?.pid
    if (pid === undefined) throw new Error('no agent runs')
    process.kill(pid, 'SIGKILL')
    await poll(async () => (isAlive(pid) ? undefined : true), patienceMs, 5)
    const began = performance.now()
    const whom = { whom: '`up`', at: control, otherwise: 'see its log' }
    const started = askJson({ ...whom, method: 'POST', path: `/start/${node}`, timeoutMs: 40_000 })
    await answered('the node answers', local, path)
    took.push(performance.now() - began)
    await started
  }
  return took
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** The same of a process that only has an HTTP server. */
async function bareMs(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  const began = performance.now()
  const serve = `createServer((_, reply) => reply.end('{}')).listen(${port}, '127.0.0.1')`
  const code = `const { createServer } = require('node:http'); ${serve}`
  const child = spawn(process.execPath, ['-e', code], { stdio: 'ignore' })
  const exited = once(child, 'exit')
  await answered('it answers', () => openHttpClient({ url: `http://127.0.0.1:${port}` }), '/')
  const took = performance.now() - began
  child.kill('SIGKILL')
  await exited
  return took
}

/** Starts of a node that is cut off, with 10,000 objects. */
export async function rebootLines(): Promise<readonly Line[]> {
  const count = 10_000
  const data = mkdtempSync(join(tmpdir(), 'causeway-bench-'))
  const args = [main, 'up', '--data', data, '--sites', 'site-a=1', '--pace', 'fast']
  const up = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(up, 'exit')
  try {
    await new Promise<void>((ready, failed) => {
      let printed = ''
      up.stdout.on('data', (bytes: Buffer) => {
        if ((printed += bytes.toString()).includes('nodes are Ready')) ready()
      })
      up.once('exit', () => failed(new Error(`up ended:\n${printed}`)))
    })
    const ours = median(await rebootsMs(data, count))
    const raw: number[] = []
    for (let n = 0; n < runs; n++) raw.push(await bareMs())
    const what = `first answer after the start alone, ${count.toLocaleString('en-US')} objects`
    const aim = { aim: '≤ 1,000', met: ours <= 1_000 }
    return [{ what, ours, raw: median(raw), unit: 'ms', ...aim }]
  } finally {
    up.kill('SIGINT')
    await exited
    rmSync(data, { recursive: true, force: true })
  }
}

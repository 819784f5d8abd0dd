// A real nats-server for benches, on ports of its own: it can be killed and started again, and asked what it has done.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const binary = process.env['CAUSEWAY_BENCH_NATS'] ?? 'nats-server'
const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` }

/** What a server says of itself. */
export interface ServerCount {
  /** Messages that came in. */
  readonly published: number
  /** Messages that came in and went out. */
  readonly messages: number
  readonly bytes: number
  readonly connections: number
  readonly consumers: number
}

/** A running server, with JetStream. */
export interface NatsServer {
  readonly url: string
  /** Everything that came in and went out since it was started, and the consumers that there are. */
  readonly count: () => Promise<ServerCount>
  /** Kills it. */
  readonly kill: () => Promise<void>
  /** Starts it again and waits until it answers. */
  readonly start: () => Promise<void>
  /** Stops it and removes its files. */
  readonly stop: () => Promise<void>
}

/** The version of the server that benches run on. */
export const natsVersion = (): string => {
  const { stdout } = spawnSync(binary, ['--version'], { env, encoding: 'utf8' })
  return / v(\S+)/.exec(stdout ?? '')?.[1] ?? 'none'
}

/** Starts one and waits until it answers. */
export async function startNats(): Promise<NatsServer> {
  const port = await freePort()
  const monitor = await freePort()
  const store = mkdtempSync(join(tmpdir(), 'causeway-bench-'))
  const flags = ['-a', '127.0.0.1', '-p', String(port), '-m', String(monitor), '-js', '-sd', store]
  let child: ChildProcess | undefined
  const start = async (): Promise<void> => {
    child = spawn(binary, flags, { stdio: 'ignore', env })
    while (!(await answers(port))) await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const kill = async (): Promise<void> => {
    const exited = new Promise((resolve) => child?.once('exit', resolve))
    child?.kill('SIGKILL')
    await exited
  }
  await start()
  return {
    url: `nats://127.0.0.1:${port}`,
    count: () => countOf(`http://127.0.0.1:${monitor}`),
    kill,
    start,
    stop: async () => {
      await kill()
      rmSync(store, { recursive: true, force: true })
    },
  }
}

async function countOf(monitor: string): Promise<ServerCount> {
  const [server, streams] = await Promise.all(['varz', 'jsz'].map((page) => numbers(monitor, page)))
  const of = (name: string): number => server?.[name] ?? 0
  return {
    published: of('in_msgs'),
    messages: of('in_msgs') + of('out_msgs'),
    bytes: of('in_bytes') + of('out_bytes'),
    connections: of('connections'),
    consumers: streams?.['consumers'] ?? 0,
  }
}

const numbers = async (monitor: string, page: string): Promise<Record<string, number>> =>
  (await (await fetch(`${monitor}/${page}`)).json()) as Record<string, number>

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('data', () => (socket.destroy(), resolve(true)))
    socket.once('error', () => resolve(false))
  })
}

// Real servers for tests: started on free loopback ports in temporary folders, stopped by their process ids.
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe } from 'vitest'
import { laterSuites } from '../scripts/later-servers.mjs'

/** The only programs whose absence may leave suites out (never under CI=true). */
export type RealServer = 'nats-server' | 'mosquitto'

const path = `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin`
const env = { ...process.env, PATH: path }

const has = (binary: RealServer): boolean =>
  spawnSync('sh', ['-c', `command -v ${binary}`], { env }).status === 0

/** A suite that needs a real server: left out where it is missing, but a failure under CI=true. */
export function describeWith(binary: RealServer, name: string, suite: () => void): void {
  const wanted = has(binary) || process.env['CI'] === 'true'
  describe.skipIf(!wanted)(name, suite)
}

/** A nats-server to run a suite on. */
export interface NatsBinary {
  readonly path: string
  /** Undefined where it is missing. */
  readonly version: string | undefined
}

const natsBinary = (path: string): NatsBinary => {
  const { stdout } = spawnSync(path, ['--version'], { env, encoding: 'utf8' })
  return { path, version: / v(\d\S*)/.exec(stdout ?? '')?.[1] }
}

/** The installed nats-server, and those that the test command unpacked beside it. */
export const natsBinaries: readonly [NatsBinary, ...NatsBinary[]] = [
  natsBinary('nats-server'),
  ...laterSuites.map((suite) =>
    natsBinary(
      fileURLToPath(
        new URL(`../.cache/nats-server/${suite}/usr/sbin/nats-server`, import.meta.url),
      ),
    ),
  ),
]

/** A suite for each nats-server. Under CI=true the installed one must be there; later ones may be missing. */
export function describeNats(name: string, suite: (binary: NatsBinary) => void): void {
  for (const [i, binary] of natsBinaries.entries()) {
    const wanted = binary.version !== undefined || (i === 0 && process.env['CI'] === 'true')
    const title = binary.version ?? binary.path
    describe.skipIf(!wanted)(`${name} on nats-server ${title}`, () => suite(binary))
  }
}

/** Debian's plugins for containers' networks. */
export const cniPlugins = '/usr/lib/cni'

/** A suite in network namespaces with Debian's plugins: left out where they, or the right to make namespaces, are missing. */
export function describeInNamespaces(name: string, suite: () => void): void {
  const probe = `cw-probe-${process.pid}`
  const run = (...args: readonly string[]) => spawnSync('ip', args, { env }).status === 0
  const can =
    existsSync(`${cniPlugins}/bridge`) &&
    run('netns', 'add', probe) &&
    run('-n', probe, 'link', 'add', 'probe', 'type', 'bridge')
  run('netns', 'del', probe)
  describe.skipIf(!can)(name, suite)
}

/** A running server of the tests. */
export interface RunningServer {
  readonly port: number
  /** Stops the process and starts it again on the same port with the same files. */
  readonly restart: () => Promise<void>
  readonly stop: () => Promise<void>
  /** Stops, and removes its files. */
  readonly remove: () => Promise<void>
  readonly start: () => Promise<void>
  /** What a stopped server kept. */
  readonly files: ServerFiles
}

/** The files of a server that is stopped. */
export interface ServerFiles {
  readonly remove: () => void
  /** Copies them aside; answers what brings the copy back. */
  readonly copy: () => () => void
}

/**
 * A nats-server; `config` is added to its configuration file, `streams` to what it says of JetStream: `false` is none.
 */
export const startNats = (
  config = '',
  { path: binary }: NatsBinary = natsBinaries[0],
  streams: string | false = '',
): Promise<RunningServer> =>
  serve(binary, (folder, port) => ({
    file: `listen: 127.0.0.1:${port}\n${jetStream(folder, streams)}\n${config}\n`,
    args: ['-c', join(folder, 'config')],
  }))

const jetStream = (folder: string, streams: string | false): string =>
  streams === false ? '' : `jetstream { store_dir: "${folder}/kept", ${streams} }`

/** Mosquitto without passwords, on loopback only. */
export const startMosquitto = (config = ''): Promise<RunningServer> =>
  serve('mosquitto', (folder, port) => ({
    file: `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\n${config}\n`,
    args: ['-c', join(folder, 'config')],
  }))

type Plan = (
  folder: string,
  port: number,
) => { readonly file: string; readonly args: readonly string[] }

async function serve(binary: string, plan: Plan): Promise<RunningServer> {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-test-'))
  const port = await freePort()
  const { file, args } = plan(folder, port)
  writeFileSync(join(folder, 'config'), file)
  let child: ChildProcess | undefined
  const start = async () => {
    const started = spawn(binary, args, { env, stdio: 'ignore' })
    child = started
    // A test run that is broken off leaves no server behind.
    const end = () => started.kill('SIGKILL')
    process.once('exit', end)
    started.once('exit', () => process.off('exit', end))
    await reachable(port, started)
  }
  const stop = async () => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }
  const kept = join(folder, 'kept')
  const remove = () => rmSync(kept, { recursive: true, force: true })
  const copy = () => {
    const aside = mkdtempSync(join(folder, 'copy-'))
    cpSync(kept, aside, { recursive: true })
    return () => {
      remove()
      cpSync(aside, kept, { recursive: true })
    }
  }
  await start()
  return {
    port,
    files: { remove, copy },
    start,
    stop,
    restart: () => stop().then(start),
    remove: async () => {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A port of loopback that nobody uses at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  await new Promise((closed) => server.close(closed))
  if (typeof bound !== 'object' || bound === null) throw new Error('no port')
  return bound.port
}

/** Tries until the port answers; fails when the process has ended. */
async function reachable(port: number, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`)
    if (await answers(port)) return
    await new Promise((later) => setTimeout(later, 20))
  }
}

const answers = (port: number): Promise<boolean> =>
  new Promise((answer) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      answer(true)
    })
    socket.once('error', () => answer(false))
  })

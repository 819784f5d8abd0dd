// A running `up` for tests: starts it in a folder of its own, asks it things, stops it.
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openHttpClient } from '../../bus/adapters/http-client.ts'
import type { HttpClient } from '../../bus/http.ts'
import { ownTarget } from '../../src/cli/kubeconfig-file.ts'
import type { UpFile, UpProcess } from '../../src/cli/data-folder.ts'
import type { NodeStatusJson, StatusJson } from '../../src/cli/show/status-json.ts'
import { poll, sleep } from '../../src/cli/promise.ts'

/** Nothing is late before this: a machine that does other things as well may be many times slower. */
const patienceMs = 120_000

const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))

/** What came of a command. */
export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(command, args, { env, maxBuffer: 1 << 26, timeout: 60_000 }, (error, out, err) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
      resolve({ code, out, err })
    })
  })
}

/** A running `up`. */
export class UpWorld {
  readonly data: string
  readonly #up: ChildProcess
  #printed = ''
  #client: ReturnType<typeof openHttpClient> | undefined

  private constructor(data: string, args: readonly string[]) {
    this.data = data
    const all = [main, 'up', '--data', data, ...args]
    this.#up = spawn(process.execPath, all, { stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [this.#up.stdout, this.#up.stderr]) {
      stream?.on('data', (bytes: Buffer) => (this.#printed += bytes.toString()))
    }
  }

  /** Starts and waits until every node is Ready. */
  static async start(args: readonly string[]): Promise<UpWorld> {
    const world = new UpWorld(mkdtempSync(join(tmpdir(), 'causeway-up-')), args)
    const ready = await poll(() => Promise.resolve(world.#readyOrEnded()), patienceMs)
    if (ready !== 'ready') {
      const logs = world.logs()
      await world.stop()
      throw new Error(`up did not start:\n${world.#printed}\n${logs}`)
    }
    return world
  }

  #readyOrEnded(): 'ready' | 'ended' | undefined {
    if (this.#printed.includes('nodes are Ready')) return 'ready'
    return this.#up.exitCode === null ? undefined : 'ended'
  }

  /** What `up` printed so far. */
  get printed(): string {
    return this.#printed
  }

  /** The logs of all processes, shortened, for failures. */
  logs(): string {
    try {
      return this.file()
        .processes.map(({ role, node }) => (node === undefined ? role : `${role}-${node}`))
        .map(
          (name) =>
            `--- ${name}\n${readFileSync(`${this.data}/logs/${name}.log`, 'utf8').slice(-2000)}`,
        )
        .join('\n')
    } catch {
      return ''
    }
  }

  /** Stops as Ctrl-C does; answers the pids that were left behind. */
  async stop(): Promise<readonly number[]> {
    const pids = this.#pids()
    this.#client?.close()
    if (this.#up.exitCode === null) {
      const ended = new Promise((resolve) => this.#up.once('exit', resolve))
      this.#up.kill('SIGINT')
      await Promise.race([ended, sleep(patienceMs)])
      this.#up.kill('SIGKILL')
    }
    const left = pids.filter(isAlive)
    rmSync(this.data, { recursive: true, force: true })
    return left
  }

  #pids(): readonly number[] {
    try {
      return this.file().processes.map((one) => one.pid)
    } catch {
      return []
    }
  }

  /** `up.json`. */
  file(): UpFile {
    return JSON.parse(readFileSync(`${this.data}/up.json`, 'utf8')) as UpFile
  }

  /** One process of `up`. */
  process(role: UpProcess['role'], node?: string): UpProcess | undefined {
    return this.file().processes.find((one) => one.role === role && one.node === node)
  }

  /** `kill -9`. */
  kill(role: UpProcess['role'], node?: string): void {
    const pid = this.process(role, node)?.pid
    if (pid === undefined) throw new Error(`no ${role} ${node ?? ''} runs`)
    process.kill(pid, 'SIGKILL')
  }

  /** Runs a causeway command. */
  causeway(...args: readonly string[]): Promise<Ran> {
    return run(process.execPath, [main, ...args, '--data', this.data], process.env)
  }

  /** Runs kubectl as the administrator. */
  kubectl(...args: readonly string[]): Promise<Ran> {
    const kubectl = process.env['CAUSEWAY_TEST_KUBECTL'] ?? 'kubectl'
    return run(kubectl, ['--kubeconfig', `${this.data}/kubeconfig`, ...args], process.env)
  }

  /** An object or list, asked at the API server itself: a kubectl each time would keep the machine busy. */
  async get<T>(path: string): Promise<T> {
    const { status, text } = await getText(this.#kubernetes(), path)
    if (status !== 200) throw new Error(`${path}: ${status} ${text}`)
    return JSON.parse(text) as T
  }

  #kubernetes(): HttpClient {
    this.#client ??= openHttpClient(ownTarget(`${this.data}/kubeconfig`))
    return this.#client
  }

  /** What `status -o json` shows, asked at the door of a replica: a command each time would keep the machine busy. */
  async status(door = this.process('cloud')?.addresses['admin']): Promise<StatusJson> {
    if (door === undefined) throw new Error('no cloud runs')
    const answer = await fetch(`http://${door}/v1/status`)
    return (await answer.json()) as StatusJson
  }

  /** One node's line of the status. */
  async node(name: string): Promise<NodeStatusJson> {
    const found = (await this.status()).nodes.find((one) => one.node === name)
    if (found === undefined) throw new Error(`status lists no ${name}`)
    return found
  }

  /** Waits until `holds`, for as long as any machine may take; answers how long it took, fails with what was seen last. */
  async until(what: string, holds: () => Promise<boolean>): Promise<number> {
    const began = performance.now()
    const done = await poll(
      async () => ((await holds().catch(() => false)) ? true : undefined),
      patienceMs,
      200,
    )
    if (done === undefined) {
      const status = await this.causeway('status', '-o', 'wide')
      throw new Error(`not within ${patienceMs} ms: ${what}\n${status.out}${status.err}`)
    }
    return performance.now() - began
  }

  /** Checks again and again that something stays true. */
  async during(ms: number, what: string, holds: () => Promise<boolean>): Promise<void> {
    const end = performance.now() + ms
    while (performance.now() < end) {
      if (!(await holds())) {
        const status = await this.causeway('status', '-o', 'wide')
        throw new Error(`did not stay: ${what}\n${status.out}`)
      }
      await sleep(500)
    }
  }
}

/** What a server answers to a GET. */
function getText(client: HttpClient, path: string): Promise<{ status: number; text: string }> {
  return new Promise((answered, failed) => {
    const chunks: Uint8Array[] = []
    let status = 0
    client.request(
      { method: 'GET', path, headers: {}, body: new Uint8Array() },
      {
        head: (code) => (status = code),
        chunk: (bytes) => chunks.push(bytes),
        end: (fault) =>
          fault === undefined
            ? answered({ status, text: Buffer.concat(chunks).toString() })
            : failed(fault),
      },
    )
  })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

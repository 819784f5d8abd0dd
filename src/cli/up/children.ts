// The processes of `up`: started, watched, started again on request, stopped in order.
import { spawn, type ChildProcess } from 'node:child_process'
import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Role, UpProcess } from '../data-folder.ts'

/** What to run: a hidden command of this program, in a process of its own. */
export interface ChildSpec {
  readonly role: Role
  readonly node?: string
  readonly args: readonly string[]
}

/** A child that said it is ready, and the addresses it told. */
interface Child {
  readonly spec: ChildSpec
  readonly process: ChildProcess
  readonly addresses: Readonly<Record<string, string>>
}

const main = fileURLToPath(new URL('../main.js', import.meta.url))
const readyWithinMs = 30_000
const stopWithinMs = 5_000

/** Name of a child for people and files: `edge-site-a-1`, `cloud`. */
export const childName = (spec: Pick<ChildSpec, 'role' | 'node'>): string =>
  spec.node === undefined ? spec.role : `${spec.role}-${spec.node}`

/** Runs the children; nothing is started again by itself. */
export class Children {
  readonly #logs: string
  readonly #changed: () => void
  readonly #children = new Map<string, Child>()

  constructor(data: string, changed: () => void) {
    this.#logs = join(data, 'logs')
    mkdirSync(this.#logs, { recursive: true })
    this.#changed = changed
  }

  /** Starts one child and waits until it says it is ready; an alive one is left alone. */
  async start(spec: ChildSpec): Promise<void> {
    const name = childName(spec)
    if (this.#alive(name)) return
    const log = createWriteStream(join(this.#logs, `${name}.log`), { flags: 'a' })
    const child = spawn(process.execPath, [main, ...spec.args], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, CAUSEWAY_UNDER_UP: '1' },
    })
    child.stdout?.pipe(log)
    child.stderr?.pipe(log)
    const addresses = await ready(child, name, join(this.#logs, `${name}.log`))
    this.#children.set(name, { spec, process: child, addresses })
    child.on('exit', () => this.#changed())
    this.#changed()
  }

  /** The list for `up.json`: those that live. */
  list(): readonly UpProcess[] {
    return [...this.#children].flatMap(([name, { spec, process: child, addresses }]) => {
      if (!this.#alive(name) || child.pid === undefined) return []
      const { role, node } = spec
      return [{ role, ...(node === undefined ? {} : { node }), pid: child.pid, addresses }]
    })
  }

  /** Stops the children of the given roles, together, and waits for their end. */
  async stop(roles: readonly Role[]): Promise<void> {
    const chosen = [...this.#children.values()].filter((child) => roles.includes(child.spec.role))
    await Promise.all(chosen.map((child) => stopChild(child.process)))
  }

  #alive(name: string): boolean {
    const child = this.#children.get(name)?.process
    return child !== undefined && child.exitCode === null && child.signalCode === null
  }
}

function ready(
  child: ChildProcess,
  name: string,
  log: string,
): Promise<Readonly<Record<string, string>>> {
  return new Promise((resolve, reject) => {
    const fail = (what: string): void => {
      child.kill('SIGKILL')
      reject(new Error(`${name} ${what}; its log is ${log}`))
    }
    const timer = setTimeout(
      () => fail(`was not ready within ${readyWithinMs / 1000} s`),
      readyWithinMs,
    )
    child.once('message', (message) => {
      clearTimeout(timer)
      const { error, addresses } = message as ChildMessage
      if (error === undefined) resolve(addresses ?? {})
      else reject(new Error(`${name}: ${error}`))
    })
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      fail(`ended (${signal ?? `exit code ${code}`}) before it was ready`)
    })
  })
}

/** What a child tells `up` once. */
export interface ChildMessage {
  readonly addresses?: Readonly<Record<string, string>>
  readonly error?: string
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const late = setTimeout(() => child.kill('SIGKILL'), stopWithinMs)
  child.kill('SIGTERM')
  await ended
  clearTimeout(late)
}

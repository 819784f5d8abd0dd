// The processes of `up`: started, watched, started again on request, stopped in order.
import { spawn, type ChildProcess } from 'node:child_process'
import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Role, UpProcess } from '../data-folder.ts'
import { smallHeap } from '../small-heap.ts'

/** What to run: a hidden command of this program, in a process of its own. */
export interface ChildSpec {
  readonly role: Role
  readonly node?: string
  readonly args: readonly string[]
}

/** A child, from its beginning; its addresses once it said that it is ready. */
interface Child {
  readonly spec: ChildSpec
  readonly process: ChildProcess
  addresses?: Readonly<Record<string, string>>
}

const flagsOf = (role: Role): readonly string[] => (role === 'edge' ? smallHeap : [])
const main = fileURLToPath(new URL('../main.js', import.meta.url))
const readyWithinMs = 30_000
const stopWithinMs = 5_000

/** Name of a child for people and files: `edge-site-a-1`, `cloud`. */
export const childName = (spec: Pick<ChildSpec, 'role' | 'node'>): string =>
  spec.node === undefined ? spec.role : `${spec.role}-${spec.node}`

/** What `up` is told of its children. */
export interface ChildrenNews {
  /** The list has changed. */
  readonly changed: () => void
  /** One ended that was not asked to. */
  readonly lost: (spec: ChildSpec, how: string) => void
  /** One that was asked to end did not, and was killed. */
  readonly killed: (spec: ChildSpec) => void
}

/** Runs the children; nothing is started again by itself. */
export class Children {
  readonly #logs: string
  readonly #news: ChildrenNews
  readonly #children = new Map<string, Child>()
  #closing = false

  constructor(data: string, news: ChildrenNews) {
    this.#logs = join(data, 'logs')
    mkdirSync(this.#logs, { recursive: true })
    this.#news = news
  }

  /** Starts one child and waits until it says it is ready; an alive one is left alone. */
  async start(spec: ChildSpec): Promise<void> {
    const name = childName(spec)
    if (this.#closing) throw new Error(`${name} was not started, because \`up\` is stopping`)
    if (this.#alive(name)) return
    const path = join(this.#logs, `${name}.log`)
    const log = createWriteStream(path, { flags: 'a' })
    const child = spawn(process.execPath, [...flagsOf(spec.role), main, ...spec.args], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, CAUSEWAY_UNDER_UP: '1' },
    })
    child.stdout?.pipe(log)
    child.stderr?.pipe(log)
    const known: Child = { spec, process: child }
    this.#children.set(name, known)
    known.addresses = await ready(child, name, path)
    child.on('exit', (code, signal) => this.#ended(spec, signal ?? `exit code ${code}`))
    this.#news.changed()
  }

  /** Whether all are being stopped. */
  get closing(): boolean {
    return this.#closing
  }

  /** The list for `up.json`: those that live and are ready. */
  list(): readonly UpProcess[] {
    return [...this.#children].flatMap(([name, { spec, process: child, addresses }]) => {
      if (!this.#alive(name) || child.pid === undefined || addresses === undefined) return []
      const { role, node } = spec
      return [{ role, ...(node === undefined ? {} : { node }), pid: child.pid, addresses }]
    })
  }

  /** Stops all, a group of roles after the other, those of a group together; nothing is started any more. */
  async stop(order: readonly (readonly Role[])[]): Promise<void> {
    this.#closing = true
    for (const roles of order) {
      const chosen = [...this.#children.values()].filter(({ spec }) => roles.includes(spec.role))
      await Promise.all(chosen.map((child) => this.#stopOne(child)))
    }
  }

  async #stopOne({ spec, process: child }: Child): Promise<void> {
    if (hasEnded(child)) return
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    const late = setTimeout(() => {
      this.#news.killed(spec)
      child.kill('SIGKILL')
    }, stopWithinMs)
    child.kill('SIGTERM')
    await ended
    clearTimeout(late)
  }

  #ended(spec: ChildSpec, how: string): void {
    if (this.#closing) return
    this.#news.changed()
    this.#news.lost(spec, how)
  }

  #alive(name: string): boolean {
    const child = this.#children.get(name)?.process
    return child !== undefined && !hasEnded(child)
  }
}

const hasEnded = (child: ChildProcess): boolean =>
  child.exitCode !== null || child.signalCode !== null

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

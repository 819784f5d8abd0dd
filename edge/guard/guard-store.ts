// What a guard keeps over restarts, locked with the node's key: whom to trust, what was decided, when there was a link.
import type { Cancel, Clock } from '../../bus/clock.ts'
import type { Keyring } from '../../bus/keyring.ts'
import type { Store, Write } from '../../bus/store.ts'
import type { Tap } from '../../bus/tap.ts'
import type { Trusted } from '../../schemas/guard-answer.ts'
import type { UserDecisions } from '../../src/identity/access-book.ts'
import { userKey } from '../../src/identity/user.ts'
import type { User } from '../../src/identity/user.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { toHex } from '../../src/kernel/hex.ts'

/** What was kept. */
export interface KeptGuard {
  readonly trust: Trusted | undefined
  /** When there was a link last (wall clock). */
  readonly linkedAtMs: number | undefined
  readonly decisions: readonly UserDecisions[]
}

type Keys = Pick<Keyring, 'hash' | 'lock' | 'unlock'>

const trustName = 'trust'
const linkedName = 'linked'
const userPrefix = 'user/'
const usersMax = 1_024

/** A full disk is tried again after so long. */
const retryMs = 60_000

/** The keeper of one open store; what comes during a write goes into the next one. */
export class GuardStore {
  readonly #store: Store
  readonly #clock: Clock
  readonly #keys: Keys
  readonly #tap: Tap
  #waiting = new Map<string, unknown>()
  #writing = false
  #closed = false
  #retry: Cancel = () => {}

  constructor(store: Store, parts: { clock: Clock; keyring: Keys; tap: Tap }) {
    this.#store = store
    this.#clock = parts.clock
    this.#keys = parts.keyring
    this.#tap = parts.tap
  }

  /** Reads all that was kept; what cannot be unlocked is left out. */
  load(done: (outcome: KeptGuard | Fault) => void): void {
    this.#store.get(trustName, (trust) => {
      if (isFault(trust)) return done(trust)
      this.#store.get(linkedName, (linked) => {
        if (isFault(linked)) return done(linked)
        this.#users(userPrefix, [], (decisions) => {
          if (isFault(decisions)) return done(decisions)
          const linkedAtMs = this.#read(linked) as number | undefined
          done({ trust: this.#read(trust) as Trusted | undefined, linkedAtMs, decisions })
        })
      })
    })
  }

  trust(trust: Trusted): void {
    this.#put(trustName, trust)
  }

  linkedAt(wallMs: number): void {
    this.#put(linkedName, wallMs)
  }

  decisions(of: UserDecisions): void {
    this.#put(this.#nameOf(of.user), of)
  }

  /** A caller is forgotten. */
  forget(user: User): void {
    this.#put(this.#nameOf(user), undefined)
  }

  close(done: () => void): void {
    this.#closed = true
    this.#retry()
    this.#store.close(done)
  }

  #users(
    after: string,
    found: readonly UserDecisions[],
    done: (outcome: readonly UserDecisions[] | Fault) => void,
  ): void {
    const range = { after, before: `${userPrefix}~`, limit: usersMax }
    this.#store.range(range, (entries) => {
      if (isFault(entries)) return done(entries)
      const last = entries.at(-1)
      if (last === undefined) return done(found)
      const read = entries.flatMap(({ value }) => (this.#read(value) as UserDecisions) ?? [])
      this.#users(last.key, [...found, ...read], done)
    })
  }

  #nameOf(user: User): string {
    return `${userPrefix}${toHex(this.#keys.hash(utf8.encode(userKey(user))))}`
  }

  #read(value: Uint8Array | undefined): unknown {
    const bytes = value === undefined ? undefined : this.#keys.unlock(value)
    if (bytes !== undefined) return JSON.parse(new TextDecoder().decode(bytes)) as unknown
    if (value !== undefined)
      this.#tap('warn', 'what the guard kept is damaged, it is asked for again')
    return undefined
  }

  #put(name: string, value: unknown): void {
    this.#waiting.set(name, value)
    this.#next()
  }

  #next(): void {
    if (this.#writing || this.#closed || this.#waiting.size === 0) return
    const taken = this.#waiting
    this.#waiting = new Map()
    this.#writing = true
    const writes = [...taken].map(([name, value]): Write =>
      value === undefined
        ? { del: name }
        : { put: name, value: this.#keys.lock(utf8.encode(JSON.stringify(value))) },
    )
    this.#store.batch(writes, { sync: true }, (fault) => {
      if (this.#closed) return
      const goOn = (): void => {
        this.#writing = false
        this.#next()
      }
      if (fault === undefined) return goOn()
      const { code, message } = fault
      this.#tap('error', 'the guard cannot keep what it was told', { code, message })
      // Through a store that failed otherwise nothing more may be written; what was told stays in memory.
      if (code !== 'FULL') return
      this.#waiting = new Map([...taken, ...this.#waiting])
      this.#retry = this.#clock.after(retryMs, goOn)
    })
  }
}

const utf8 = new TextEncoder()

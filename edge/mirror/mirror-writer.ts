// Writes a node's mirror: what comes during a write goes into the next one, objects and cursors always together.
import type { Clock } from '../../bus/clock.ts'
import { guarded } from '../../bus/guarded.ts'
import type { Store, Write } from '../../bus/store.ts'
import { encodeFeedFact } from '../../schemas/feed.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { FollowOutput } from '../../src/mirror/follow.ts'
import { keyText } from '../../src/mirror/scope.ts'
import type { Scope } from '../../src/mirror/scope.ts'
import { cursorBytes } from './load-mirror.ts'
import { cursorName, keptName, objectName } from './mirror-names.ts'

/** What writing stands on. */
export interface MirrorWriterParts {
  readonly store: Store
  readonly clock: Clock
  /** A full disk is tried again after so long. */
  readonly retryMs: number
  /** Nothing more can be written through this store. */
  readonly failed: (fault: Fault) => void
}

/** What is to be written of one feed. */
export type FeedWrite = Extract<FollowOutput, { kind: 'write' }>

/** The writer of one store. */
export class MirrorWriter {
  readonly #parts: MirrorWriterParts
  #waiting = new Map<string, Uint8Array | undefined>()
  #writing = false
  #closed = false

  constructor(parts: MirrorWriterParts) {
    this.#parts = parts
  }

  /** Facts, deletions and the cursor they lead to: on the disk together, soon. */
  write(scope: Scope, { facts, drops, cursor, complete }: FeedWrite): void {
    for (const fact of facts) {
      const name = objectName(scope, keyText(fact.key))
      const placed = fact.kind === 'placed'
      this.#waiting.set(name, placed ? guarded(encodeFeedFact(fact)) : undefined)
    }
    for (const key of drops) this.#waiting.set(objectName(scope, key), undefined)
    this.#waiting.set(cursorName(scope), guarded(cursorBytes({ ...cursor, complete })))
    this.#next()
  }

  /** Keeps something else under a name of its own; undefined forgets it. */
  keep(name: string, bytes: Uint8Array | undefined): void {
    this.#waiting.set(keptName(name), bytes === undefined ? undefined : guarded(bytes))
    this.#next()
  }

  /** Deletes these names: damaged values, or all of a feed that is followed no more. */
  erase(names: readonly string[]): void {
    for (const name of names) this.#waiting.set(name, undefined)
    this.#next()
  }

  close(): void {
    this.#closed = true
  }

  #next(): void {
    if (this.#writing || this.#closed || this.#waiting.size === 0) return
    const { store, clock, retryMs, failed } = this.#parts
    const taken = this.#waiting
    this.#waiting = new Map()
    this.#writing = true
    const writes = [...taken].map(([name, value]): Write =>
      value === undefined ? { del: name } : { put: name, value },
    )
    store.batch(writes, { sync: true }, (fault) => {
      if (this.#closed) return
      const goOn = (): void => {
        this.#writing = false
        this.#next()
      }
      if (fault === undefined) return goOn()
      if (fault.code !== 'FULL') return failed(fault)
      this.#waiting = new Map([...taken, ...this.#waiting])
      clock.after(retryMs, goOn)
    })
  }
}

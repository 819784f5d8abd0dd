// The writes that a node accepts while it is alone: checked, kept, seen at once, and pending until the cloud has them.
import type { Cancel } from '../../bus/clock.ts'
import type { Part } from '../../bus/lifecycle.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import type { Random } from '../../src/kernel/random.ts'
import type { Hlc } from '../../src/kernel/time.ts'
import { applied } from '../../src/mirror/pending/apply.ts'
import type { WriteAnswer, WriteAttempt } from '../../src/mirror/pending/attempt.ts'
import { refused } from '../../src/mirror/pending/attempt.ts'
import { checkWrite } from '../../src/mirror/pending/check.ts'
import type { Accepted } from '../../src/mirror/pending/check.ts'
import type { NodeWriteFact, WriteOutcome } from '../../src/mirror/pending/facts.ts'
import type { Queue } from '../../src/mirror/pending/queue.ts'
import type { Write, WriteTarget } from '../../src/mirror/pending/write.ts'
import { keyText } from '../../src/mirror/scope.ts'
import type { ObjectKey } from '../../src/mirror/scope.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { tooManyRequests, unavailable } from '../../src/objects/answers/failures.ts'
import { keyOfAttempt } from './attempt-key.ts'
import { placeOf } from './local-view.ts'
import type { LocalView } from './local-view.ts'
import { Settling } from './settling.ts'
import { WriteRoom } from './room.ts'
import type { KeptNumbers } from '../api/writes.ts'
import { createWritesHost } from './writes-host.ts'
import type { WritesHost, WritesHostParts } from './writes-host.ts'

/** What writes stand on. */
export interface WritesParts extends WritesHostParts {
  readonly node: NodeId
  readonly view: LocalView
  /** So many bytes of facts are kept for the cloud at most. */
  readonly keepBytesMax: number
}

/** Writes that wait for the one before them. */
const waitingMax = 1_024

interface Waiting {
  readonly attempt: WriteAttempt
  readonly done: (answer: WriteAnswer) => void
}

/** A node's own writes. */
export class Writes {
  readonly #parts: WritesParts
  readonly #host: WritesHost
  readonly #random: Random
  readonly #settling: Settling
  readonly #room: WriteRoom
  readonly #waiting: Waiting[] = []
  /** What lies over the feeds and is not kept: Leases. */
  readonly #passing = new Map<string, WriteTarget>()
  #busy = false
  #looking = false
  #again: Cancel = () => {}

  constructor(parts: WritesParts) {
    this.#parts = parts
    this.#host = createWritesHost(parts)
    this.#random = parts.random.fork('uids')
    this.#settling = new Settling(parts.clock, parts.view)
    this.#room = new WriteRoom(parts)
  }

  /** What is pending, the oldest first. */
  queue(): Queue {
    return this.#host.state(this.#parts.node).hard.queue
  }

  /** What is kept for the cloud. */
  numbers(): KeptNumbers {
    return this.#room.numbers()
  }

  /** Takes a fact back that was read from the journal. */
  replay(fact: NodeWriteFact, hlc: Hlc): void {
    this.#host.replay(this.#parts.node, fact, hlc)
  }

  /** Lays what is pending over the feeds' objects, which are there already. */
  part(): Part {
    const { clock } = this.#parts
    return {
      name: 'writes',
      start: (done) => {
        // Of events, mirror pods and a Node that registered alone no feed tells, so nothing else would lay them.
        this.#refresh(this.queue())
        clock.soon(() => done(undefined))
      },
      stop: (done) => {
        this.#again()
        this.#host.stop()
        clock.soon(done)
      },
    }
  }

  /**
   * Whether writes of an object are to be accepted here although the node is linked: earlier ones of it are pending, and
   * a later one must not overtake them. A Node that was created alone is created again directly, as a kubelet does that
   * starts: only then does the cloud know whose journal it is.
   */
  holds(key: ObjectKey, verb: string): boolean {
    if (verb === 'create' && key.resource === 'nodes') return false
    const text = keyText(key)
    return this.queue().some(({ target }) => keyText(target) === text)
  }

  /** Answers a write that is made alone; what is answered with success is on the disk and seen by all. */
  accept(attempt: WriteAttempt, done: (answer: WriteAnswer) => void): void {
    if (this.#waiting.length >= waitingMax) {
      const status = tooManyRequests('too many writes wait for this node’s disk', 1)
      return this.#parts.clock.soon(() => done(refused(status)))
    }
    this.#waiting.push({ attempt, done })
    this.#next()
  }

  /** Takes what the cloud says of writes. */
  told(outcomes: readonly WriteOutcome[]): void {
    this.#settling.take(outcomes, this.queue())
    this.#settle()
  }

  /** The feeds have an object otherwise than before: what is pending of it is laid over it anew. */
  based(key: ObjectKey): void {
    const text = keyText(key)
    const of = this.queue().filter(({ target }) => keyText(target) === text)
    if (of.length === 0) return
    this.#refresh(of)
    this.#settle()
  }

  /** A way to the cloud is there: Leases are the cloud's again. */
  linked(): void {
    for (const target of this.#passing.values()) this.#parts.view.settle(...placeOf(target))
    this.#passing.clear()
  }

  #next(): void {
    const waiting = this.#busy ? undefined : this.#waiting.shift()
    if (waiting === undefined) return
    const { attempt, done } = waiting
    const { node, view, clock } = this.#parts
    const place = placeOf(keyOfAttempt(attempt))
    const [current, fed] = [view.get(...place), view.fed(...place)]
    const by = { node, wall: clock.wall(), random: this.#random }
    const checked = checkWrite(attempt, current, by)
    this.#busy = true
    this.#keep(checked, fed, (answer) => {
      this.#busy = false
      done(answer)
      this.#next()
    })
  }

  #keep(
    checked: Accepted | WriteAnswer,
    fed: KubeObject | undefined,
    done: (answer: WriteAnswer) => void,
  ): void {
    const { clock, node } = this.#parts
    if (!('isKept' in checked)) return clock.soon(() => done(checked))
    const { write, isKept, answer } = checked
    if (write === undefined) return clock.soon(() => done(answer))
    if (!isKept) return clock.soon(() => done(this.#pass(checked, write)))
    const againSeconds = this.#room.take(write)
    if (againSeconds !== undefined) return clock.soon(() => done(putOff(againSeconds)))
    this.#host.post(node, { kind: 'accept', write }, (outcome) =>
      done(isFault(outcome) ? notKept(outcome) : this.#seen(checked, write, fed)),
    )
  }

  #pass({ result, answer }: Accepted, { target }: Write): WriteAnswer {
    const { view } = this.#parts
    this.#passing.set(keyText(target), target)
    if (result !== undefined) return { ...answer, body: view.put(target, result) }
    view.drop(...placeOf(target))
    return answer
  }

  /** What was checked is what there is now, unless a feed came between. */
  #seen({ result, answer }: Accepted, { target }: Write, fed: KubeObject | undefined): WriteAnswer {
    const { view } = this.#parts
    const { resourceVersion } = view.fed(...placeOf(target))?.metadata ?? {}
    const isSame = resourceVersion === fed?.metadata.resourceVersion
    const shown = isSame && result !== undefined ? view.put(target, result) : this.#lay(target)
    return result === undefined || shown === undefined ? answer : { ...answer, body: shown }
  }

  /** Lays what is pending of an object over what the feeds have of it. */
  #lay(target: WriteTarget) {
    const { view } = this.#parts
    const text = keyText(target)
    const of = this.queue().filter((write) => keyText(write.target) === text)
    if (of.length === 0) {
      view.settle(...placeOf(target))
      return undefined
    }
    const object = applied(view.fed(...placeOf(target)), of)
    if (object !== undefined) return view.put(target, object)
    view.drop(...placeOf(target))
    return undefined
  }

  #refresh(writes: readonly Write[]): void {
    const targets = new Map(writes.map(({ target }) => [keyText(target), target]))
    for (const target of targets.values()) this.#lay(target)
  }

  #settle(): void {
    if (this.#looking) return
    const before = this.queue()
    const { upTo, againMs } = this.#settling.look(before)
    this.#again()
    if (againMs !== undefined)
      this.#again = this.#parts.clock.after(Math.max(againMs, 1_000), () => this.#settle())
    if (upTo === undefined) return
    this.#looking = true
    this.#host.post(this.#parts.node, { kind: 'settle', upTo }, (outcome) => {
      this.#looking = false
      if (isFault(outcome)) return
      const left = new Set(this.queue())
      this.#refresh(before.filter((write) => !left.has(write)))
      this.#settle()
    })
  }
}

const putOff = (againSeconds: number): WriteAnswer =>
  refused(
    tooManyRequests(
      'this node is cut off from the cloud and keeps what is written for it: more may be written later, or once it is linked',
      againSeconds,
    ),
  )

/** A write that is not on the disk did not happen. */
const notKept = ({ code, message }: Fault): WriteAnswer =>
  refused(unavailable(`this node cannot keep writes now (${code}): ${message}`))

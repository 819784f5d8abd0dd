// Keeps the second belt true in Kubernetes: its policies, and the list of the nodes that are held now.
import type { Cancel, Clock } from '../../bus/clock.ts'
import type { HttpClient } from '../../bus/http.ts'
import type { Tap } from '../../bus/tap.ts'
import { Fault } from '../../src/kernel/fault.ts'
import type { MonoMs } from '../../src/kernel/time.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { kubeCall } from '../kube-call.ts'
import type { KubeRequest } from '../kube-call.ts'
import { changesOf, listOf } from './held-list.ts'
import { mendHeldPods } from './held-pods.ts'
import { dropObject, keepObject } from './kept-object.ts'
import type { KeptObject } from './kept-object.ts'
import { beltObjects, listObject, listPath, listsPath } from './objects.ts'

/** How soon a change is written, how often all of it is looked at, and after which time everything counts as read. */
export interface BeltConfig {
  readonly coalesceMs: number
  readonly checkMs: number
  readonly settleMs: number
}

/** What the keeper stands on. */
export interface BeltParts {
  readonly kube: HttpClient
  readonly clock: Clock
  readonly config: BeltConfig
  /** Whether the belt is worn at all: if not, what an earlier cloud left of it is taken away. */
  readonly isWorn: boolean
  /** Whether a webhook does what policies do, where there are none. */
  readonly hasWebhook?: boolean
  readonly isManaged: (node: string) => boolean
  /** Whether all that the other replicas wrote has been found. */
  readonly isRead: () => boolean
  readonly say: Tap
}

/** One step of a look: a request, or nothing more to do. */
type Step = (done: (fault: Fault | undefined) => void) => void

/** The keeper of one replica; it writes while that has the right to hold. */
export class Belt {
  readonly #parts: BeltParts
  readonly #held = new Set<string>()
  readonly #refused = new Set<string>()
  /** Since when this replica has had the right to hold. */
  #since: MonoMs | undefined
  #cancelTimer: Cancel = () => {}
  #cancelCall: Cancel = () => {}
  #isBusy = false
  #isStale = false

  constructor(parts: BeltParts) {
    this.#parts = parts
  }

  /** A node is held from now on, or is not any more; the same may be told again. */
  node(node: string, isHeld: boolean): void {
    if (this.#held.has(node) === isHeld) return
    if (isHeld) this.#held.add(node)
    else this.#held.delete(node)
    if (this.#since === undefined || !this.#parts.isWorn || this.#isStale) return
    this.#isStale = true
    if (!this.#isBusy)
      this.#after(this.#parts.config.coalesceMs, () => this.#mend([this.#list, this.#pods]))
  }

  /** The right to hold was won or lost. */
  right(has: boolean): void {
    this.stop()
    if (!has) return
    this.#since = this.#parts.clock.mono()
    this.#look()
  }

  /** Writes nothing more. */
  stop(): void {
    this.#cancelTimer()
    this.#cancelCall()
    this.#since = undefined
    this.#isBusy = false
    this.#isStale = false
  }

  #after(ms: number, then: () => void): void {
    this.#cancelTimer()
    this.#cancelTimer = this.#parts.clock.after(ms, then)
  }

  /** Looks at everything, and from then on again and again: somebody may have changed it. */
  #look(): void {
    const removals = [...beltObjects.toReversed().map(({ path }) => path), listPath]
    const steps = this.#parts.isWorn
      ? [this.#list, this.#pods, ...beltObjects.map((each) => this.#keep(each))]
      : [this.#pods, ...removals.map((path) => this.#drop(path))]
    this.#mend(steps)
  }

  #mend(steps: readonly Step[]): void {
    this.#isBusy = true
    let isTriedAgain = this.#parts.isWorn
    const next = (i: number): void => {
      const step = steps[i]
      if (step === undefined) return this.#mended(isTriedAgain)
      step((fault) => {
        if (fault !== undefined) this.#failed(fault)
        isTriedAgain ||= fault?.retry === 'later'
        next(i + 1)
      })
    }
    next(0)
  }

  #mended(isTriedAgain: boolean): void {
    const { coalesceMs, checkMs } = this.#parts.config
    this.#isBusy = false
    if (this.#isStale) this.#after(coalesceMs, () => this.#mend([this.#list, this.#pods]))
    else if (isTriedAgain) this.#after(checkMs, () => this.#look())
  }

  readonly #list: Step = (done) => {
    this.#isStale = false
    this.#call({ method: 'GET', path: listPath }, (found) => {
      if (found instanceof Fault && found.code !== 'NOT_FOUND') return done(found)
      const request = found instanceof Fault ? this.#newList() : this.#changedList(found)
      if (request === undefined) return done(undefined)
      this.#call(request, (written) => done(faultOf(written)))
    })
  }

  readonly #pods: Step = (done) => {
    const { isManaged, isWorn } = this.#parts
    const isHeld = (node: string): boolean | undefined => {
      if (!isWorn) return false
      return isManaged(node) ? this.#held.has(node) : undefined
    }
    this.#cancelCall = mendHeldPods(this.#parts, isHeld, done)
  }

  #newList(): KubeRequest {
    return { method: 'POST', path: listsPath, body: { json: listObject(listOf(this.#held)) } }
  }

  #changedList(found: KubeObject): KubeRequest | undefined {
    const { isManaged, isRead, clock, config } = this.#parts
    const listed = (found['data'] ?? {}) as Readonly<Record<string, unknown>>
    const isSettled = isRead() && clock.mono() - (this.#since ?? 0) >= config.settleMs
    const data = changesOf(listed, { held: this.#held, isManaged, isSettled })
    return data && { method: 'PATCH', path: listPath, body: { merge: { data } } }
  }

  #keep(kept: KeptObject): Step {
    return (done) => void (this.#cancelCall = keepObject(this.#parts, kept, done))
  }

  #drop(path: string): Step {
    return (done) => void (this.#cancelCall = dropObject(this.#parts, path, done))
  }

  #call(request: KubeRequest, done: (outcome: KubeObject | Fault) => void): void {
    this.#cancelCall = kubeCall(this.#parts, request, done)
  }

  /** What never will succeed is said once, and tried again all the same: rights may come. */
  #failed({ code, message, retry }: Fault): void {
    if (retry !== 'never' && code !== 'NOT_FOUND')
      return this.#parts.say('debug', 'second belt not mended', { code })
    if (this.#refused.has(message)) return
    this.#refused.add(message)
    const { isWorn, hasWebhook = false } = this.#parts
    const level = isWorn && !(hasWebhook && code === 'NOT_FOUND') ? 'warn' : 'debug'
    this.#parts.say(level, 'second belt refused', { code, message, todo: todoOf(code) })
  }
}

const todoOf = (code: Fault['code']): string =>
  code === 'NOT_FOUND'
    ? 'Kubernetes has admission policies from 1.30 on: give older ones --webhooks, or say --belt off'
    : 'let the cloud get, create, patch and delete them, or say --belt off'

const faultOf = (outcome: unknown): Fault | undefined =>
  outcome instanceof Fault ? outcome : undefined

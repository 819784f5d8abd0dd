// Runs one controller: marks keys dirty as objects change, looks at them a little later, and writes.
import type { Cancel, Clock } from '../../../bus/clock.ts'
import { backoffMs } from '../../../bus/backoff.ts'
import type { Random } from '../../../src/kernel/random.ts'
import type { Change, Collection } from '../../../src/objects/collection.ts'
import type { ControllerConfig } from '../config.ts'
import { Carrier } from './carrier.ts'
import type { Done } from './carrier.ts'
import type { At, Controller, Plan } from './controller.ts'
import { createRecorder } from './events.ts'
import type { Call, CallAnswer } from './events.ts'
import type { Write } from './write.ts'

/** What a controller runs on. */
export interface ControllerPorts {
  readonly collection: Collection
  readonly call: Call
  readonly clock: Clock
  readonly random: Random
  readonly config: ControllerConfig
}

/** Waits after writes that failed. */
const backoff = { minMs: 200, maxMs: 10_000 }

/** Runs `controller` until cancelled. */
export function runController(controller: Controller, ports: ControllerPorts): Cancel {
  const { collection, clock, config } = ports
  const random = ports.random.fork(controller.name)
  const performer = createPerformer(controller, { ...ports, random })
  const dirty = new Set<string>()
  const timers = new Map<string, Cancel>()
  const failures = new Map<string, number>()
  let pending: Cancel | undefined
  let stopped = false

  const mark = (key: string) => {
    dirty.add(key)
    pending ??= clock.after(config.coalesceMs * (1 + random.next() / 2), pass)
  }
  const later = (key: string, delayMs: number) =>
    timers.set(
      key,
      clock.after(delayMs, () => look(key)),
    )
  const look = (key: string) => {
    if (carrier.putsOff(key)) return
    timers.get(key)?.()
    timers.delete(key)
    const at: At = { mono: clock.mono(), wall: clock.wall(), random, config }
    const plan = controller.reconcile(key, collection, at)
    plan.events?.forEach(performer.record)
    carrier.carryOut(key, plan)
  }
  const finish = (key: string, plan: Plan, done: boolean): void => {
    plan.marks?.forEach(mark)
    if (done) {
      failures.delete(key)
      if (plan.againMs !== undefined) later(key, plan.againMs)
      return
    }
    const tries = (failures.get(key) ?? 0) + 1
    failures.set(key, tries)
    later(key, backoffMs(tries, backoff, random))
  }
  const carrier = new Carrier({
    write: performer.write,
    finish: (...done) => finish(...done),
    mark,
    isStopped: () => stopped,
  })
  const pass = () => {
    pending = undefined
    const keys = [...dirty]
    dirty.clear()
    for (const key of keys) if (!stopped) look(key)
  }

  const unfollow = follow(controller, collection, mark)
  controller.initial?.forEach(mark)

  return () => {
    stopped = true
    for (const end of [...unfollow, ...timers.values(), pending]) end?.()
  }
}

/** Marks the keys that objects concern, those that are there and those that change. */
const follow = (
  { watches }: Controller,
  collection: Collection,
  mark: (key: string) => void,
): readonly Cancel[] =>
  watches.map(({ kind, keys }) => {
    const take = (change: Change) => keys(change, collection).forEach(mark)
    for (const object of collection.list(kind, undefined)) {
      take({ type: 'ADDED', version: collection.version(), object })
    }
    return collection.subscribe(kind, take)
  })

/** Writes as the controller's account, and records events as its component. */
function createPerformer(controller: Controller, ports: ControllerPorts) {
  const account = {
    'impersonate-user': controller.account,
    'impersonate-group': 'system:masters',
  }
  const record = createRecorder(ports, controller.name)
  const isDone = ({ event, optional = false }: Write, { status }: CallAnswer): boolean => {
    const done = status < 300
    if (done && event !== undefined) record(event)
    return done || (optional && (status === 404 || status === 409))
  }
  /** Whether a write is done; or what will tell so. */
  const write = (one: Write): Done => {
    const { method, path, body, contentType } = one
    const headers = contentType === undefined ? {} : { 'content-type': contentType }
    const answer = ports.call(method, path, body, { ...headers, ...account })
    const { later } = answer
    if (later === undefined) return isDone(one, answer)
    return (then) => later((told) => then(isDone(one, told)))
  }
  return { record, write }
}

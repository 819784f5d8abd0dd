// Runs one controller: marks keys dirty as objects change, looks at them a little later, and writes.
import type { Cancel, Clock } from '../../../bus/clock.ts'
import { backoffMs } from '../../../bus/backoff.ts'
import type { Random } from '../../../src/kernel/random.ts'
import type { Change, Collection } from '../../../src/objects/collection.ts'
import type { ControllerConfig } from '../config.ts'
import type { At, Controller } from './controller.ts'
import { createRecorder } from './events.ts'
import type { Call } from './events.ts'
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
  const later = (key: string, delayMs: number) => {
    timers.set(
      key,
      clock.after(delayMs, () => look(key)),
    )
  }
  const look = (key: string) => {
    timers.get(key)?.()
    timers.delete(key)
    const at: At = { mono: clock.mono(), wall: clock.wall(), random, config }
    const plan = controller.reconcile(key, collection, at)
    plan.events?.forEach(performer.record)
    const outcomes = plan.anyway === true ? plan.writes.map(performer.write) : []
    const done = outcomes.length > 0 || plan.writes.every(performer.write)
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
  const pass = () => {
    pending = undefined
    const keys = [...dirty]
    dirty.clear()
    for (const key of keys) if (!stopped) look(key)
  }

  const unsubscribe = controller.watches.map(({ kind, keys }) => {
    const take = (change: Change) => keys(change, collection).forEach(mark)
    for (const object of collection.list(kind, undefined)) {
      take({ type: 'ADDED', version: collection.version(), object })
    }
    return collection.subscribe(kind, take)
  })
  controller.initial?.forEach(mark)

  return () => {
    stopped = true
    for (const end of [...unsubscribe, ...timers.values(), pending]) end?.()
  }
}

/** Writes as the controller's account, and records events as its component. */
function createPerformer(controller: Controller, ports: ControllerPorts) {
  const account = {
    'impersonate-user': controller.account,
    'impersonate-group': 'system:masters',
  }
  const record = createRecorder(ports, controller.name)
  const write = ({ method, path, body, contentType, event, optional = false }: Write): boolean => {
    const headers = contentType === undefined ? {} : { 'content-type': contentType }
    const { status } = ports.call(method, path, body, { ...headers, ...account })
    const done = status < 300
    if (done && event !== undefined) record(event)
    return done || (optional && (status === 404 || status === 409))
  }
  return { record, write }
}

// Events are forgotten after a while, or they would fill the store.
import type { Cancel } from '../../bus/clock.ts'
import { parseMicros } from '../../src/objects/timestamp.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import type { KubeContext } from './context.ts'
import { text } from '../../src/objects/fields.ts'

const events = { group: '', resource: 'events' }
const livesMs = 3_600_000
const sweepMs = 60_000

/** Removes events that nobody has touched for an hour, while there are any, until cancelled. */
export function tendEvents(kube: KubeContext): Cancel {
  const { store, clock } = kube
  let timer: Cancel | undefined
  const sweep = () => {
    timer = undefined
    const before = clock.wall() - livesMs
    for (const event of store.list(events, undefined)) {
      if (touchedMs(event) < before) store.remove(events, event)
    }
    if (store.list(events, undefined).length > 0) later()
  }
  const later = () => {
    timer ??= clock.after(sweepMs, sweep)
  }
  const leave = store.subscribe(events, later)
  if (store.list(events, undefined).length > 0) later()
  return () => {
    leave()
    timer?.()
  }
}

/** When an event was last told of. */
function touchedMs(event: KubeObject): number {
  const { creationTimestamp = '' } = event.metadata
  const last = text(event['series'], 'lastObservedTime') || text(event, 'lastTimestamp')
  const micros = parseMicros(last || text(event, 'eventTime') || creationTimestamp)
  return (micros ?? 0) / 1000
}

// Events as objects, and the recorder that writes them or counts a repeated one up.
import type { Clock } from '../../../bus/clock.ts'
import type { Random } from '../../../src/kernel/random.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import { timestamp } from '../../../src/objects/timestamp.ts'
import { kinds } from './kinds.ts'
import { pathOf } from './write.ts'
import type { EventDraft } from './write.ts'

/** A call to the API that answers at once, or, if webhooks are to be asked, says so and tells more later. */
export type Call = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => CallAnswer

/** What a call answers. */
export interface CallAnswer {
  readonly status: number
  readonly body: unknown
  readonly later?: (then: (answer: CallAnswer) => void) => void
}

/** What a recorder writes through. */
export interface RecorderPorts {
  readonly call: Call
  readonly clock: Clock
  readonly random: Random
}

/** How many events are remembered, so that the same one again is counted and not repeated. */
const rememberedMax = 4096

/** The event as an object: who says it, where, and when. */
export function eventObject(
  { on, type, reason, message }: EventDraft,
  { name, component, time }: { readonly name: string; component: string; time: string },
): KubeObject {
  const { namespace, uid, resourceVersion } = on.metadata
  const where = namespace === undefined ? {} : { namespace }
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace: namespace ?? 'default' },
    involvedObject: {
      apiVersion: on.apiVersion,
      kind: on.kind,
      ...where,
      name: on.metadata.name,
      uid,
      resourceVersion,
    },
    reason,
    message,
    type,
    source: { component },
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
    eventTime: null,
    reportingComponent: component,
    reportingInstance: '',
  }
}

/** A name that no other event has: the object's, the time and something random. */
export function eventName(on: KubeObject, clock: Clock, random: Random): string {
  const suffix = random.below(0x100000).toString(16).padStart(5, '0')
  return `${on.metadata.name}.${clock.wall().toString(16)}${suffix}`
}

/** Records events of one component. */
export function createRecorder(
  { call, clock, random }: RecorderPorts,
  component: string,
): (draft: EventDraft) => void {
  const remembered = new Map<string, { readonly path: string; readonly count: number }>()
  const remember = (key: string, path: string, count: number) => {
    remembered.delete(key)
    remembered.set(key, { path, count })
    const [oldest] = remembered.keys()
    if (remembered.size > rememberedMax && oldest !== undefined) remembered.delete(oldest)
  }
  const repeated = (key: string): boolean => {
    const known = remembered.get(key)
    if (known === undefined) return false
    const count = known.count + 1
    const body = { count, lastTimestamp: timestamp(clock.wall()) }
    const headers = { 'content-type': 'application/merge-patch+json' }
    if (call('PATCH', known.path, body, headers).status !== 200) return false
    remember(key, known.path, count)
    return true
  }
  return (draft) => {
    const { on, type, reason, message } = draft
    const key = JSON.stringify([
      on.kind,
      on.metadata.uid ?? on.metadata.name,
      type,
      reason,
      message,
    ])
    if (repeated(key)) return
    const name = eventName(on, clock, random)
    const namespace = on.metadata.namespace ?? 'default'
    const event = eventObject(draft, { name, component, time: timestamp(clock.wall()) })
    const { status } = call('POST', pathOf(kinds.events, { namespace }), event)
    if (status === 201) remember(key, pathOf(kinds.events, { namespace, name }), 1)
  }
}

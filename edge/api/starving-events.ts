// Tells people, by Kubernetes Events, of Services that their own topology leaves without an endpoint on this node.
import type { Cancel, Clock } from '../../bus/clock.ts'
import type { HttpRequest } from '../../bus/http.ts'
import type { Random } from '../../src/kernel/random.ts'
import { keyText } from '../../src/mirror/scope.ts'
import type { ObjectKey } from '../../src/mirror/scope.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { timestamp } from '../../src/objects/timestamp.ts'

/** What it takes. */
export interface StarvingEventsParts {
  readonly clock: Clock
  readonly random: Random
  readonly node: string
  /** The Service as it is shown; undefined: it is gone. */
  readonly serviceOf: (key: ObjectKey) => KubeObject | undefined
  /** Asks in the name of the node's kubelet; answers whether it was taken. */
  readonly post: (request: HttpRequest, done: (wasTaken: boolean) => void) => void
}

/** One event in so long, and not before: what is over by then was nothing. With jitter, for many nodes may starve at once. */
const eachMs = 5_000

/** One event for each Service, as long as it starves. */
export class StarvingEvents {
  readonly #parts: StarvingEventsParts
  readonly #waiting = new Map<string, ObjectKey>()
  readonly #told = new Set<string>()
  #cancel: Cancel | undefined
  #stopped = false

  constructor(parts: StarvingEventsParts) {
    this.#parts = parts
  }

  /** A Service starves from now on, or does not any more. */
  readonly take = (service: ObjectKey, isStarving: boolean): void => {
    const text = keyText(service)
    if (!isStarving) {
      this.#waiting.delete(text)
      this.#told.delete(text)
      return
    }
    if (!this.#told.has(text)) this.#waiting.set(text, service)
    this.#soon()
  }

  stop(): void {
    this.#stopped = true
    this.#cancel?.()
  }

  #soon(): void {
    if (this.#cancel !== undefined || this.#stopped || this.#waiting.size === 0) return
    const { clock, random } = this.#parts
    this.#cancel = clock.after(eachMs * (0.5 + random.next()), () => this.#tellNext())
  }

  #tellNext(): void {
    const [next] = this.#waiting
    if (next === undefined) return this.#ready()
    const [text, key] = next
    const service = this.#parts.serviceOf(key)
    this.#waiting.delete(text)
    if (service === undefined) return this.#ready()
    this.#told.add(text)
    this.#parts.post(this.#eventOf(service), (wasTaken) => {
      // It is tried again in its turn, unless it is over.
      if (!wasTaken && this.#told.delete(text)) this.#waiting.set(text, key)
      this.#ready()
    })
  }

  #ready(): void {
    this.#cancel = undefined
    this.#soon()
  }

  #eventOf({ metadata }: KubeObject): HttpRequest {
    const { clock, node } = this.#parts
    const { name, namespace = '', uid } = metadata
    const wall = clock.wall()
    const time = timestamp(wall)
    const event = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${name}.${Math.floor(wall).toString(16)}`, namespace },
      involvedObject: { apiVersion: 'v1', kind: 'Service', namespace, name, uid },
      type: 'Warning',
      reason: 'CausewayNoEndpoints',
      message: `on node ${node} no endpoint shares a value of the label keys that its annotation topologyKeys names; add "*" to it to fall back to all`,
      source: { component: 'causeway', host: node },
      reportingComponent: 'causeway',
      reportingInstance: node,
      firstTimestamp: time,
      lastTimestamp: time,
      count: 1,
    }
    return {
      method: 'POST',
      path: `/api/v1/namespaces/${namespace}/events`,
      headers: { 'content-type': 'application/json' },
      body: new TextEncoder().encode(JSON.stringify(event)),
    }
  }
}

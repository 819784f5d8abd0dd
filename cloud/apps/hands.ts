// The hands of the app controller: what it wants done in Kubernetes, so many calls at once and no more.
import type { Cancel } from '../../bus/clock.ts'
import type { AppKind } from '../../src/apps/dialect.ts'
import type { ChildAction } from '../../src/apps/unit-step.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import type { Json } from '../../src/objects/schema/typed.ts'
import { kubeCall } from '../kube-call.ts'
import type { KubePorts, KubeRequest } from '../kube-call.ts'
import { objectPath } from '../kube-paths.ts'
import { dropPinned } from './pinned-pods.ts'

/** What the controller wants done. */
export type AppAction =
  | ChildAction
  | {
      readonly kind: 'patch'
      readonly key: string
      readonly object: KubeObject
      readonly subresource?: 'status'
      readonly merge: Json
    }
  /** Pods on a node that are pinned to a group which it leaves. */
  | {
      readonly kind: 'drop-pinned'
      readonly key: string
      readonly object: KubeObject
      readonly group: string
    }

/** Who applies: server-side apply tells its fields from others' by this name. */
export const fieldManager = 'causeway'

/** What the hands stand on. */
export interface HandsParts extends KubePorts {
  /** The resource of a kind as it stands in a manifest; undefined where nobody serves it. */
  readonly kindOf: (apiVersion: string, kind: string) => AppKind | undefined
  /** What the server made of an object. */
  readonly answered: (action: AppAction, object: KubeObject) => void
}

const callsMax = 32

/** Does actions, some at a time, in the order in which they were wanted. */
export class AppHands {
  readonly #parts: HandsParts
  readonly #waiting = new Set<() => void>()
  #calls = 0

  constructor(parts: HandsParts) {
    this.#parts = parts
  }

  /** Does one action; `done` comes once unless cancelled before. */
  perform(action: AppAction, done: (fault: Fault | undefined) => void): Cancel {
    let cancel: Cancel = () => this.#waiting.delete(begin)
    const begin = (): void => {
      this.#calls += 1
      const stop = this.#call(action, (fault) => {
        cancel = () => {}
        this.#ended()
        done(fault)
      })
      cancel = () => {
        stop()
        this.#ended()
      }
    }
    if (this.#calls < callsMax) begin()
    else this.#waiting.add(begin)
    return () => cancel()
  }

  #ended(): void {
    this.#calls -= 1
    const [next] = this.#waiting
    if (next === undefined) return
    this.#waiting.delete(next)
    next()
  }

  #call(action: AppAction, done: (fault: Fault | undefined) => void): Cancel {
    const { kindOf, clock, answered } = this.#parts
    const { apiVersion, kind, metadata } = action.object
    if (action.kind === 'drop-pinned')
      return dropPinned(this.#parts, metadata.name, action.group, done)
    const found = kindOf(apiVersion, kind)
    if (found === undefined) {
      const text = `${apiVersion} ${kind}: expected a kind that Kubernetes serves; install its definition`
      clock.soon(() => done(new Fault('NOT_FOUND', text)))
      return () => {}
    }
    const { namespace = '', name } = metadata
    const path = objectPath({ ...found, namespace, name })
    return kubeCall(this.#parts, requestOf(action, path), (outcome) => {
      if (!isFault(outcome)) answered(action, outcome)
      // What is to go and is gone, has gone.
      const isGone = action.kind === 'remove' && isFault(outcome) && outcome.code === 'NOT_FOUND'
      done(isFault(outcome) && !isGone ? outcome : undefined)
    })
  }
}

function requestOf(action: Exclude<AppAction, { kind: 'drop-pinned' }>, path: string): KubeRequest {
  switch (action.kind) {
    case 'apply': {
      const query = `fieldManager=${fieldManager}&force=true`
      return { method: 'PATCH', path: `${path}?${query}`, body: { apply: action.object } }
    }
    case 'annotate': {
      const metadata = { annotations: { [action.name]: action.value } }
      return { method: 'PATCH', path, body: { merge: { metadata } } }
    }
    case 'patch': {
      const at = action.subresource === undefined ? path : `${path}/${action.subresource}`
      return { method: 'PATCH', path: at, body: { merge: action.merge } }
    }
    case 'remove': {
      const { uid } = action.object.metadata
      const preconditions = uid === undefined ? {} : { preconditions: { uid } }
      const json = { propagationPolicy: 'Background', ...preconditions }
      return { method: 'DELETE', path, body: { json } }
    }
  }
}

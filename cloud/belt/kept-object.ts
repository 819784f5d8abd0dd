// An object that is kept in Kubernetes as it should be: made where it is missing, mended where it differs, or taken away.
import type { Cancel } from '../../bus/clock.ts'
import { Fault } from '../../src/kernel/fault.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import type { Json } from '../../src/objects/schema/typed.ts'
import { kubeCall } from '../kube-call.ts'
import type { KubePorts, KubeRequest } from '../kube-call.ts'
import { isAsWanted } from './is-as-wanted.ts'

/** An object as it should be, and where it lies. */
export interface KeptObject {
  readonly path: string
  readonly collection: string
  readonly object: KubeObject
  /** What of it is kept so. */
  readonly wanted: Json
}

type Done = (fault: Fault | undefined) => void

/** Makes or mends it; nothing is written where all is as it should be. */
export function keepObject(ports: KubePorts, kept: KeptObject, done: Done): Cancel {
  const { path, wanted } = kept
  let cancel = kubeCall(ports, { method: 'GET', path }, (found) => {
    if (found instanceof Fault && found.code !== 'NOT_FOUND') return done(found)
    if (!(found instanceof Fault) && isAsWanted(found, wanted)) return done(undefined)
    const request = found instanceof Fault ? creation(kept) : mending(kept)
    cancel = kubeCall(ports, request, (written) => done(faultOf(written)))
  })
  return () => cancel()
}

/** Takes it away; nothing is written where it is not there. */
export function dropObject(ports: KubePorts, path: string, done: Done): Cancel {
  const gone = (outcome: unknown): void => {
    const fault = faultOf(outcome)
    done(fault?.code === 'NOT_FOUND' ? undefined : fault)
  }
  let cancel = kubeCall(ports, { method: 'GET', path }, (found) => {
    if (found instanceof Fault) return gone(found)
    cancel = kubeCall(ports, { method: 'DELETE', path }, gone)
  })
  return () => cancel()
}

const creation = ({ collection, object }: KeptObject): KubeRequest => ({
  method: 'POST',
  path: collection,
  body: { json: object },
})

const mending = ({ path, wanted }: KeptObject): KubeRequest => ({
  method: 'PATCH',
  path,
  body: { merge: wanted },
})

const faultOf = (outcome: unknown): Fault | undefined =>
  outcome instanceof Fault ? outcome : undefined

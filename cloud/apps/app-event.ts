// What the controller tells people of an app, as Kubernetes Events: `kubectl describe` shows them.
import type { WallMs } from '../../src/kernel/time.ts'
import { hash32 } from '../../src/kernel/hash.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { timestamp } from '../../src/objects/timestamp.ts'
import type { KubeRequest } from '../kube-call.ts'

/** What is told. */
export interface AppWord {
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  readonly message: string
}

/** The event about an app. */
export function appEvent(
  app: KubeObject,
  { type, reason, message }: AppWord,
  wall: WallMs,
): KubeRequest {
  const { name, namespace = 'default', uid } = app.metadata
  const time = timestamp(wall)
  const mark = `${wall.toString(16)}.${hash32(reason + message).toString(16)}`
  const json = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.${mark}`, namespace },
    involvedObject: {
      apiVersion: app.apiVersion,
      kind: app.kind,
      name,
      uid,
      ...(app.metadata.namespace === undefined ? {} : { namespace }),
    },
    type,
    reason,
    message: message.slice(0, 1_000),
    source: { component: 'causeway' },
    reportingComponent: 'causeway',
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
  }
  return { method: 'POST', path: `/api/v1/namespaces/${namespace}/events`, body: { json } }
}

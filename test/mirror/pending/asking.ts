// Writes as clients ask for them, for tests of what a node accepts alone.
import { shown } from '../../../src/mirror/pending/apply.ts'
import { attemptOf } from '../../../src/mirror/pending/attempt.ts'
import type { WriteAttempt } from '../../../src/mirror/pending/attempt.ts'
import { checkWrite } from '../../../src/mirror/pending/check.ts'
import type { Accepted } from '../../../src/mirror/pending/check.ts'
import { isStatus } from '../../../src/objects/answers/status.ts'
import type { Status } from '../../../src/objects/answers/status.ts'
import { builtinKinds } from '../../../src/objects/kinds/builtin.ts'
import { kindRegistry } from '../../../src/objects/kinds/registry.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import { requestInfo } from '../../../src/objects/request/info.ts'
import { routeOf } from '../../../src/objects/request/route.ts'
import { random } from '../../../src/kernel/random.ts'
import { wallMs } from '../../../src/kernel/time.ts'

const registry = kindRegistry(builtinKinds)

export const json = 'application/json'
export const merge = 'application/merge-patch+json'
export const strategic = 'application/strategic-merge-patch+json'
export const jsonPatch = 'application/json-patch+json'

/** A request as the door hands it in. */
export function asked(
  method: string,
  path: string,
  body?: unknown,
  type = json,
): WriteAttempt | Status {
  const info = requestInfo(method, path)
  if (info.about !== 'resource') throw new Error(`${path} is no resource`)
  const route = routeOf(registry, info)
  if (typeof route === 'string' || isStatus(route)) throw new Error(`${path} is not served`)
  const bytes =
    body instanceof Uint8Array
      ? body
      : new TextEncoder().encode(body === undefined ? '' : JSON.stringify(body))
  return attemptOf(route, info, type, bytes)
}

/** The same, which must be readable. */
export function attempt(...request: Parameters<typeof asked>): WriteAttempt {
  const read = asked(...request)
  if (isStatus(read)) throw new Error(read.message)
  return read
}

/** What node a-1 says to a write of what is there. */
export function check(
  current: KubeObject | undefined,
  ...request: Parameters<typeof asked>
): Accepted | Status {
  const read = asked(...request)
  if (isStatus(read)) return read
  const by = { node: 'a-1', wall: wallMs(1_763_632_800_000), random: random('check') }
  const outcome = checkWrite(read, current, by)
  return 'isKept' in outcome ? outcome : (outcome.body as Status)
}

/** What was accepted; a refusal throws. */
export function accepted(...args: Parameters<typeof check>): Accepted {
  const outcome = check(...args)
  if (isStatus(outcome)) throw new Error(outcome.message)
  return outcome
}

/** The code of a refusal; 0 of what was accepted. */
export const codeOf = (outcome: Accepted | Status): number => (isStatus(outcome) ? outcome.code : 0)

const nodeTarget = {
  group: '',
  version: 'v1',
  resource: 'nodes',
  kind: 'Node',
  namespace: '',
  name: 'a-1',
}

export const theNode: KubeObject = shown(nodeTarget, {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name: 'a-1',
    uid: 'uid-of-node',
    resourceVersion: '5',
    creationTimestamp: '2025-11-20T10:00:00Z',
    labels: { 'kubernetes.io/hostname': 'a-1' },
  },
  spec: { podCIDR: '10.0.0.0/24' },
  status: {
    conditions: [
      { type: 'Ready', status: 'True', lastHeartbeatTime: '2025-11-20T10:00:00Z' },
      { type: 'CausewayLinked', status: 'True', lastHeartbeatTime: '2025-11-20T10:00:00Z' },
    ],
  },
})

export const aPod: KubeObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'shop', uid: 'uid-of-web', resourceVersion: '7' },
  spec: { nodeName: 'a-1', containers: [{ name: 'c', image: 'i' }] },
  status: { phase: 'Pending' },
}

export const mirrorPod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'static-a-1',
    namespace: 'kube-system',
    annotations: { 'kubernetes.io/config.mirror': 'hash-1' },
  },
  spec: { nodeName: 'a-1', containers: [{ name: 'c', image: 'i' }] },
}

export const anEvent = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'a-1.1', namespace: 'default' },
  involvedObject: { kind: 'Node', name: 'a-1', uid: 'a-1' },
  reason: 'Starting',
  message: 'Starting kubelet.',
  count: 1,
  lastTimestamp: '2025-11-20T10:00:00Z',
}

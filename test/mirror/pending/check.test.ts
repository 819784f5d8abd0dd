// What a node accepts alone, and how it answers what it does not.
import { expect, it } from 'vitest'
import { isStatus } from '../../../src/objects/answers/status.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import {
  accepted,
  anEvent,
  aPod,
  asked,
  check,
  codeOf,
  json,
  jsonPatch,
  merge,
  mirrorPod,
  strategic,
  theNode,
} from './asking.ts'

const node = '/api/v1/nodes/a-1'
const pods = '/api/v1/namespaces/shop/pods'
const leases = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases'
const label = { metadata: { labels: { shelf: '3' } } }
const ready = { status: { conditions: [{ type: 'Ready', status: 'False' }] } }
const lease = { metadata: { name: 'a-1' }, spec: { holderIdentity: 'a-1' } }
const csi = { metadata: { name: 'a-1' }, spec: { drivers: [] } }
const dying: KubeObject = {
  ...aPod,
  metadata: { ...aPod.metadata, deletionTimestamp: '2025-11-20T10:00:00Z' },
}
const now = { gracePeriodSeconds: 0, preconditions: { uid: 'uid-of-web' } }
const foreign: KubeObject = { ...aPod, spec: { nodeName: 'a-2' } }
const other: KubeObject = { ...theNode, metadata: { ...theNode.metadata, name: 'a-2' } }

type Row = readonly [string, number, KubeObject | undefined, ...Parameters<typeof asked>]
const named = (all: readonly Row[]) =>
  all.map(([what, code, current, ...request]) => ({ what, code, current, request }))

const rows: readonly Row[] = [
  ['labels of its Node', 0, theNode, 'PATCH', node, label, merge],
  [
    'its Node by update',
    0,
    theNode,
    'PUT',
    node,
    { ...theNode, ...label, metadata: { ...theNode.metadata, ...label.metadata } },
  ],
  [
    'its Node by operations',
    0,
    theNode,
    'PATCH',
    node,
    [{ op: 'add', path: '/metadata/labels/x', value: 'y' }],
    jsonPatch,
  ],
  ['the status of its Node', 0, theNode, 'PATCH', `${node}/status`, ready, strategic],
  ['its Node, anew', 0, undefined, 'POST', '/api/v1/nodes', { metadata: { name: 'a-1' } }],
  ['its Lease', 0, undefined, 'POST', leases, lease],
  ['its Lease, renewed', 0, undefined, 'PUT', `${leases}/a-1`, lease],
  ['its CSINode', 0, undefined, 'POST', '/apis/storage.k8s.io/v1/csinodes', csi],
  [
    'the status of its pod',
    0,
    aPod,
    'PATCH',
    `${pods}/web/status`,
    { status: { phase: 'Running' } },
    strategic,
  ],
  ['a mirror pod', 0, undefined, 'POST', '/api/v1/namespaces/kube-system/pods', mirrorPod],
  ['the last delete of a pod', 0, dying, 'DELETE', `${pods}/web`, now],
  ['an event', 0, undefined, 'POST', '/api/v1/namespaces/default/events', anEvent],
  ['the spec of its Node', 503, theNode, 'PATCH', node, { spec: { unschedulable: true } }, merge],
  [
    'finalizers of its Node',
    503,
    theNode,
    'PATCH',
    node,
    { metadata: { finalizers: ['x.io/y'] } },
    merge,
  ],
  ['another Node', 403, other, 'PATCH', '/api/v1/nodes/a-2', label, merge],
  ['another Node, anew', 403, undefined, 'POST', '/api/v1/nodes', { metadata: { name: 'a-2' } }],
  ['the end of its Node', 503, theNode, 'DELETE', node],
  [
    'another Lease',
    403,
    undefined,
    'PUT',
    `${leases}/a-2`,
    { ...lease, metadata: { name: 'a-2' } },
  ],
  [
    'a Lease elsewhere',
    403,
    undefined,
    'PUT',
    leases.replace('kube-node-lease', 'default') + '/a-1',
    lease,
  ],
  ['a pod of another node', 403, foreign, 'PATCH', `${pods}/web/status`, { status: {} }, strategic],
  ['labels of a pod', 503, aPod, 'PATCH', `${pods}/web`, label, merge],
  [
    'a pod that is no mirror pod',
    503,
    undefined,
    'POST',
    pods,
    { ...aPod, metadata: { name: 'new' } },
  ],
  ['the end of a pod that runs', 503, aPod, 'DELETE', `${pods}/web`, now],
  ['the end of a pod, later', 503, dying, 'DELETE', `${pods}/web`, {}],
  ['an eviction', 503, aPod, 'POST', `${pods}/web/eviction`, {}],
  [
    'a config map',
    503,
    undefined,
    'POST',
    '/api/v1/namespaces/shop/configmaps',
    { metadata: { name: 'x' } },
  ],
  ['many at once', 503, undefined, 'DELETE', pods],
]

it.each(named(rows))('A60: alone, $what: $code', ({ code, current, request }) => {
  const outcome = check(current, ...request)
  expect(codeOf(outcome), isStatus(outcome) ? outcome.message : '').toBe(code)
})

it('A60: a refusal says what needs the cloud, and that trying later may help', () => {
  const refusal = check(undefined, 'POST', '/api/v1/namespaces/shop/configmaps', {
    metadata: { name: 'x' },
  })
  expect(refusal).toMatchObject({
    reason: 'ServiceUnavailable',
    message:
      'this node is alone, and a write of configmaps needs the cloud: try again once it is linked',
    details: { retryAfterSeconds: 5 },
  })
})

it('A60: bodies in protobuf are refused with the setting that selects JSON', () => {
  const proto = 'application/vnd.kubernetes.protobuf'
  const refusal = asked('POST', '/api/v1/nodes', new Uint8Array([1]), proto)
  expect(refusal).toMatchObject({ code: 415, message: expect.stringContaining('contentType') })
})

const wrong: readonly Row[] = [
  ['what is there already', 409, theNode, 'POST', '/api/v1/nodes', { metadata: { name: 'a-1' } }],
  ['a patch of what is not there', 404, undefined, 'PATCH', `${node}/status`, ready, strategic],
  ['a delete of what is not there', 404, undefined, 'DELETE', `${pods}/web`, now],
  ['an older version', 409, theNode, 'PATCH', node, { metadata: { resourceVersion: '4' } }, merge],
  ['another uid', 409, theNode, 'PATCH', node, { metadata: { uid: 'x' } }, merge],
  [
    'the delete of another uid',
    409,
    dying,
    'DELETE',
    `${pods}/web`,
    { ...now, preconditions: { uid: 'x' } },
  ],
  ['another name', 400, theNode, 'PUT', node, { metadata: { name: 'b' } }],
  ['another kind', 400, theNode, 'PUT', node, { kind: 'Pod', metadata: { name: 'a-1' } }],
  ['another namespace', 400, undefined, 'POST', '/api/v1/namespaces/x/events', anEvent],
  [
    'a field of a wrong type',
    400,
    theNode,
    'PATCH',
    `${node}/status`,
    { status: { conditions: 5 } },
    merge,
  ],
  [
    'a label that is none',
    422,
    theNode,
    'PATCH',
    node,
    { metadata: { labels: { x: '?' } } },
    merge,
  ],
  ['no object', 400, undefined, 'POST', '/api/v1/nodes', []],
  [
    'operations on nothing',
    422,
    theNode,
    'PATCH',
    node,
    [{ op: 'remove', path: '/x/y' }],
    jsonPatch,
  ],
  ['an unknown kind of patch', 415, theNode, 'PATCH', node, {}, json],
  [
    'a version for what is new',
    500,
    undefined,
    'POST',
    '/api/v1/nodes',
    { metadata: { name: 'a-1', resourceVersion: '1' } },
  ],
  [
    'unknown fields, strictly',
    400,
    theNode,
    'PATCH',
    `${node}?fieldValidation=Strict`,
    { metadata: { shelf: 1 } },
    merge,
  ],
  [
    'too much',
    413,
    theNode,
    'PATCH',
    node,
    { metadata: { annotations: { x: 'y'.repeat(250_000) } } },
    merge,
  ],
]

it.each(named(wrong))('A61: alone, $what is answered $code', ({ code, current, request }) => {
  const outcome = check(current, ...request)
  expect(codeOf(outcome), isStatus(outcome) ? outcome.message : '').toBe(code)
})

it('A61: the own version and uid are preconditions that hold, and do not travel', () => {
  const mine = { metadata: { resourceVersion: '5', uid: 'uid-of-node', labels: { a: 'b' } } }
  const { write } = accepted(theNode, 'PATCH', node, mine, merge)
  expect(write).toMatchObject({
    uid: 'uid-of-node',
    change: {
      verb: 'patch',
      form: 'merge',
      status: false,
      patch: { metadata: { labels: { a: 'b' } } },
    },
  })
  expect(JSON.stringify(write?.change)).not.toContain('resourceVersion')
})

it('A61: an update is kept as what it changes, and no more', () => {
  const updated = { ...theNode, metadata: { ...theNode.metadata, labels: { shelf: '3' } } }
  expect(accepted(theNode, 'PUT', node, updated).write?.change).toMatchObject({
    form: 'merge',
    patch: { metadata: { labels: { shelf: '3', 'kubernetes.io/hostname': null } } },
  })
})

it('A61: no change is no write, and what is only tried is none either', () => {
  const same = { metadata: { labels: { 'kubernetes.io/hostname': 'a-1' } } }
  expect(accepted(theNode, 'PATCH', node, same, merge).write).toBeUndefined()
  const tried = accepted(theNode, 'PATCH', `${node}?dryRun=All`, label, merge)
  expect(tried.write).toBeUndefined()
  expect(tried.answer.body).toMatchObject({ metadata: { labels: { shelf: '3' } } })
})

it('A61: what is created gets a uid, a time and a name; a status of a pod is its own path’s', () => {
  const { result } = accepted(undefined, 'POST', '/api/v1/namespaces/default/events', {
    ...anEvent,
    metadata: { generateName: 'a-1-' },
  })
  expect(result?.metadata).toMatchObject({
    name: expect.stringMatching(/^a-1-[a-z0-9]{5}$/),
    namespace: 'default',
    uid: expect.stringMatching(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    ),
    creationTimestamp: '2025-11-20T10:00:00Z',
  })
  const pod = accepted(undefined, 'POST', '/api/v1/namespaces/kube-system/pods', {
    ...mirrorPod,
    status: { phase: 'Running' },
  })
  expect(pod.result).toMatchObject({ status: { phase: 'Pending' } })
})

it('A61: a status patch leaves the rest, an update of the object leaves the status', () => {
  const both = { ...ready, spec: { unschedulable: true } }
  const { result } = accepted(theNode, 'PATCH', `${node}/status`, both, strategic)
  expect(result?.['spec']).toEqual(theNode['spec'])
  const types = [{ type: 'Ready' }, { type: 'CausewayLinked' }]
  expect(result).toMatchObject({ status: { conditions: types } })
  const updated = { ...theNode, ...ready, metadata: { ...theNode.metadata, labels: {} } }
  expect(accepted(theNode, 'PUT', node, updated).result?.['status']).toEqual(theNode['status'])
})

it('A66: a Lease is answered and never kept', () => {
  expect(accepted(undefined, 'POST', leases, lease).isKept).toBe(false)
  expect(accepted(theNode, 'PATCH', node, label, merge).isKept).toBe(true)
})

// The cloud's webhooks: the second belt before Kubernetes 1.30, pods at their birth, manifests at the door, and the door itself.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryHttpClient } from '../../bus/adapters/memory-http.ts'
import { bornPatch } from '../../cloud/belt/born-pods.ts'
import { holdLabel, toleratedAnnotation, tolerationPatch } from '../../cloud/belt/held-pods.ts'
import { beltObjects, listObject, listsPath, nodeController } from '../../cloud/belt/objects.ts'
import { struckNode } from '../../cloud/belt/struck-node.ts'
import { webhookObjects } from '../../cloud/webhooks/configurations.ts'
import { webhookHandler } from '../../cloud/webhooks/door.ts'
import { WebhookKeeper } from '../../cloud/webhooks/keeper.ts'
import { reviewIn } from '../../cloud/webhooks/review.ts'
import type { Review } from '../../cloud/webhooks/review.ts'
import { celValue } from '../../sim/kube/policies/cel.ts'
import { objectionsOf } from '../../sim/kube/policies/evaluate.ts'
import { createSchedule } from '../../sim/schedule.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'
import { jsonPatch } from '../../src/objects/patches/json-patch.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { part } from '../../src/objects/fields.ts'
import type { Json } from '../../src/objects/schema/typed.ts'
import { heldSite, readyOf } from '../support/held-site.ts'
import { smallKube } from '../support/kube.ts'

const bytes = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))

const reviewOf = (request: Json): Json => ({
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  request: { uid: 'u', ...request },
})

const read = (request: Json): Review => {
  const review = reviewIn(bytes(reviewOf(request)))
  if ('wrong' in review) throw new Error(review.wrong)
  return review
}

describe('the second belt as a webhook', () => {
  const taint = fc.record({
    key: fc
      .constantFrom('unreachable', 'not-ready', 'disk-pressure')
      .map((key) => `node.kubernetes.io/${key}`),
    effect: fc.constantFrom('NoExecute', 'NoSchedule'),
  })
  const node = fc.record({
    apiVersion: fc.constant('v1'),
    kind: fc.constant('Node'),
    metadata: fc.record({ name: fc.constantFrom('n1', 'n2') }),
    spec: fc.record({ taints: fc.array(taint, { maxLength: 2 }) }, { requiredKeys: [] }),
  })
  const condition = fc.record({
    type: fc.constantFrom('Ready', 'Initialized'),
    status: fc.constantFrom('True', 'False'),
  })
  const pod = fc.record({
    apiVersion: fc.constant('v1'),
    kind: fc.constant('Pod'),
    metadata: fc.record({ name: fc.constant('p') }),
    spec: fc.record({ nodeName: fc.constantFrom('n1', 'n2') }, { requiredKeys: [] }),
    status: fc.record({ conditions: fc.array(condition, { maxLength: 2 }) }, { requiredKeys: [] }),
  })
  const username = fc.constantFrom(nodeController, 'system:node:n1')

  /** Whether the policy of these names refuses it, with `n1` on the list. */
  const isRefused = (policy: string, request: Json): boolean => {
    const spec = part(
      beltObjects.find(({ path }) => path.endsWith(`policies/${policy}`))?.object,
      'spec',
    )
    const { object, oldObject, userInfo } = request
    const seen = {
      object: celValue(object),
      oldObject: celValue(oldObject),
      request: celValue({ userInfo }),
    }
    return objectionsOf(spec, seen, listObject({ n1: '1' })).length > 0
  }

  it.each([
    ['causeway-hold-nodes', node, { resource: 'nodes' }, ''],
    ['causeway-hold-pods', pod, { resource: 'pods' }, 'status'],
  ] as const)(
    'H55: of every write it says what the policy %s says',
    (policy, any, resource, subResource) => {
      fc.assert(
        fc.property(any, any, username, (object, oldObject, user) => {
          const named = { ...oldObject, metadata: object.metadata }
          const request = {
            operation: 'UPDATE',
            resource: { group: '', version: 'v1', ...resource },
            subResource,
            userInfo: { username: user },
            object,
            oldObject: named,
          }
          expect(struckNode(read(request)) === 'n1').toBe(isRefused(policy, request))
        }),
        { numRuns: 500 },
      )
    },
  )

  it('H55: other operations and other resources are none of its business', () => {
    const tainted = {
      metadata: { name: 'n1' },
      spec: { taints: [{ key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' }] },
    }
    const request = {
      operation: 'UPDATE',
      resource: { group: '', resource: 'nodes' },
      userInfo: { username: nodeController },
      object: tainted,
    }
    expect(struckNode(read(request))).toBe('n1')
    expect(struckNode(read({ ...request, operation: 'CREATE' }))).toBeUndefined()
    expect(struckNode(read({ ...request, subResource: 'status' }))).toBeUndefined()
    expect(
      struckNode(read({ ...request, resource: { group: 'x.io', resource: 'nodes' } })),
    ).toBeUndefined()
    expect(struckNode(read({ ...request, object: null }))).toBeUndefined()
  })

  it('H56: before 1.30 the webhook stands in for the policies, which the log and the status say', () => {
    const { said, ask, kube } = heldSite('lease', true)
    expect(said.filter((line) => line.startsWith('info second belt'))).toEqual([
      'info second belt {"by":"webhook"}',
    ])
    expect(part(ask('GET', '/v1/status').json(), 'cloud')['secondBelt']).toBe('webhook')
    const { belt, pods, apps } = webhookObjects({
      url: 'https://cloud.test:7443',
      authority: 'Q0E=',
    })
    for (const { path, wanted } of [belt, pods, apps])
      expect(kube.call('GET', path)).toMatchObject(wanted)
  })

  it('H57: up: held by policy alone, a cut node turns Unknown and keeps its pods; a dead one is evicted', () => {
    const { run, a1, a2, a3, node, isUntouched, isEvicted, list } = heldSite('policy', true)
    for (const peer of [a1, a2]) peer.agent.say('a-3', 'dead')
    a3.die()
    run(15_000)
    for (const peer of [a1, a3]) peer.agent.say('a-2', 'alive')
    a2.die()
    run(30_000)
    expect(list()).toEqual(['a-1', 'a-2'])
    expect([readyOf(node('a-2')), isUntouched('a-2')]).toEqual(['Unknown', true])
    expect(isEvicted('a-3')).toBe(true)
  })

  it('H57: restarting again and again it changes nothing, whoever falls silent meanwhile', () => {
    const { run, a2, stop, one, start, isUntouched } = heldSite('lease', true)
    a2.die()
    for (let i = 0; i < 5; i++) {
      if (i % 2 === 0) one.kill()
      else stop()
      run(2_000)
      start()
      run(4_000 + i * 700)
    }
    expect(['a-1', 'a-2', 'a-3'].map(isUntouched)).toEqual([true, true, true])
  })

  it('H57: down for long it holds nobody, as if there were no webhook; back it holds those who are there', () => {
    const { run, a2, one, start, isUntouched, isEvicted } = heldSite('lease', true)
    a2.die()
    one.kill()
    run(60_000)
    expect([isUntouched('a-1'), isEvicted('a-2')]).toEqual([true, true])
    start()
    a2.revive()
    run(30_000)
    expect(isUntouched('a-3')).toBe(true)
  })
})

describe('pods at their birth', () => {
  const seconds = (key: string, tolerationSeconds?: number): Json => ({
    key: `node.kubernetes.io/${key}`,
    operator: 'Exists',
    effect: 'NoExecute',
    ...(tolerationSeconds === undefined ? {} : { tolerationSeconds }),
  })
  const other = { key: 'mine', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 9 }
  const before = [other, seconds('not-ready', 300), seconds('unreachable', 60)]
  const podWith = (metadata: Json, tolerations: readonly Json[] = before): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', ...metadata },
    spec: { tolerations },
  })
  const born = (pod: KubeObject): KubeObject | undefined => {
    const patch = bornPatch(pod)
    if (patch === undefined) return undefined
    const patched = jsonPatch(pod, patch)
    if ('problem' in patched) throw new Error(patched.message)
    return patched.value as KubeObject
  }
  const toleratedOf = (pod: KubeObject | undefined) => part(pod, 'spec')['tolerations']
  const autonomy = (text: string): Json => ({
    annotations: { 'node.openyurt.io/autonomy-duration': text },
  })
  const endless = [other, seconds('not-ready'), seconds('unreachable')]

  it('H58: with the label, or an annotation of autonomy without end, they tolerate without end, as if they were held', () => {
    for (const metadata of [
      { labels: { [holdLabel]: 'true', app: 'a' } },
      autonomy('0'),
      autonomy('-1s'),
      { annotations: { 'node.beta.openyurt.io/autonomy': 'true' } },
      { annotations: { 'apps.openyurt.io/binding': 'true' } },
    ]) {
      const pod = born(podWith(metadata))
      expect(toleratedOf(pod)).toEqual(endless)
      expect(pod?.metadata.labels).toMatchObject({
        ...part(metadata, 'labels'),
        [holdLabel]: 'true',
      })
      expect(pod?.metadata.annotations).toMatchObject(part(metadata, 'annotations'))
      // It ends as any hold: when the node has failed, what was said before counts again.
      const ended = tolerationPatch(pod as KubeObject, false)
      expect(part(ended, 'spec')['tolerations']).toEqual(before)
      expect(part(part(ended, 'metadata'), 'annotations')).toEqual({ [toleratedAnnotation]: null })
    }
  })

  it('H58: with a duration they tolerate for so long; an invalid one, or none, changes nothing', () => {
    const of = (text: string) => toleratedOf(born(podWith(autonomy(text))))
    expect(of('100s')).toEqual([other, seconds('not-ready', 100), seconds('unreachable', 100)])
    expect(of('1h30m')).toEqual([other, seconds('not-ready', 5_400), seconds('unreachable', 5_400)])
    const own = podWith({ annotations: { 'causeway.io/max-hold': '20' } })
    expect(toleratedOf(born(own))).toEqual([
      other,
      seconds('not-ready', 20),
      seconds('unreachable', 20),
    ])
    expect(of('soon')).toBeUndefined()
    expect(born(podWith({}))).toBeUndefined()
    expect(born(podWith({ labels: { [holdLabel]: 'no' } }))).toBeUndefined()
  })

  it('H58: tolerations that are not there are not added, endless ones stay, and mirror pods are left alone', () => {
    expect(born(podWith(autonomy('5s'), [other]))).toBeUndefined()
    expect(born(podWith(autonomy('5s'), [seconds('unreachable')]))).toBeUndefined()
    expect(born(podWith(autonomy('0'), [seconds('unreachable')]))).toBeUndefined()
    const mirror = {
      annotations: { 'kubernetes.io/config.mirror': 'x' },
      labels: { [holdLabel]: 'true' },
    }
    expect(born(podWith(mirror))).toBeUndefined()
  })

  it('H58: the API server asks about pods that opt in, and about no others', () => {
    const { kube, run } = heldSite('lease', true)
    const create = (name: string, metadata: Json) =>
      kube.server.call('POST', '/api/v1/namespaces/default/pods', {
        metadata: { name, ...metadata },
        spec: { containers: [{ name: 'c', image: 'i' }] },
      })
    expect(create('plain', {}).later).toBeUndefined()
    const asked = create('opted', autonomy('100s'))
    asked.later?.(() => undefined)
    run(1_000)
    const pod = kube.call('GET', '/api/v1/namespaces/default/pods/opted')
    expect(toleratedOf(pod)).toEqual([seconds('not-ready', 100), seconds('unreachable', 100)])
  })
})

/** A small Kubernetes, the door on its own, and its answers. */
function doorWorld(against: (review: Review) => readonly string[] = () => []) {
  const wallStart = wallMs(1_763_632_800_000)
  const schedule = createSchedule({ wallStart, random: random('door') })
  const { clock } = schedule.spawn()
  const kube = smallKube(clock)
  const said: string[] = []
  const handle = webhookHandler({
    kube: kube.client,
    clock,
    tap: (level, what) => void said.push(`${level} ${what}`),
    against,
  })
  const door = memoryHttpClient(clock, () => handle)
  const run = (ms: number) => schedule.run(schedule.now() + ms)
  const ask = (path: string, body: unknown, method = 'POST') => {
    let status = 0
    let text = ''
    door.request(
      { method, path, headers: {}, body: body instanceof Uint8Array ? body : bytes(body) },
      {
        head: (code) => (status = code),
        chunk: (part) => (text += new TextDecoder().decode(part)),
        end: () => undefined,
      },
    )
    run(10_000)
    return { status, answer: (text === '' ? {} : JSON.parse(text)) as Json }
  }
  return { kube, clock, run, ask, said }
}

describe('the door', () => {
  const striking = {
    operation: 'UPDATE',
    resource: { group: '', resource: 'nodes' },
    userInfo: { username: nodeController },
    object: {
      metadata: { name: 'n1' },
      spec: { taints: [{ key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' }] },
    },
  }
  const other = { operation: 'CREATE', resource: { group: 'x.io', resource: 'things' } }

  it('H59: answers the uid that it was asked, and reads the list of held nodes each time', () => {
    const { ask, kube } = doorWorld()
    const word = () => part(ask('/belt?timeout=3s', reviewOf(striking)).answer, 'response')
    expect(word()).toEqual({ uid: 'u', allowed: true })
    kube.call('POST', listsPath, listObject({ n1: '1' }))
    expect(word()).toMatchObject({
      uid: 'u',
      allowed: false,
      status: { message: 'held by causeway' },
    })
    kube.setSilent(true)
    expect(ask('/belt', reviewOf(striking)).status).toBe(503)
  })

  it('H59: what is no review is answered 400, other paths 404, other methods 405', () => {
    const { ask } = doorWorld()
    for (const body of [
      '',
      '{',
      '[]',
      'null',
      {},
      { ...reviewOf(other), apiVersion: 'admission.k8s.io/v1beta1' },
      { ...reviewOf(other), request: { uid: '', resource: { resource: 'x' } } },
      { ...reviewOf(other), request: { uid: 'u' } },
      new Uint8Array([0xff, 0xfe]),
    ])
      expect(ask('/apps', body).status).toBe(400)
    expect(ask('/', reviewOf(other)).status).toBe(404)
    expect(ask('/constructor', reviewOf(other)).status).toBe(404)
    expect(ask('/apps', reviewOf(other), 'GET').status).toBe(405)
  })

  it('H59: whatever it is asked it answers once, and lives on', () => {
    const { ask, said } = doorWorld()
    const paths = fc.constantFrom('/belt', '/pods', '/apps')
    fc.assert(
      fc.property(paths, fc.jsonValue(), fc.jsonValue(), (path, object, oldObject) => {
        const request = { ...striking, operation: 'CREATE', object, oldObject }
        expect(ask(path, reviewOf(request)).status).toBe(200)
        expect([200, 400]).toContain(ask(path, { ...reviewOf({}), request: object }).status)
      }),
      { numRuns: 100 },
    )
    expect(said).toEqual([])
  })

  it('H59: a check that trips over a manifest is told, and the manifest goes its way', () => {
    const { ask, said } = doorWorld(() => {
      throw new Error('tripped')
    })
    expect(ask('/apps', reviewOf(other)).status).toBe(500)
    expect(said).toEqual(['error a review could not be judged'])
  })

  it('H59: what stands against a manifest is told line by line', () => {
    const { ask } = doorWorld(() => ['spec.a: no', 'spec.b: neither'])
    expect(part(ask('/apps', reviewOf(other)).answer, 'response')).toEqual({
      uid: 'u',
      allowed: false,
      status: { code: 422, reason: 'Invalid', message: 'spec.a: no\nspec.b: neither' },
    })
  })
})

describe('what Kubernetes is told of the door', () => {
  const place = { url: 'https://cloud.test:7443', authority: 'Q0E=' }
  function keeper(at: typeof place | undefined, without: readonly string[] = []) {
    const wallStart = wallMs(1_763_632_800_000)
    const schedule = createSchedule({ wallStart, random: random('keeper') })
    const { clock } = schedule.spawn()
    const kube = smallKube(clock, { without })
    const said: string[] = []
    const kept = new WebhookKeeper({
      kube: kube.client,
      clock,
      say: (level, what, fields) => void said.push(`${level} ${what} ${JSON.stringify(fields)}`),
      checkMs: 5_000,
      place: at,
      isWorn: true,
    })
    const run = (ms: number) => schedule.run(schedule.now() + ms)
    const there = () =>
      Object.entries(webhookObjects(place))
        .filter(([, { path }]) => kube.server.call('GET', path).status === 200)
        .map(([name]) => name)
    const writes = () => kube.asked.filter((line) => !line.startsWith('GET '))
    return { kube, kept, run, said, there, writes }
  }

  it('H60: is made once, mended when somebody changes it, and left to whoever has the right to hold', () => {
    const { kube, kept, run, there, writes } = keeper(place)
    run(10_000)
    expect(there()).toEqual([])
    kept.right(true)
    run(1_000)
    expect(there()).toEqual(['pods', 'apps'])
    run(60_000)
    expect(writes()).toHaveLength(2)
    const { path, wanted } = webhookObjects(place).apps
    kube.server.call(
      'PATCH',
      path,
      { webhooks: [] },
      { 'content-type': 'application/merge-patch+json' },
    )
    run(10_000)
    expect(kube.call('GET', path)).toMatchObject(wanted)
    kept.right(false)
    kube.call('DELETE', path)
    run(60_000)
    expect(there()).toEqual(['pods'])
  })

  it('H60: the belt’s webhook is there only where there are no policies', () => {
    const old = keeper(place, ['validatingadmissionpolicies'])
    old.kept.right(true)
    old.run(1_000)
    expect([old.there(), old.kept.means()]).toEqual([['belt', 'pods', 'apps'], 'webhook'])
    const { kube, kept, run, there } = keeper(place)
    const { collection, object } = webhookObjects(place).belt
    kube.call('POST', collection, object)
    kept.right(true)
    run(1_000)
    expect([there(), kept.means()]).toEqual([['pods', 'apps'], 'policies'])
  })

  it('H60: without a door what an earlier cloud left is taken away; what may not be done is said once', () => {
    const { kube, kept, run, there } = keeper(undefined)
    for (const { collection, object } of Object.values(webhookObjects(place)))
      kube.call('POST', collection, object)
    kept.right(true)
    run(1_000)
    expect(there()).toEqual([])
    const asked = kube.asked.length
    run(60_000)
    expect(kube.asked).toHaveLength(asked)
    const forbidden = keeper(place)
    forbidden.kube.refuse((path) => path.includes('webhookconfigurations'))
    forbidden.kept.right(true)
    forbidden.run(60_000)
    expect(forbidden.said.filter((line) => line.startsWith('warn'))).toHaveLength(3)
  })
})

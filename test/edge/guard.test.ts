// A node's guard with and without its cloud: who calls, what he may, certificates and tokens.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { encodeGuardAnswer } from '../../schemas/guard-answer.ts'
import { encodeDown } from '../../schemas/down.ts'
import { guardTimes } from '../../edge/guard/guard-parts.ts'
import { sealSigned } from '../../schemas/signed.ts'
import { subjectOf } from '../../schemas/subjects.ts'
import { accountUser, anonymous, nodeUser } from '../../src/identity/user.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import { guardBed } from '../support/guard-bed.ts'
import { keyring } from '../support/small-cloud.ts'

const till = accountUser('shop', 'till')
const day = 86_400_000
const secret = '/api/v1/namespaces/shop/secrets/key'
const pods = '/api/v1/namespaces/shop/pods'

/** A node with the pod `till-0`, which was linked once. */
function linked() {
  const bed = guardBed()
  bed.put('serviceaccounts', { name: 'till', namespace: 'shop', uid: 'u1' })
  bed.put(
    'pods',
    { name: 'till-0', namespace: 'shop', uid: 'p1' },
    { nodeName: 'a-1', serviceAccountName: 'till' },
  )
  bed.link('linked')
  return bed
}

it('G5: a node that is linked asks for its two certificates, which the cloud gives for what it may be called', () => {
  const bed = linked()
  expect(bed.facts.map(({ node, use }) => `${node} ${use}`).toSorted()).toEqual([
    'a-1 kubelet',
    'a-1 serving',
  ])
  const namesOf = (use: string) => bed.facts.find((fact) => fact.use === use)?.names
  expect(namesOf('serving')).toEqual(
    expect.arrayContaining(['kubernetes.default.svc', '10.96.0.1', '169.254.20.10', '192.168.1.7']),
  )
  expect(namesOf('kubelet')).toEqual([])
  expect(bed.who({ certificate: bed.papers.paper('kubelet') })).toMatchObject({
    ...nodeUser('a-1'),
    by: 'certificate',
  })
  bed.run(3 * day)
  expect(bed.facts, 'nothing is asked for twice').toHaveLength(2)
})

it('G5: only the node itself, by its pinned key, is given anything, and only what the cloud signed is taken', () => {
  const bed = guardBed()
  bed.world.pinned = keyring().publicKeys.sign
  bed.link('linked')
  bed.world.pinned = undefined
  bed.run(20_000)
  expect(bed.facts).toEqual([])
  const [asked] = bed.asks
  const answer = encodeGuardAnswer({
    ask: asked?.ask ?? 0,
    certificates: [],
    access: [],
    trust: { issuer: 'evil', keySet: '{"keys":[]}', serviceAddresses: [] },
  })
  const down = encodeDown({ kind: 'guard-answered', node: nodeId('a-1'), answer })
  const forged = sealSigned({ context: 'down', signer: 'cloud/one' }, down, keyring().sign)
  bed.wan.publish(subjectOf('down', 'causeway', { node: nodeId('a-1') }), forged)
  bed.run(100)
  expect(bed.said).toContain('message of the cloud refused')
  expect(bed.papers.credentials.held('serving')).toBe(undefined)
})

it('G5: an answer to another question than the open one changes nothing, and no bytes crash a guard', () => {
  const bed = guardBed()
  bed.world.pinned = undefined
  bed.link('linked')
  const answers = fc.sample(fc.uint8Array({ maxLength: 200 }), 50)
  const stale = encodeGuardAnswer({ ask: 1, certificates: [], access: [], trust: undefined })
  for (const answer of [...answers, stale]) {
    const down = encodeDown({ kind: 'guard-answered', node: nodeId('a-1'), answer })
    const signed = sealSigned({ context: 'down', signer: 'cloud/one' }, down, bed.cloudKeys.sign)
    bed.wan.publish(subjectOf('down', 'causeway', { node: nodeId('a-1') }), signed)
  }
  bed.run(100)
  bed.world.pinned = bed.keys.publicKeys.sign
  bed.run(20_000)
  expect(bed.facts).toHaveLength(2)
})

it('G3: certificates are renewed by themselves while there is a link', () => {
  const bed = linked()
  const before = bed.papers.paper('kubelet')
  bed.run(32 * day)
  expect(bed.facts.filter(({ use }) => use === 'serving').length).toBeGreaterThanOrEqual(2)
  expect(bed.papers.paper('kubelet')).not.toEqual(before)
})

it('G4: a year and more alone locks the own kubelet out neither then nor after the heal, until it has a new certificate', () => {
  const bed = linked()
  const old = bed.papers.paper('kubelet')
  bed.link('alone')
  bed.run(400 * day)
  expect(bed.who({ certificate: old })).toMatchObject({ name: 'system:node:a-1' })
  bed.link('linked')
  expect(bed.papers.paper('kubelet')).not.toEqual(old)
  expect(bed.who({ certificate: old }), 'the kubelet reads the new one soon').toBeDefined()
  bed.run(11 * 60_000)
  expect(bed.who({ certificate: old })).toBe(undefined)
  expect(bed.who({ certificate: bed.papers.paper('kubelet') })).toBeDefined()
})

it("G4: an expired certificate is nobody's but the own kubelet's", () => {
  const bed = linked()
  const paper = JSON.parse(new TextDecoder().decode(bed.papers.paper('kubelet'))) as object
  const of = (change: object) => new TextEncoder().encode(JSON.stringify({ ...paper, ...change }))
  const subject = { commonName: 'system:node:a-2', organization: 'system:nodes' }
  expect(bed.who({ certificate: of({ subject }) })).toMatchObject({ name: 'system:node:a-2' })
  expect(bed.who({ certificate: of({ subject, untilMs: 0 }) })).toBe(undefined)
  expect(bed.who({ certificate: of({ untilMs: 0, serial: 'older' }) })).toBe(undefined)
  expect(bed.who({ certificate: of({ untilMs: 0 }) })).toBeDefined()
  expect(bed.who({ certificate: new Uint8Array([1, 2]) })).toBe(undefined)
})

it('G6: a token of the cluster is checked with its keys, offline as online, after a restart as well', () => {
  const bed = linked()
  const token = bed.token()
  const known = { ...till, by: 'cluster-token' }
  expect(bed.who({ bearer: token })).toEqual(known)
  bed.link('alone')
  bed.restart()
  expect(bed.who({ bearer: token })).toEqual(known)
  expect(bed.who({})).toEqual({
    name: 'system:anonymous',
    groups: ['system:unauthenticated'],
    by: 'nothing',
  })
  const bent = `${token.slice(0, -4)}AAAA`
  const wrong = [
    bent,
    'opaque',
    '',
    bed.token({ iss: 'https://other' }),
    bed.token({ aud: ['vault'] }),
    bed.token({}, { serviceaccount: { name: 'till', uid: 'u0' } }),
    bed.token({}, { pod: { name: 'till-0', uid: 'p0' } }),
    bed.token({}, { pod: { name: 'gone', uid: 'p1' } }),
    bed.token({}, { secret: { name: 's', uid: 's' } }),
  ]
  for (const bearer of wrong) expect(bed.who({ bearer }), bearer).toBe(undefined)
  bed.objects.delete('serviceaccounts/shop/till')
  expect(bed.who({ bearer: token }), 'the account is gone').toBe(undefined)
})

it('G7: what was valid at the cut counts until the heal, across restarts and with a clock that is wrong', () => {
  const bed = linked()
  const token = bed.token()
  bed.run(600_000)
  const over = bed.token({ exp: 1 })
  bed.link('alone')
  bed.run(7 * day)
  expect(bed.who({ bearer: token })).toBeDefined()
  bed.restart()
  expect(bed.who({ bearer: token })).toBeDefined()
  bed.world.wallAheadMs = -50 * 365 * day
  expect(bed.who({ bearer: token })).toBeDefined()
  bed.world.wallAheadMs = 0
  expect(bed.who({ bearer: over })).toBe(undefined)
  bed.link('linked')
  expect(bed.who({ bearer: token })).toBe(undefined)
})

it('G9: decisions are those of the cloud, asked once, kept for when it is away, and after a restart', () => {
  const bed = linked()
  bed.world.allows = ({ user, resourceAttributes: of = {} }) =>
    user === till.name && of['resource'] === 'pods' && of['verb'] === 'list'
  expect(bed.may(till, 'GET', pods)).toEqual({ allowed: true })
  expect(bed.may(till, 'DELETE', `${pods}/till-0`)).toEqual({
    allowed: false,
    reason: 'not by any rule',
    undecided: false,
  })
  const { reviews } = bed.world
  expect(bed.may(till, 'GET', pods)).toEqual({ allowed: true })
  expect(bed.world.reviews, 'it is fresh').toBe(reviews)
  bed.link('alone')
  bed.run(30 * day)
  bed.restart()
  expect(bed.may(till, 'GET', pods)).toEqual({ allowed: true })
  expect(bed.may(till, 'DELETE', `${pods}/till-0`)).toMatchObject({
    allowed: false,
    undecided: false,
  })
  expect(bed.may(till, 'GET', '/api/v1/nodes')).toMatchObject({ allowed: false, undecided: true })
  const other = { ...till, groups: [...till.groups, 'others'] }
  expect(bed.may(other, 'GET', pods)).toMatchObject({ undecided: true })
  expect(bed.world.reviews).toBe(reviews)
})

it('G9: a right that was taken away is gone when the decision is old; a silent cloud leaves the last one, within a second', () => {
  const bed = linked()
  bed.world.allows = () => true
  expect(bed.may(till, 'GET', pods)).toEqual({ allowed: true })
  bed.world.allows = () => false
  expect(bed.may(till, 'GET', pods)).toEqual({ allowed: true })
  bed.run(300_000)
  expect(bed.may(till, 'GET', pods)).toMatchObject({ allowed: false })
  bed.world.allows = () => true
  bed.run(30_000)
  expect(bed.may(till, 'GET', pods)).toEqual({ allowed: true })
  bed.run(300_000)
  bed.world.passes = false
  expect(bed.may(till, 'GET', pods, 999)).toBe('pending')
  bed.run(2_000)
  expect(bed.may(till, 'GET', pods, 1_000)).toEqual({ allowed: true })
  expect(bed.may(till, 'GET', '/api/v1/nodes', 1_000)).toMatchObject({ undecided: true })
})

it('G9: a wish that cannot be told in a question is not decided, and stops no other', () => {
  const bed = linked()
  bed.world.allows = () => true
  const long = 'x'.repeat(2_000)
  const wishes = [
    bed.may(till, 'GET', `/${long}`),
    bed.may(till, 'GET', `${pods}/${long}`),
    bed.may(till, 'BREW', pods),
    bed.may({ name: 'n', groups: ['system:authenticated', long] }, 'GET', pods),
  ]
  for (const one of wishes) expect(one).toMatchObject({ allowed: false, undecided: true })
  expect(bed.may(till, 'GET', pods)).toEqual({ allowed: true })
})

it('G9: a question that nobody answers is given up for the next one', () => {
  const bed = linked()
  bed.world.allows = () => true
  bed.world.pinned = undefined
  expect(bed.may(till, 'GET', pods)).toMatchObject({ undecided: true })
  const { length } = bed.asks
  bed.run(300_000)
  expect(bed.asks.length - length, 'it is not said for ever').toBeLessThan(20)
  bed.world.pinned = bed.keys.publicKeys.sign
  expect(bed.may(till, 'GET', pods)).toEqual({ allowed: true })
})

it('G9: the cloud is not asked on behalf of callers without a name', () => {
  const bed = linked()
  bed.world.allows = () => true
  expect(bed.may(anonymous, 'GET', '/version')).toEqual({ allowed: true })
  expect(bed.may(anonymous, 'GET', pods)).toMatchObject({ allowed: false, undecided: true })
  expect(bed.world.reviews).toBe(0)
})

it('G11: a Secret goes to nobody who could not read it online: neither by token, nor as another node, nor without a name', () => {
  const bed = linked()
  bed.put(
    'pods',
    { name: 'safe-0', namespace: 'shop', uid: 'p2' },
    { nodeName: 'a-1', volumes: [{ secret: { secretName: 'key' } }] },
  )
  const reads = () =>
    [
      bed.may(nodeUser('a-1'), 'GET', secret),
      bed.may(till, 'GET', secret),
      bed.may(nodeUser('a-2'), 'GET', secret),
      bed.may(nodeUser('a-1'), 'GET', '/api/v1/namespaces/shop/secrets'),
      bed.may(nodeUser('a-1'), 'GET', '/api/v1/namespaces/shop/secrets/other'),
    ].map((outcome) => outcome !== 'pending' && outcome.allowed)
  const kubeletAlone = [true, false, false, false, false]
  expect(reads()).toEqual(kubeletAlone)
  bed.link('alone')
  expect(reads()).toEqual(kubeletAlone)
  bed.objects.delete('pods/shop/safe-0')
  expect(reads(), 'no pod refers to it any more').toEqual([false, false, false, false, false])
})

const request = {
  spec: { boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'till-0', uid: 'p1' } },
}

it('G12: a token that the node gave alone is believed there, for ten minutes and while its pod is there, and nowhere else', () => {
  const bed = linked()
  bed.link('alone')
  const given = bed.give('shop', 'till', request)
  const { token = '' } = (given as unknown as { status: { token?: string } }).status
  expect(bed.who({ bearer: token })).toEqual({ ...till, by: 'node-token' })
  const other = guardBed('a-2')
  other.put('serviceaccounts', { name: 'till', namespace: 'shop', uid: 'u1' })
  other.put('pods', { name: 'till-0', namespace: 'shop', uid: 'p1' }, { nodeName: 'a-2' })
  expect(other.who({ bearer: token })).toBe(undefined)
  bed.run(590_000)
  expect(bed.who({ bearer: token })).toBeDefined()
  bed.run(10_000)
  expect(bed.who({ bearer: token }), 'it is over').toBe(undefined)
  const again = bed.give('shop', 'till', request) as unknown as { status: { token: string } }
  bed.objects.delete('pods/shop/till-0')
  expect(bed.who({ bearer: again.status.token }), 'its pod is gone').toBe(undefined)
  expect(bed.give('shop', 'till', request)).toMatchObject({ code: 404 })
})

it('G12: after the heal requests with such a token go on with one of the cluster, until the kubelet has replaced it', () => {
  const bed = linked()
  bed.link('alone')
  const given = bed.give('shop', 'till', request) as unknown as { status: { token: string } }
  const { token } = given.status
  bed.link('linked')
  expect(bed.who({ bearer: token })).toEqual({ ...till, by: 'node-token' })
  expect(bed.standIn(token)).toBe('real 1')
  expect(bed.standIn(token)).toBe('real 1')
  bed.run(480_000)
  expect(bed.standIn(token)).toBe('real 2')
  bed.world.tokens = 9
  bed.run(480_000)
  expect(bed.standIn(token), 'Kubernetes refuses').toBe(undefined)
  expect(bed.standIn('opaque')).toBe(undefined)
})

it('G13: what a guard keeps is locked with the key of its node; what is damaged is asked for again', () => {
  const bed = linked()
  bed.world.allows = () => true
  bed.may(till, 'GET', secret)
  const values = bed.stored()
  expect(values.length).toBeGreaterThanOrEqual(3)
  for (const value of values) {
    const text = new TextDecoder('latin1').decode(value)
    expect(text).not.toMatch(/till|secrets|cluster/)
    expect(bed.keys.unlock(value)).toBeDefined()
    expect(keyring().unlock(value)).toBe(undefined)
  }
  bed.restart((value) => value.fill(7))
  expect(bed.said).toContain('what the guard kept is damaged, it is asked for again')
  expect(bed.who({ bearer: bed.token() })).toBe(undefined)
  bed.link('linked')
  expect(bed.who({ bearer: bed.token() })).toBeDefined()
  expect(bed.may(till, 'GET', secret)).toEqual({ allowed: true })
})

it('G24: a guard that has stopped begins nothing any more, whatever it still hears', () => {
  const bed = linked()
  bed.link('alone')
  bed.stop()
  const before = bed.asks.length
  bed.link('linked')
  bed.run(3 * guardTimes.trustMs)
  expect(bed.asks).toHaveLength(before)
})

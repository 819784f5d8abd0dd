// The desk for guards in a running cloud: certificates, decisions, whom to trust, and who is not answered.
import { expect, it } from 'vitest'
import { decodeGuardAnswer } from '../../schemas/guard-answer.ts'
import { encodeGuardAsk } from '../../schemas/guard-ask.ts'
import type { GuardAsk } from '../../schemas/guard-ask.ts'
import { sealSigned } from '../../schemas/signed.ts'
import { subjectOf } from '../../schemas/subjects.ts'
import { accountUser, nodeUser } from '../../src/identity/user.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import { cloudWorld } from '../support/cloud-world.ts'

const node = nodeId('a-1')
const request = new TextEncoder().encode(
  JSON.stringify({ key: 'k', names: { dns: ['kubernetes', 'evil'], addresses: ['127.0.0.1'] } }),
)
const question: GuardAsk = {
  node,
  ask: 7,
  certificates: [{ use: 'serving', request }],
  access: [
    {
      user: accountUser('kube-system', 'controller'),
      attempt: { verb: 'list', group: '', resource: 'pods', namespace: 'shop' },
    },
    {
      user: accountUser('shop', 'till'),
      attempt: { verb: 'get', group: '', resource: 'pods', namespace: 'shop', name: 'till-0' },
    },
    { user: nodeUser('a-2'), attempt: { verb: 'get', group: '', resource: 'nodes' } },
  ],
  trust: true,
}

function asking() {
  const world = cloudWorld()
  world.addNode('a-1', 'site-a')
  const agent = world.addAgent('a-1')
  world.run(4_000)
  const ask = (change: Partial<GuardAsk> = {}, by = agent.self.keys, of = 'a-1', ms = 1_000) => {
    agent.heard.length = 0
    const signed = sealSigned(
      { context: 'guard', signer: `node/${of}` },
      encodeGuardAsk({ ...question, ...change }),
      by.sign,
    )
    world.wan.publish(subjectOf('guard', 'causeway', { shard: '0', node: nodeId(of) }), signed)
    world.run(ms)
    return agent.heard.flatMap((down) => {
      if (down.kind !== 'guard-answered') return []
      const answer = decodeGuardAnswer(down.answer)
      if (isFault(answer)) throw answer
      return [answer]
    })
  }
  return { world, ask }
}

it('G16: a node that introduced itself gets certificates, decisions and whom to trust; what was given is a fact', () => {
  const { world, ask } = asking()
  const [answer] = ask()
  expect(answer?.ask).toBe(7)
  expect(answer?.certificates.map(({ use }) => use)).toEqual(['serving'])
  expect(answer?.access).toEqual([
    { asked: 0, general: true, allowed: true, because: undefined },
    { asked: 1, general: true, allowed: false, because: undefined },
    { asked: 1, general: false, allowed: false, because: undefined },
    { asked: 2, general: true, allowed: true, because: undefined },
  ])
  expect(answer?.trust).toMatchObject({
    issuer: 'https://kubernetes.default.svc',
    serviceAddresses: ['10.96.0.1'],
  })
  expect(JSON.parse(answer?.trust?.keySet ?? '')).toMatchObject({ keys: [{ alg: 'ES256' }] })
  const events = world.ask('GET', '/v1/events?kind=certificate-issued').text
  expect(events).toContain('"names":["kubernetes","127.0.0.1"]')
  expect(events).not.toContain('PRIVATE')
})

it('G16: strangers, other keys and questions for another node are not answered', () => {
  const { world, ask } = asking()
  const stranger = world.addAgent('a-2').self.keys
  expect(ask({}, stranger)).toEqual([])
  expect(ask({ node: nodeId('a-2') })).toEqual([])
  expect(ask({ node: nodeId('a-9') }, stranger, 'a-9')).toEqual([])
  const refused = (world.ask('GET', '/v1/status').json() as { cloud: { refused: object } }).cloud
  expect(refused.refused).toMatchObject({
    'question of a guard refused': 1,
    'question of a guard for another': 1,
    'question of a strange guard': 1,
  })
})

it('G16: while Kubernetes does not answer nothing is decided, and certificates are given all the same', () => {
  const { world, ask } = asking()
  world.kube.setSilent(true)
  const [answer, ...more] = ask({}, undefined, undefined, 20_000)
  expect(more).toEqual([])
  expect(answer).toMatchObject({ ask: 7, access: [], trust: undefined })
  expect(answer?.certificates).toHaveLength(1)
})

// What people are told of pods and of fences: `why pod/NS/NAME`, and the lines of nodes that stopped their singletons.
import { expect, it } from 'vitest'
import { nodeId } from '../../src/kernel/ids.ts'
import { cloudWorld } from '../support/cloud-world.ts'

const podsPath = '/api/v1/namespaces/default/pods'

function world() {
  const all = cloudWorld()
  const { kube, run, ask } = all
  const kubelet = all.addNode('a-1', 'a')
  const agent = all.addAgent('a-1')
  const pod = (name: string, nodeName: string | undefined, labels: object = {}) =>
    kube.call('POST', podsPath, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'default', labels },
      spec: { nodeName, containers: [{ name: 'c', image: 'i' }] },
    })
  run(8_000)
  const lines = (what: string): readonly string[] =>
    (ask('GET', `/v1/why/${what}`).json() as { lines: string[] }).lines
  const line = (): Readonly<Record<string, unknown>> =>
    (ask('GET', '/v1/status').json() as { nodes: Record<string, unknown>[] }).nodes[0] ?? {}
  return { ...all, kubelet, agent, pod, lines, line }
}

it('U72: why a pod is where it is names its node, whether it is a singleton, and all that is told of the node', () => {
  const { pod, lines, ask } = world()
  pod('one', 'a-1', { 'causeway.io/singleton': 'true' })
  pod('two', undefined)
  pod('far', 'b-9')
  const [first, second, ...rest] = lines('pod/default/one')
  expect(first).toBe('pod/default/one: Pending, not ready, on node/a-1')
  expect(second).toMatch(/^a singleton: /)
  expect(rest).toEqual(lines('node/a-1'))
  expect(lines('pod/default/two')).toEqual([
    'pod/default/two: Pending, not ready, on no node yet',
    'no singleton: it may run in two places while its node cannot be heard',
  ])
  expect(lines('pod/default/far').at(-1)).toMatch(/^node\/b-9: no verdict: /)
  const none = ask('GET', '/v1/why/pod/default/none')
  expect([none.status, none.text]).toEqual([404, expect.stringContaining('no such pod')])
  expect(ask('GET', '/v1/why/pod/default/%ff').status).toBe(400)
})

it('U73: what a node says of its fence is told of it, also after a restart of the cloud, until it says otherwise', () => {
  const { agent, run, lines, line, stop, start } = world()
  const node = nodeId('a-1')
  expect(line()).toMatchObject({ fenced: false, note: '' })
  expect(lines('node/a-1').join()).not.toContain('fence')
  agent.keep({ kind: 'fenced', node, because: 'nobody hears it' })
  agent.linked()
  run(2_000)
  const isUp = (): void => {
    expect(line()).toMatchObject({ fenced: true })
    expect(line()['note']).toMatch(/^its singletons are stopped since .*: nobody hears it$/)
    expect(lines('node/a-1')).toContainEqual(
      expect.stringMatching(/^fence: its singletons are stopped/),
    )
  }
  isUp()
  stop()
  start()
  run(8_000)
  isUp()
  agent.keep({ kind: 'unfenced', node })
  run(2_000)
  expect(line()).toMatchObject({ fenced: false, note: '' })
  expect(lines('node/a-1')).toContainEqual(
    expect.stringMatching(/^fence: its singletons may run again since /),
  )
})

it('U73: of a node that is judged dead it is told by when it has surely stopped them', () => {
  const { kubelet, agent, run, lines, line, addNode, addAgent } = world()
  const others = ['a-2', 'a-3'].map((name) => ({
    kubelet: addNode(name, 'a'),
    agent: addAgent(name),
  }))
  run(8_000)
  agent.stop()
  kubelet.stop()
  for (const other of others) other.agent.say('a-1', 'dead')
  run(20_000)
  expect(lines('node/a-1')[0]).toMatch(/^node\/a-1: failed since /)
  expect(lines('node/a-1').join('\n')).toMatch(
    /fence: it stops its singletons itself by 20\d\d-.*Z, if its agent runs/,
  )
  expect(line()).toMatchObject({ fenced: false })
  expect(JSON.stringify({ ...line(), verdict: '' })).not.toContain('failed')
})

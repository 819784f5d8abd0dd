// The rules of addresses, one by one.
import { expect, it } from 'vitest'
import { attach, Driver, graceMs } from './driver.ts'

const both = [{ subnet: '10.0.0.0/29' }, { subnet: 'fd00::/125' }]

it('I3: a pod gets the lowest free address of each family', () => {
  const node = Driver.started(both)
  expect(node.add(attach('a'))).toEqual(['10.0.0.2', 'fd00::2'])
  expect(node.add(attach('b'))).toEqual(['10.0.0.3', 'fd00::3'])
})

it('I3: ranges of one family are used one after the other', () => {
  const node = Driver.started([{ subnet: '10.0.0.0/30' }, { subnet: '10.9.0.0/30' }])
  expect(['a', 'b', 'c'].map((pod) => node.add(attach(pod)))).toEqual([
    ['10.0.0.2'],
    ['10.9.0.2'],
    'exhausted',
  ])
})

it('I3: interfaces of one pod, and pods of one name in two namespaces, get addresses of their own', () => {
  const node = Driver.started()
  const given = [
    node.add(attach('a')),
    node.add(attach('a', { interface: 'net1' })),
    node.add(attach('a', { namespace: 'bar', container: 'other', uid: 'u2' })),
  ]
  expect(given).toEqual([['10.0.0.2'], ['10.0.0.3'], ['10.0.0.4']])
})

it('I4: a sandbox that asks again is told what it has, and nothing is written', () => {
  const node = Driver.started(both)
  const given = node.add(attach('a'))
  const kept = node.kept.length
  expect(node.add(attach('a'))).toEqual(given)
  expect(node.kept).toHaveLength(kept)
})

it('I5: after a reboot alone each pod has its address again, whoever asks first and whatever sandbox it has', () => {
  const node = Driver.started(both)
  const before = ['a', 'b', 'c'].map((pod) => node.add(attach(pod)))
  node.reboot()
  const after = ['c', 'b', 'a'].map((pod) => node.add(attach(pod, { container: `new-${pod}` })))
  expect(after.toReversed()).toEqual(before)
})

it('I5: a pod that was made anew under its name has its address again, once the one before it has ended', () => {
  const node = Driver.started()
  node.add(attach('a'))
  node.add(attach('b'))
  node.del(attach('a'))
  expect(node.add(attach('c'))).toEqual(['10.0.0.4'])
  expect(node.add(attach('a', { uid: 'another', container: 'another' }))).toEqual(['10.0.0.2'])
})

it('I5: of several addresses that a pod had it has the latest again', () => {
  const node = Driver.started()
  node.add(attach('web-0'))
  expect(node.add(attach('web-0', { uid: 'u2', container: 'box2' }))).toEqual(['10.0.0.3'])
  node.del(attach('web-0'))
  for (const facts of [node.kept, node.compacted()]) {
    node.crash(facts)
    node.reboot()
    expect(node.add(attach('web-0', { uid: 'u3', container: 'box3' }))).toEqual(['10.0.0.3'])
  }
})

it('I6: a pod made anew while the one before it has not ended gets another address', () => {
  const node = Driver.started()
  expect(node.add(attach('web-0'))).toEqual(['10.0.0.2'])
  expect(node.add(attach('web-0', { uid: 'u2', container: 'box2' }))).toEqual(['10.0.0.3'])
})

it('I6: another sandbox of the same pod has its address', () => {
  const node = Driver.started()
  node.add(attach('a'))
  expect(node.add(attach('a', { container: 'box2' }))).toEqual(['10.0.0.2'])
})

it('I7: the late end of an earlier sandbox takes nothing from the one that followed', () => {
  const node = Driver.started()
  node.add(attach('a'))
  node.reboot()
  node.add(attach('a', { container: 'box2' }))
  expect(node.del(attach('a'))).toEqual([])
  expect(node.check(attach('a', { container: 'box2' }), '10.0.0.2')).toEqual(['10.0.0.2'])
  node.wait(10 * graceMs)
  expect(node.add(attach('b'))).toEqual(['10.0.0.3'])
})

it('I7: an end that is told twice, or of a sandbox nobody knows, is no error', () => {
  const node = Driver.started()
  node.add(attach('a'))
  expect(node.del(attach('a'))).toEqual(['10.0.0.2'])
  expect(node.del(attach('a'))).toEqual([])
  expect(node.del(attach('stranger'))).toEqual([])
})

it('I8: a released address goes to another pod after the grace, not before', () => {
  const node = Driver.started([{ subnet: '10.0.0.0/30' }])
  node.add(attach('a'))
  node.del(attach('a'))
  expect(node.add(attach('b'))).toBe('exhausted')
  node.wait(graceMs - 1)
  expect(node.add(attach('b'))).toBe('exhausted')
  node.wait(1)
  expect(node.add(attach('b'))).toEqual(['10.0.0.2'])
  expect(node.add(attach('a'))).toBe('exhausted')
})

it('I8: a pod that does not come back after a reboot keeps its address for a grace', () => {
  const node = Driver.started([{ subnet: '10.0.0.0/30' }])
  node.add(attach('a'))
  node.reboot()
  node.wait(graceMs - 1)
  expect(node.add(attach('b'))).toBe('exhausted')
  node.wait(1)
  expect(node.add(attach('b'))).toEqual(['10.0.0.2'])
})

it('I8: a grace begins anew with the agent, and what is held never ends by time', () => {
  const node = Driver.started([{ subnet: '10.0.0.0/29', to: '10.0.0.3' }])
  node.add(attach('a'))
  node.add(attach('b'))
  node.del(attach('a'))
  node.wait(graceMs)
  node.crash()
  expect(node.add(attach('c'))).toBe('exhausted')
  node.wait(100 * graceMs)
  expect(node.add(attach('c'))).toEqual(['10.0.0.2'])
  expect(node.add(attach('d'))).toBe('exhausted')
})

it('I9: where one family is exhausted nothing is given, and it is said which', () => {
  const node = Driver.started([{ subnet: '10.0.0.0/29' }, { subnet: 'fd00::/126', to: 'fd00::2' }])
  node.add(attach('a'))
  const kept = node.kept.length
  expect(node.post({ kind: 'add', attachment: attach('b') })).toEqual([
    { kind: 'address-refused', node: 'n', because: 'exhausted', family: 6 },
  ])
  expect(node.kept).toHaveLength(kept)
})

it('I9: an address that is no longer in the ranges is not given again', () => {
  const node = Driver.started()
  node.add(attach('a'))
  const narrower = Driver.started([{ subnet: '10.0.0.0/29', exclude: ['10.0.0.2'] }])
  narrower.crash(node.kept)
  expect(narrower.add(attach('a'))).toEqual(['10.0.0.3'])
})

it('I10: a check confirms what the very sandbox holds, in any spelling, and refuses anything else', () => {
  const node = Driver.started(both)
  node.add(attach('a'))
  const other = attach('a', { container: 'other' })
  expect(node.check(attach('a'), '10.0.0.2', 'FD00:0::2')).toEqual(['10.0.0.2', 'fd00::2'])
  expect(node.check(attach('a'), '10.0.0.2', '192.168.9.9')).toEqual(['10.0.0.2'])
  expect(node.check(attach('a'), '10.0.0.2', 'fd00::3')).toBe('not-held')
  expect(node.check(attach('a'))).toBe('not-held')
  expect(node.check(attach('a'), 'nonsense')).toBe('not-held')
  expect(node.check(other, '10.0.0.2')).toBe('not-held')
  node.del(attach('a'))
  expect(node.check(attach('a'), '10.0.0.2')).toBe('not-held')
})

it('I11: before the runtime was heard nothing is given, and it is asked until it was', () => {
  const node = new Driver([{ subnet: '10.0.0.0/29' }])
  expect(node.wanted()).toEqual([])
  expect(node.add(attach('a'))).toBe('not-learned')
  node.open()
  expect(node.wanted()).toEqual([{ kind: 'ask-runtime', key: 'runtime', epoch: 1 }])
  expect(node.add(attach('a'))).toBe('not-learned')
  node.learn([])
  expect(node.wanted()).toEqual([])
  expect(node.add(attach('a'))).toEqual(['10.0.0.2'])
  node.crash()
  expect(node.wanted()).toEqual([])
})

it('I11: after a wipe what runs has its addresses, and others get none of them', () => {
  const node = Driver.started(both)
  node.add(attach('a'))
  node.add(attach('b'))
  node.wipe()
  expect(node.add(attach('c'))).toBe('not-learned')
  const addresses = ['10.0.0.3', 'fd00::3', '192.168.1.1', 'nonsense']
  node.learn([{ namespace: 'shop', pod: 'b', uid: 'uid-b', container: 'box-b', addresses }])
  expect(node.add(attach('c'))).toEqual(['10.0.0.2', 'fd00::2'])
  expect(node.add(attach('d'))).toEqual(['10.0.0.4', 'fd00::4'])
  expect(node.check(attach('b'), '10.0.0.3', 'fd00::3')).toHaveLength(2)
  expect(node.del(attach('b'))).toEqual(['10.0.0.3', 'fd00::3'])
})

it('I11: a sandbox whose end came before the runtime was heard holds nothing', () => {
  const node = Driver.started()
  node.add(attach('a'))
  node.wipe()
  expect(node.del(attach('a'))).toEqual([])
  node.del(attach('a'))
  expect(node.state.soft.gone).toHaveLength(1)
  const pod = { namespace: 'shop', pod: 'a', container: 'box-a', addresses: ['10.0.0.2'] }
  node.learn([pod])
  expect(node.state.hard.holdings.size).toBe(0)
  expect(node.state.soft.gone).toEqual([])
})

it('I11: in a new epoch of the journal, which lost facts, the runtime is right', () => {
  const node = Driver.started()
  node.add(attach('a'))
  node.add(attach('b'))
  node.del(attach('b'))
  node.epoch = 2
  node.open()
  expect(node.add(attach('c'))).toBe('not-learned')
  node.post({ kind: 'learned', epoch: 1, pods: [] })
  expect(node.add(attach('c'))).toBe('not-learned')
  const running = (pod: string, address: string) => {
    const { namespace, container, uid } = attach(pod)
    return { namespace, pod, uid, container, addresses: [address] }
  }
  node.learn([running('x', '10.0.0.2'), running('b', '10.0.0.3')])
  expect(node.check(attach('x'), '10.0.0.2')).toEqual(['10.0.0.2'])
  expect(node.check(attach('b'), '10.0.0.3')).toBe('not-held')
})

it('I12: what a runtime does not list as attached is released', () => {
  const node = Driver.started()
  for (const pod of ['a', 'b', 'c']) node.add(attach(pod))
  const facts = node.post({ kind: 'keep', attached: [attach('b')] })
  expect(facts.map((fact) => 'address' in fact && fact.address)).toEqual(['10.0.0.2', '10.0.0.4'])
  expect(node.post({ kind: 'keep', attached: [attach('b')] })).toEqual([])
  node.wipe()
  expect(node.post({ kind: 'keep', attached: [] })).toEqual([])
})

it('I11: a tick changes nothing', () => {
  expect(Driver.started().post({ kind: 'tick' })).toEqual([])
})

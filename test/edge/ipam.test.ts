// A node's addresses over its ports: durable before they are told, and nothing told that is not known.
import { expect, it } from 'vitest'
import type { AddressAsk } from '../../src/network/ask.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import { epoch } from '../../src/kernel/ids.ts'
import { attach } from '../network/driver.ts'
import { IpamWorld } from '../support/ipam-world.ts'

const add = (pod: string, container = `box-${pod}`): AddressAsk => ({
  kind: 'add',
  attachment: attach(pod, { container }),
})
const del = (pod: string): AddressAsk => ({ kind: 'del', attachment: attach(pod) })
const given = (address: string) => ({
  kind: 'given',
  addresses: [{ address, gateway: '10.0.0.1' }],
  routes: [{ dst: '0.0.0.0/0' }],
})

it('I40: an address is answered with the bits of its network, its gateway and the routes', () => {
  const world = new IpamWorld()
  world.started()
  world.run(100)
  expect(world.ask(add('a'))).toEqual(given('10.0.0.2/29'))
  expect(world.ask({ kind: 'check', attachment: attach('a'), addresses: ['10.0.0.2'] })).toEqual({
    kind: 'done',
  })
  expect(world.ask(del('a'))).toEqual({ kind: 'done' })
  expect(
    world.ask({ kind: 'check', attachment: attach('a'), addresses: ['10.0.0.2'] }),
  ).toMatchObject({ code: 101 })
  expect(world.ask({ kind: 'keep', attached: [] })).toEqual({ kind: 'done' })
})

it('I40: what was answered is there after a kill, and after a power cut', () => {
  const world = new IpamWorld()
  world.started()
  world.run(100)
  world.ask(add('a'))
  world.ask(add('b'))
  world.kill()
  world.started()
  expect(world.ask(add('a'))).toEqual(given('10.0.0.2/29'))
  world.ask(del('a'))
  world.kill()
  world.disk.crash()
  world.started()
  expect(world.ask(add('c'))).toEqual(given('10.0.0.4/29'))
  world.config = { ...world.config, boot: 'boot-2' }
  world.kill()
  world.started()
  expect(world.ask(add('b', 'other'))).toEqual(given('10.0.0.3/29'))
  expect(world.asked).toBe(1)
})

it('I40: where no address is free it is said how to go on, and again once there is one', () => {
  const world = new IpamWorld()
  world.started()
  world.run(100)
  for (const pod of ['a', 'b', 'c', 'd', 'e']) world.ask(add(pod))
  expect(world.ask(add('f'))).toMatchObject({ kind: 'refused', code: 100, msg: /widen/ })
  expect(world.said).toContain('no address is free')
  world.ask(del('c'))
  expect(world.ask(add('f'))).toMatchObject({ code: 100 })
  world.run(10_000)
  expect(world.ask(add('f'))).toEqual(given('10.0.0.4/29'))
})

it('I40: on a full disk nothing is given, and once there is room it is', () => {
  const world = new IpamWorld()
  world.started()
  world.run(100)
  world.disk.mood.full = true
  expect(world.ask(add('a'))).toMatchObject({ kind: 'refused', code: 11 })
  world.disk.mood.full = false
  world.run(5_000)
  expect(world.ask(add('a'))).toEqual(given('10.0.0.2/29'))
})

it('I41: until the runtime answers nothing is given, and it is asked again and again', () => {
  const world = new IpamWorld()
  world.runtime = new Fault('UNREACHABLE', 'it does not run yet')
  world.started()
  world.run(60_000)
  expect(world.asked).toBeGreaterThan(5)
  expect(world.ask(add('a'))).toMatchObject({ code: 11 })
  expect(world.ask({ kind: 'status' })).toMatchObject({ code: 50 })
  expect(world.ask(del('a'))).toEqual({ kind: 'done' })
  const { namespace, container } = attach('b')
  world.runtime = [{ namespace, pod: 'b', container, addresses: ['10.0.0.2'] }]
  world.run(30_000)
  expect(world.ask({ kind: 'status' })).toEqual({ kind: 'done' })
  expect(world.ask(add('a'))).toEqual(given('10.0.0.3/29'))
})

it('I41: a wiped disk, and a new epoch of the journal, make the runtime be asked first', () => {
  const world = new IpamWorld()
  world.started()
  world.run(100)
  world.ask(add('a'))
  const { namespace, uid, container } = attach('a')
  world.runtime = [{ namespace, pod: 'a', uid, container, addresses: ['10.0.0.2'] }]
  world.kill()
  world.disk.wipe()
  const { journal } = world.started()
  expect(world.ask(add('b'))).toMatchObject({ code: 11 })
  world.run(100)
  expect(world.ask(add('b'))).toEqual(given('10.0.0.3/29'))
  world.wait((done) => journal.begin(epoch(journal.position('state').epoch + 5), done))
  expect(world.ask(add('c'))).toMatchObject({ code: 11 })
  world.run(100)
  expect(world.ask(add('c'))).toEqual(given('10.0.0.4/29'))
})

it('I42: what is no question is answered with error 6, and the next one is served', () => {
  const world = new IpamWorld()
  world.started()
  world.run(100)
  for (const line of ['nonsense', '{"kind":"add"}', 'x'.repeat(70_000)])
    expect(world.ask(new TextEncoder().encode(line))).toMatchObject({ kind: 'refused', code: 6 })
  expect(world.ask(add('a'))).toEqual(given('10.0.0.2/29'))
})

it('I42: a stopped agent answers nobody, and another one serves in its place', () => {
  const world = new IpamWorld()
  const { ipam, journal } = world.started()
  world.run(100)
  world.ask(add('a'))
  world.wait<void>((done) => ipam.part.stop(done))
  expect(world.ask(add('a'))).toMatchObject({ code: 'REFUSED' })
  world.wait<void>((done) => journal.close(done))
  world.started()
  expect(world.ask(add('a'))).toEqual(given('10.0.0.2/29'))
})

it('I43: settings that make no sense are refused before anything is listened on', () => {
  const world = new IpamWorld()
  const { config } = world
  for (const wrong of [
    { ranges: [] },
    { ranges: [{ subnet: '10.0.0.0/33' }] },
    { routes: [{ dst: 'x' }] },
    { graceMs: -1 },
    { graceMs: Number.NaN },
    { boot: '' },
  ]) {
    world.config = { ...config, ...wrong }
    expect(world.start()).toMatchObject({ code: 'CONFIG_INVALID' })
    world.kill()
  }
  world.config = config
  expect(isFault(world.start())).toBe(false)
})

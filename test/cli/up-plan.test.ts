// The plan of `up`: names, addresses, doors; and its bad input.
import { expect, it } from 'vitest'
import { parseSites, planUp } from '../../src/cli/up/plan.ts'
import { busTarget } from '../../src/cli/up/targets.ts'

it('U4: nodes are named <site>-<i> from 1, each with an address and four doors of its own', () => {
  const targets = { bus: '127.77.0.1:4222', api: '127.77.0.1:6443' }
  const plan = planUp(parseSites('site-a=3,site-b=2'), 77, targets)
  expect(plan.nodes.map((one) => one.node)).toEqual([
    'site-a-1',
    'site-a-2',
    'site-a-3',
    'site-b-1',
    'site-b-2',
  ])
  expect(new Set(plan.relay.doors.map((door) => door.listen)).size).toBe(20)
  expect(plan.relay.hosts['127.77.2.1']).toBe('site-b-1')
})

it('U5: wrong sites and buses are refused with what was expected', () => {
  for (const text of ['', 'a', 'a=0', 'a=1,a=2', 'A=1', 'a=1000', 'a=1,,b=1']) {
    expect(() => parseSites(text)).toThrow(/expected NAME=COUNT/)
  }
  for (const bus of ['nats', 'http://x', 'nats://', 'mqtt:', '']) {
    expect(() => busTarget(bus, '127.77.0.1')).toThrow(/expected embedded/)
  }
  expect(busTarget('nats://127.0.0.1', '127.77.0.1')).toBe('127.0.0.1:4222')
  expect(busTarget('mqtt://h:1884', '127.77.0.1')).toBe('h:1884')
})

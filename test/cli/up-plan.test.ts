// The plan of `up`: names, addresses, doors; and its bad input.
import { Command } from 'commander'
import { cloudSpec } from '../../src/cli/up/specs.ts'
import { furtherKindsOf, mirrorKind } from '../../src/cli/roles/further-kinds.ts'
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

it('U56: further kinds are given one by one, checked, and handed on to the cloud as they were given', () => {
  const mirrorKinds = ['devices.example.com/v1:shop', 'networkpolicies.networking.k8s.io']
  const targets = { bus: '127.77.0.1:4222', api: '127.77.0.1:6443' }
  const plan = planUp(parseSites('a=1'), 77, targets)
  const { args } = cloudSpec({
    ...{ plan, data: 'd', pace: 'fast', bus: 'embedded', mirrorKinds, belt: 'on', hold: 'lease' },
    ...{ kubeconfig: undefined, server: undefined },
  })
  const given = args.flatMap((word, at) => (word === '--mirror-kind' ? (args[at + 1] ?? []) : []))
  expect(given).toEqual(mirrorKinds)
  expect(furtherKindsOf(given).map(({ resource }) => resource)).toEqual([
    'devices',
    'networkpolicies',
  ])
  const parsed = new Command().addOption(mirrorKind())
  parsed.parse(
    given.flatMap((kind) => ['--mirror-kind', kind]),
    { from: 'user' },
  )
  expect(parsed.opts()).toEqual({ mirrorKind: mirrorKinds })
  expect(new Command().addOption(mirrorKind()).parse([], { from: 'user' }).opts()).toEqual({
    mirrorKind: [],
  })
  expect(() => furtherKindsOf(['Devices'])).toThrow(/expected RESOURCE.*got "Devices"/)
  expect(() => furtherKindsOf(['secrets'])).toThrow(/got secrets: every node would hold/)
})

// The plan of `up`: names, addresses, doors; and its bad input.
import { Command } from 'commander'
import { cloudSpec, kubeletSpec } from '../../src/cli/up/specs.ts'
import type { UpSettings } from '../../src/cli/up/specs.ts'
import { webhooksOf } from '../../src/cli/roles/webhooks.ts'
import { furtherKindsOf, mirrorKind } from '../../src/cli/roles/further-kinds.ts'
import { expect, it } from 'vitest'
import { layOut, networks, parseSites, planUp } from '../../src/cli/up/plan.ts'
import { busTarget } from '../../src/cli/up/targets.ts'

const targets = { bus: '127.77.0.1:4222', api: '127.77.0.1:6443' }
const settings: Pick<UpSettings, 'data' | 'pace' | 'bus' | 'mirrorKinds' | 'belt' | 'hold'> = {
  ...{ data: 'd', pace: 'fast', bus: 'embedded', mirrorKinds: [] },
  ...{ belt: 'on', hold: 'lease' },
} as const

it('U4: nodes are named <site>-<i> from 1, each with an address and four doors of its own', () => {
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
  const many = Array.from({ length: 7 }, (_, at) => `s${at}=200`).join()
  expect(() => parseSites(many)).toThrow(/at most 1280 nodes in all, got 1400/)
  for (const bus of ['nats', 'http://x', 'nats://', 'mqtt:', '']) {
    expect(() => busTarget(bus, '127.77.0.1')).toThrow(/expected embedded/)
  }
  expect(busTarget('nats://127.0.0.1', '127.77.0.1')).toBe('127.0.0.1:4222')
  expect(busTarget('mqtt://h:1884', '127.77.0.1')).toBe('h:1884')
})

it('U60: pods have loopback addresses that no other node has, of this `up` or another on the machine', () => {
  const sites = parseSites(Array.from({ length: 7 }, (_, at) => `s${at}=182`).join())
  const prefixes = networks.flatMap((net) => layOut(sites, net).map((node) => node.podPrefix))
  expect(prefixes).toHaveLength(24 * 7 * 182)
  expect(new Set(prefixes).size).toBe(prefixes.length)
  const form = /^127\.(1[3-9]\d|12[89]|2[0-3]\d|24[0-7])\.(\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])$/
  expect(prefixes.filter((prefix) => !form.test(prefix))).toEqual([])
})

it('U60: a given cluster refuses loopback addresses in slices, so there pods have others and answer nobody', () => {
  const plan = planUp(parseSites('a=1'), 77, targets)
  const argsOf = (given: Pick<UpSettings, 'server' | 'kubeconfig'>) =>
    plan.nodes.map((node) => kubeletSpec({ ...settings, plan, ...given }, node).args.join(' '))
  const [small = ''] = argsOf({ server: undefined, kubeconfig: undefined })
  expect(small).toContain('--proxy 127.78.1.1:8080 --pods 127.128.0')
  const [given = ''] = argsOf({ server: 'https://h:6443', kubeconfig: 'k' })
  expect(given).toMatch(/--proxy 127.78.1.1:8080$/)
})

it('U56: further kinds are given one by one, checked, and handed on to the cloud as they were given', () => {
  const mirrorKinds = ['devices.example.com/v1:shop', 'networkpolicies.networking.k8s.io']
  const plan = planUp(parseSites('a=1'), 77, targets)
  const { args } = cloudSpec({
    ...{ ...settings, plan, mirrorKinds },
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

it('H60: the small Kubernetes of up reaches the cloud’s webhooks on the mainland; a given cluster is told of none', () => {
  const plan = planUp(parseSites('a=1'), 77, targets)
  const argsOf = (server: string | undefined) =>
    cloudSpec({ ...settings, plan, kubeconfig: undefined, server }).args.join(' ')
  expect(argsOf(undefined)).toContain(
    '--webhooks https://127.77.0.1:7443 --webhooks-listen 127.77.0.1:7443',
  )
  expect(argsOf('https://h:6443')).not.toContain('--webhooks')
  expect(webhooksOf({})).toBe('none')
  expect(webhooksOf({ webhooks: 'https://10.96.0.7/' })).toEqual({
    url: 'https://10.96.0.7',
    listen: { host: '0.0.0.0', port: 443 },
  })
  expect(() => webhooksOf({ webhooksListen: '127.0.0.1:1' })).toThrow(/expected --webhooks/)
})

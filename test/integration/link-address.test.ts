// The link-local address of a node's API: in memory, and on real interfaces in a network namespace.
import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLinkAddress } from '../../edge/adapters/link-address-ip.ts'
import { createMemoryLinks } from '../../edge/adapters/link-address-memory.ts'
import { linkSteps, readLinks } from '../../src/network/link-address.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { linkAddressSuite, type LinkBed } from '../conformance/link-address.ts'
import { describeInNamespaces } from '../servers.ts'

const call: LinkBed['call'] = (begin) =>
  new Promise<Fault | undefined>((resolve) => {
    let isBack = false
    begin((fault) => {
      expect(isBack, 'never synchronously').toBe(true)
      resolve(fault)
    })
    isBack = true
  })

describe('in memory', () => {
  const links = createMemoryLinks({ soon: (then) => setImmediate(then) })
  linkAddressSuite(() => ({
    link: links,
    call,
    seen: links.links,
    other: (name, kind, address) => links.put({ name, kind, isUp: true, addresses: [address] }),
  }))
})

describeInNamespaces('by iproute2, in a namespace', () => {
  const space = `cw-link-${process.pid}`
  const ip = (...args: readonly string[]): string =>
    execFileSync('ip', ['-n', space, ...args], { encoding: 'utf8' })
  beforeAll(() => void execFileSync('ip', ['netns', 'add', space]))
  afterAll(() => void execFileSync('ip', ['netns', 'del', space]))
  const seen = () => readLinks(ip('-json', '-details', 'address', 'show')) ?? []

  linkAddressSuite(() => ({
    link: openLinkAddress(['-n', space]),
    call,
    seen,
    other: (name, kind, address) => {
      ip('link', 'add', name, 'type', kind)
      ip('address', 'add', `${address}/32`, 'dev', name)
    },
  }))

  it('A34: an address or interface that went is made again', async () => {
    const link = openLinkAddress(['-n', space])
    const wanted = { name: 'causeway-api', address: '169.254.77.1' }
    const ensured = () => call((done) => link.ensure(wanted, done))
    expect(await ensured()).toBeUndefined()
    ip('address', 'delete', '169.254.77.1/32', 'dev', 'causeway-api')
    ip('link', 'set', 'causeway-api', 'down')
    expect(linkSteps(wanted, seen())).toEqual(['give-address', 'bring-up'])
    expect(await ensured()).toBeUndefined()
    expect(linkSteps(wanted, seen())).toEqual([])
  })
})

it('A34: without the right to, or without iproute2, it says what it takes', async () => {
  const link = openLinkAddress(['-n', 'nowhere'])
  expect(
    await call((done) => link.ensure({ name: 'x', address: '169.254.77.1' }, done)),
  ).toMatchObject({
    code: 'UNSUPPORTED',
    message: expect.stringMatching(
      /got: .*; it takes iproute2 and the right CAP_NET_ADMIN/,
    ) as string,
  })
  expect(readLinks('nonsense')).toBeUndefined()
  expect(readLinks('{}')).toBeUndefined()
})

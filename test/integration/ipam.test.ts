// Addresses with Debian's `bridge` plugin, between network namespaces: the machine and two pods.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { cniPlugins, describeInNamespaces } from '../servers.ts'
import { IpamNode, type Called, type Sandbox } from '../support/ipam-node.ts'

const names = (what: string) => `cw-${process.pid}-${what}`
const machine = names('machine')
const ip = (...args: readonly string[]): string => execFileSync('ip', args, { encoding: 'utf8' })

/** A namespace for a pod's sandbox. */
function sandbox(pod: string, n: number): Sandbox & { readonly space: string } {
  const space = names(`${pod}-${n}`)
  ip('netns', 'add', space)
  return { pod, container: space, netns: `/var/run/netns/${space}`, space }
}

/** The addresses of a namespace's first interface. */
function addressesIn(space: string): readonly string[] {
  const [link] = JSON.parse(ip('-n', space, '-j', 'addr', 'show', 'eth0')) as [
    {
      readonly addr_info: readonly {
        readonly local: string
        readonly prefixlen: number
        readonly scope: string
      }[]
    },
  ]
  return link.addr_info
    .filter(({ scope }) => scope === 'global')
    .map(({ local, prefixlen }) => `${local}/${prefixlen}`)
}

/** What a program of one namespace hears from a listener in another. */
async function heard(from: string, to: string, address: string): Promise<string> {
  const serve = `require('node:net').createServer((s) => s.end(s.remoteAddress)).listen(7000, '${address}', () => console.log('up'))`
  const server = spawn('ip', ['netns', 'exec', to, process.execPath, '-e', serve])
  await once(server.stdout, 'data')
  const ask = `require('node:net').connect(7000, '${address}').pipe(process.stdout)`
  const said = execFileSync('ip', ['netns', 'exec', from, process.execPath, '-e', ask], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  server.kill('SIGKILL')
  await once(server, 'exit')
  return said
}

describeInNamespaces('addresses in network namespaces', () => {
  let node: IpamNode
  beforeAll(() => {
    node = new IpamNode()
    node.config = {
      ...node.config,
      ranges: [{ subnet: '10.244.7.0/24', to: '10.244.7.4' }, { subnet: 'fd00:7::/64' }],
    }
    ip('netns', 'add', machine)
  })
  afterAll(async () => {
    await node.remove()
    const ours = ip('netns', 'list')
      .split('\n')
      .map((line) => line.split(' ', 1)[0] ?? '')
    for (const space of ours.filter((one) => one.startsWith(names('')))) ip('netns', 'del', space)
  })

  const network = (more: object = {}) => ({
    cniVersion: '1.0.0',
    name: 'pods',
    type: 'bridge',
    bridge: 'cw0',
    isGateway: true,
    ipam: { type: 'causeway-ipam', socket: node.socket },
    ...more,
  })
  const bridge = (command: string, of: Sandbox, more: object = {}): Promise<Called> =>
    node.call(['ip', 'netns', 'exec', machine, `${cniPlugins}/bridge`], command, of, network(more))
  const told = ({ said }: Called) =>
    (said?.['ips'] as { readonly address: string }[] | undefined)?.map(({ address }) => address)

  it('I52: two pods get addresses and reach each other; after a reboot alone each has its own again; then none is left', async () => {
    await node.start()
    const first = sandbox('web-0', 1)
    const second = sandbox('web-1', 1)
    const added = await bridge('ADD', first)
    expect(told(added), JSON.stringify(added)).toEqual(['10.244.7.2/24', 'fd00:7::2/64'])
    const older = await bridge('ADD', second, { cniVersion: '0.4.0' })
    expect(told(older), JSON.stringify(older)).toEqual(['10.244.7.3/24', 'fd00:7::3/64'])
    expect(addressesIn(first.space)).toEqual(['10.244.7.2/24', 'fd00:7::2/64'])
    expect(addressesIn(second.space)).toEqual(['10.244.7.3/24', 'fd00:7::3/64'])
    expect(await heard(first.space, second.space, '10.244.7.3')).toBe('10.244.7.2')
    expect(await bridge('CHECK', first, { prevResult: added.said })).toMatchObject({ code: 0 })

    await node.kill()
    expect(await bridge('ADD', sandbox('web-2', 1))).toMatchObject({ code: 1, said: { code: 11 } })
    await node.start()
    expect(await bridge('CHECK', first, { prevResult: added.said })).toMatchObject({ code: 0 })

    // The machine begins again: no sandbox of before is there, and nobody told their end.
    await node.kill()
    for (const { space } of [first, second]) ip('netns', 'del', space)
    ip('-n', machine, 'link', 'del', 'cw0')
    node.config = { ...node.config, boot: 'boot-2' }
    await node.start()
    const again = [sandbox('web-1', 2), sandbox('web-0', 2)] as const
    expect(told(await bridge('ADD', again[0]))).toEqual(['10.244.7.3/24', 'fd00:7::3/64'])
    expect(told(await bridge('ADD', again[1]))).toEqual(['10.244.7.2/24', 'fd00:7::2/64'])
    expect(await heard(again[1].space, again[0].space, '10.244.7.3')).toBe('10.244.7.2')
    expect(await bridge('DEL', second)).toMatchObject({ code: 0 })
    expect(addressesIn(again[0].space)).toEqual(['10.244.7.3/24', 'fd00:7::3/64'])

    expect(told(await bridge('ADD', sandbox('web-3', 1)))).toEqual([
      '10.244.7.4/24',
      'fd00:7::4/64',
    ])
    const none = await bridge('ADD', sandbox('web-4', 1))
    expect(none).toMatchObject({ code: 1, said: { code: 100, msg: /no IPv4 address is free/ } })
    expect(await bridge('DEL', again[0])).toMatchObject({ code: 0 })
    expect(told(await bridge('ADD', sandbox('web-1', 3)))).toEqual([
      '10.244.7.3/24',
      'fd00:7::3/64',
    ])
  })
})

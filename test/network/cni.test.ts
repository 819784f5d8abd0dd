// What a plugin reads from its runtime, and what it prints.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  agentAway,
  printAnswer,
  printError,
  printVersions,
  readCall,
} from '../../src/network/cni/call.ts'
import { isCniError } from '../../src/network/cni/errors.ts'

const network = (more: object = {}) =>
  JSON.stringify({
    cniVersion: '1.0.0',
    name: 'pods',
    type: 'bridge',
    ipam: { type: 'causeway-ipam' },
    ...more,
  })
const env = (command: string, more: Record<string, string | undefined> = {}) => ({
  CNI_COMMAND: command,
  CNI_CONTAINERID: 'box-1',
  CNI_NETNS: '/var/run/netns/a',
  CNI_IFNAME: 'eth0',
  CNI_PATH: '/opt/cni/bin',
  CNI_ARGS:
    'IgnoreUnknown=1;K8S_POD_NAMESPACE=shop;K8S_POD_NAME=web-0;K8S_POD_INFRA_CONTAINER_ID=box-1;K8S_POD_UID=u1',
  ...more,
})
const attachment = {
  namespace: 'shop',
  pod: 'web-0',
  uid: 'u1',
  interface: 'eth0',
  container: 'box-1',
}

it('I20: ADD, DEL, CHECK, GC and STATUS are read from environment and configuration', () => {
  const call = { version: '1.0.0', socket: '/run/causeway/ipam.sock' }
  expect(readCall(env('ADD'), network())).toEqual({ ...call, ask: { kind: 'add', attachment } })
  expect(readCall(env('DEL', { CNI_NETNS: undefined }), network())).toEqual({
    ...call,
    ask: { kind: 'del', attachment },
  })
  const prevResult = { ips: [{ address: '10.0.0.2/24', interface: 2 }, { address: 'fd00::2/64' }] }
  expect(readCall(env('CHECK'), network({ prevResult }))).toEqual({
    ...call,
    ask: { kind: 'check', attachment, addresses: ['10.0.0.2', 'fd00::2'] },
  })
  const valid = [{ containerID: 'box-1', ifname: 'eth0' }]
  const only = { CNI_COMMAND: 'GC', CNI_PATH: '/opt/cni/bin' }
  expect(readCall(only, network({ 'cni.dev/valid-attachments': valid }))).toEqual({
    ...call,
    ask: { kind: 'keep', attached: [{ container: 'box-1', interface: 'eth0' }] },
  })
  expect(readCall({ CNI_COMMAND: 'STATUS' }, network())).toEqual({
    ...call,
    ask: { kind: 'status' },
  })
})

it('I20: a container that is no pod is known by its own name, and the socket may be elsewhere', () => {
  const ipam = { type: 'causeway-ipam', socket: '/tmp/x.sock' }
  expect(
    readCall(env('ADD', { CNI_ARGS: undefined }), network({ ipam, cniVersion: '0.4.0' })),
  ).toEqual({
    version: '0.4.0',
    socket: '/tmp/x.sock',
    ask: {
      kind: 'add',
      attachment: { namespace: '', pod: 'box-1', interface: 'eth0', container: 'box-1' },
    },
  })
})

it.each([
  [{ CNI_COMMAND: undefined }, /CNI_COMMAND .* got ""/],
  [{ CNI_COMMAND: 'add' }, /CNI_COMMAND .* got "add"/],
  [{ CNI_CONTAINERID: undefined }, /CNI_CONTAINERID/],
  [{ CNI_CONTAINERID: '../x' }, /CNI_CONTAINERID/],
  [{ CNI_CONTAINERID: 'x'.repeat(256) }, /CNI_CONTAINERID/],
  [{ CNI_IFNAME: '' }, /CNI_IFNAME/],
  [{ CNI_IFNAME: '..' }, /CNI_IFNAME/],
  [{ CNI_IFNAME: 'a/b' }, /CNI_IFNAME/],
  [{ CNI_IFNAME: 'sixteen-letters!' }, /CNI_IFNAME/],
  [{ CNI_NETNS: '' }, /CNI_NETNS/],
  [{ CNI_ARGS: 'K8S_POD_NAME' }, /CNI_ARGS as NAME=VALUE/],
  [{ CNI_ARGS: 'K8S_POD_NAME=a' }, /K8S_POD_NAMESPACE and K8S_POD_NAME/],
  [{ CNI_ARGS: `A=${'x'.repeat(5_000)}` }, /CNI_ARGS/],
])('I21: a wrong environment is error 4: %j', (more, msg) => {
  expect(readCall(env('ADD', more), network())).toEqual({
    code: 4,
    msg: expect.stringMatching(msg),
  })
})

it.each([
  ['', 6],
  ['{', 6],
  ['[]', 6],
  ['null', 6],
  [network({ cniVersion: undefined }), 1],
  [network({ cniVersion: '0.3.1' }), 1],
  [network({ cniVersion: 1 }), 1],
  [network({ name: undefined }), 7],
  [network({ name: '/x' }), 7],
  [network({ ipam: undefined }), 7],
  [network({ ipam: { socket: 'relative.sock' } }), 7],
  [network({ ipam: { socket: 5 } }), 7],
  [network({ ipam: { socket: `/${'x'.repeat(107)}` } }), 7],
])('I21: the configuration %s is error %i', (text, code) => {
  const outcome = readCall(env('ADD'), text)
  expect(outcome).toMatchObject({ code, msg: expect.any(String) })
})

it('I21: whatever comes on standard input is read or refused, never thrown', () => {
  const json = fc.json({ maxDepth: 3 })
  const odd = fc.record({
    cniVersion: fc.constant('1.0.0'),
    name: fc.constant('pods'),
    ipam: fc.oneof(fc.constant({}), fc.anything()),
    prevResult: fc.oneof(
      fc.anything(),
      fc.record({ ips: fc.anything() }),
      fc.record({ ips: fc.array(fc.anything()) }),
    ),
    'cni.dev/valid-attachments': fc.anything(),
  })
  const text = fc.oneof(
    json,
    fc.string(),
    odd.map((value) => JSON.stringify(value) ?? ''),
  )
  fc.assert(
    fc.property(text, fc.constantFrom('ADD', 'DEL', 'CHECK', 'GC', 'STATUS'), (stdin, command) => {
      const outcome = readCall(env(command), stdin)
      if (isCniError(outcome)) expect([1, 6, 7]).toContain(outcome.code)
      else expect(outcome.socket.startsWith('/')).toBe(true)
    }),
  )
})

const answer = {
  kind: 'given' as const,
  addresses: [{ address: '10.0.0.2/24', gateway: '10.0.0.1' }, { address: 'fd00::2/64' }],
  routes: [{ dst: '0.0.0.0/0' }, { dst: 'fd00::/8', gw: 'fd00::9' }],
}

it('I22: a result has the form of the version that was asked for', () => {
  const { text, exitCode } = printAnswer(answer, '1.0.0')
  expect(exitCode).toBe(0)
  expect(JSON.parse(text)).toEqual({
    cniVersion: '1.0.0',
    ips: [{ address: '10.0.0.2/24', gateway: '10.0.0.1' }, { address: 'fd00::2/64' }],
    routes: [{ dst: '0.0.0.0/0' }, { dst: 'fd00::/8', gw: 'fd00::9' }],
  })
  expect(JSON.parse(printAnswer({ ...answer, routes: [] }, '0.4.0').text)).toEqual({
    cniVersion: '0.4.0',
    ips: [
      { version: '4', address: '10.0.0.2/24', gateway: '10.0.0.1' },
      { version: '6', address: 'fd00::2/64' },
    ],
  })
  expect(printAnswer({ kind: 'done' }, '1.0.0')).toEqual({ text: '', exitCode: 0 })
})

it('I22: an error is printed as CNI wants it, with exit code 1', () => {
  const { text, exitCode } = printAnswer({ kind: 'refused', code: 100, msg: 'none left' }, '0.4.0')
  expect(exitCode).toBe(1)
  expect(JSON.parse(text)).toEqual({ cniVersion: '0.4.0', code: 100, msg: 'none left' })
  expect(JSON.parse(printError(agentAway('nobody listens')).text)).toEqual({
    cniVersion: '1.1.0',
    code: 11,
    msg: expect.stringContaining('try again later'),
    details: 'nobody listens',
  })
})

it('I22: VERSION lists what is spoken', () => {
  expect(JSON.parse(printVersions().text)).toEqual({
    cniVersion: '1.1.0',
    supportedVersions: ['0.4.0', '1.0.0', '1.1.0'],
  })
})

// What `cloud` and `edge` are told wrongly, called without a process: nothing may be made by then.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { UsageError } from '../../src/cli/exit.ts'
import { cloud, type CloudFlags } from '../../src/cli/roles/cloud.ts'
import { edge, type EdgeFlags } from '../../src/cli/roles/edge.ts'
import { Fault } from '../../src/kernel/fault.ts'

const folder = mkdtempSync(join(tmpdir(), 'causeway-roles-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const broken = join(folder, 'broken.kubeconfig')
writeFileSync(broken, 'contexts: 5\ncurrent-context: x\n')
const data = join(folder, 'never')

const common = {
  bus: 'nats://127.0.0.1:1',
  data,
  pace: 'fast',
  cluster: 'c',
  shards: '4',
  keepMb: '256',
} as const
const cloudFlags: CloudFlags = {
  ...common,
  busListen: '127.0.0.1:0',
  listen: '127.0.0.1:0',
  replica: 'a',
  copies: '1',
  keep: '7d',
  keepMb: '1000',
  mirrorKind: [],
  belt: 'on',
  hold: 'lease',
}
const edgeFlags: EdgeFlags = {
  ...common,
  node: 'a-1',
  lan: '127.0.0.1:1883',
  kubelet: '127.0.0.1:10250',
  kubeletHealth: '127.0.0.1:10248',
  api: '127.0.0.1:0',
}

const buses = ['', 'x', 'ftp://h', 'nats://', 'nats://h:0', 'mqtt://h/x', 'nats://a,mqtt://b']
const addresses = ['', '127.0.0.1', '127.0.0.1:99999', 'h:-1', 'h:1:2']
const both = [
  ...buses.map((bus) => ({ bus })),
  ...['0', '-1', 'x', '1.5', '1e3', ''].flatMap((n) => [{ shards: n }, { keepMb: n }]),
  ...['', 'c'.repeat(254)].map((cluster) => ({ cluster })),
]
const wrongCloud: readonly Partial<CloudFlags>[] = [
  ...both,
  ...addresses.flatMap((at) => [{ listen: at }, { busListen: at }]),
  ...['/none', folder, broken, '/dev/null'].map((kubeconfig) => ({ kubeconfig })),
  ...['', 'r'.repeat(254)].map((replica) => ({ replica })),
  ...['', 'h', 'http://h', 'https://h/x'].map((webhooks) => ({ webhooks })),
  { webhooksListen: '127.0.0.1:0' },
  ...['/none', folder, broken, '/dev/null'].map((trust) => ({ trust })),
  ...['', 'A.b', 'x/y/z', 'secrets', 'pods', 'leases.coordination.k8s.io'].map((kind) => ({
    mirrorKind: [kind],
  })),
  { mirrorKind: ['devices.example.com', 'devices.example.com/v1'] },
]
const wrongEdge: readonly Partial<EdgeFlags>[] = [
  ...both,
  { bus: 'embedded' },
  ...addresses.flatMap((at) => [{ lan: at }, { lanListen: at }]),
  ...addresses.flatMap((at) => [{ kubelet: at }, { kubeletHealth: at }, { api: at }]),
  ...['/none', folder, broken, '/dev/null'].map((kubeconfig) => ({ kubeconfig })),
  ...['', 'x', 'ab'.repeat(31), 'g'.repeat(64)].map((cloudKey) => ({ cloudKey })),
  ...['', 'A', '-a', 'a/b', 'a b', 'x'.repeat(254)].map((node) => ({ node })),
]

async function refused(run: () => Promise<void>, what: object): Promise<void> {
  const error = await run().then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  const ofUsage = error instanceof UsageError
  expect(error, JSON.stringify(what)).toBeInstanceOf(ofUsage ? UsageError : Fault)
  expect(error).toMatchObject({
    message: expect.stringMatching(/expected .+, (got|came)/) as string,
  })
  if (!ofUsage) expect(error).toHaveProperty('code', 'CONFIG_INVALID')
  expect(existsSync(data)).toBe(false)
}

it('U23: what `cloud` is told wrongly is refused before its folder is made', async () => {
  for (const wrong of wrongCloud)
    await refused(() => cloud({ ...cloudFlags, ...wrong }, '0.1.0'), wrong)
})

it('U23: what `edge` is told wrongly is refused before its folder is made', async () => {
  for (const wrong of wrongEdge)
    await refused(() => edge({ ...edgeFlags, ...wrong }, '0.1.0'), wrong)
})

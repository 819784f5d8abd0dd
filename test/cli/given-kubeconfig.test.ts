// `up` on a cluster of the user's: what it writes to <data>/kubeconfig.
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { isFault } from '../../src/kernel/fault.ts'
import { readKubeconfig } from '../../cloud/adapters/kubeconfig.ts'
import { writeFiles } from '../../src/cli/up/files.ts'
import { parseSites, planUp } from '../../src/cli/up/plan.ts'
import { cloudSpec, edgeSpec, type UpSettings } from '../../src/cli/up/specs.ts'

let folder: string
let given: string
let data: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-given-'))
  mkdirSync(join(folder, 'home'))
  mkdirSync(join(folder, 'data'))
  given = join(folder, 'home', 'config')
  data = join(folder, 'data')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const cluster = { server: 'https://10.1.2.3:6443', 'certificate-authority': 'ca.crt' }
const user = {
  'client-certificate': '/abs/me.crt',
  'client-key': 'keys/me.key',
  tokenFile: '../token',
  exec: { apiVersion: 'client.authentication.k8s.io/v1', command: './login', args: ['x/y'] },
}
const config = {
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [
    { name: 'other', cluster: { server: 'https://other' } },
    { name: 'mine', cluster },
  ],
  users: [
    { name: 'me', user },
    { name: 'else', user: { token: 'secret' } },
  ],
  contexts: [
    { name: 'o', context: { cluster: 'other', user: 'else' } },
    { name: 'm', context: { cluster: 'mine', user: 'me', namespace: 'ns' } },
  ],
  'current-context': 'm',
}

async function write(): Promise<UpSettings> {
  const targets = { bus: '127.77.0.1:4222', api: '10.1.2.3:6443' }
  const plan = planUp(parseSites('a=1'), 77, targets)
  const { server } = cluster
  const settings = {
    plan,
    data,
    pace: 'fast',
    bus: 'embedded',
    kubeconfig: given,
    mirrorKinds: [],
    belt: 'on',
    hold: 'lease',
    server,
  } as const
  await writeFiles(settings)
  return settings
}

it('U22: a given cluster is written as its current context alone, with paths that hold from anywhere', async () => {
  writeFileSync(given, stringify(config))
  await write()
  const home = join(folder, 'home')
  expect(parse(readFileSync(join(data, 'kubeconfig'), 'utf8'))).toEqual({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: 'mine', cluster: { ...cluster, 'certificate-authority': join(home, 'ca.crt') } },
    ],
    users: [
      {
        name: 'me',
        user: {
          'client-certificate': '/abs/me.crt',
          'client-key': join(home, 'keys/me.key'),
          tokenFile: join(folder, 'token'),
          exec: { ...user.exec, command: join(home, 'login') },
        },
      },
    ],
    contexts: [{ name: 'm', context: { cluster: 'mine', user: 'me', namespace: 'ns' } }],
    'current-context': 'm',
  })
  const read = readKubeconfig(join(data, 'kubeconfig'))
  expect(isFault(read) ? read : read.url).toBe(cluster.server)
})

it('U22: the file is for its owner alone, never written through a link, and used by all processes', async () => {
  const users = [{ name: 'me', user: { exec: { ...user.exec, command: 'login' } } }]
  const text = JSON.stringify({ ...config, users })
  writeFileSync(given, text)
  symlinkSync(given, join(data, 'kubeconfig'))
  const settings = await write()
  expect(readFileSync(given, 'utf8')).toBe(text)
  expect(statSync(join(data, 'kubeconfig')).mode & 0o777).toBe(0o600)
  expect(readFileSync(join(data, 'kubeconfig'), 'utf8')).toContain('command: login')
  const [node] = settings.plan.nodes
  if (node === undefined) throw new Error('no node was planned')
  for (const { args } of [cloudSpec(settings), edgeSpec(settings, node)])
    expect(args.at(args.indexOf('--kubeconfig') + 1)).toBe(join(data, 'kubeconfig'))
})

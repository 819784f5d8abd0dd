// The kubeconfig of an edge: what is read of it, and what is renewed.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { stringify } from 'yaml'
import type { HttpCredentials, HttpTarget } from '../../bus/adapters/http-client.ts'
import { apiServerOf } from '../../src/cli/roles/api-server.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'

const folder = mkdtempSync(join(tmpdir(), 'causeway-api-server-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function kubeconfig(user: object, cluster: object = {}): string {
  const path = join(folder, 'config')
  const config = {
    clusters: [{ name: 'c', cluster: { server: 'https://kube.example:6443', ...cluster } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  }
  writeFileSync(path, stringify(config))
  return path
}

const credentials = ({ credentials: ask }: HttpTarget): HttpCredentials => {
  let given: HttpCredentials | undefined
  ask?.((outcome) => {
    if (!isFault(outcome)) given = outcome
  })
  if (given === undefined) throw new Error('no credentials')
  return given
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

it('A25: tokens and certificates are read inline and from files beside the kubeconfig', async () => {
  writeFileSync(join(folder, 'token'), 'from a file\n')
  writeFileSync(join(folder, 'ca.crt'), 'the authority')
  const inline = await apiServerOf(kubeconfig({ token: 'inline' }), undefined)
  expect(inline.asNode.url).toBe('https://kube.example:6443')
  expect(credentials(inline.asNode).headers).toEqual({ authorization: 'Bearer inline' })
  expect(credentials(inline.asCaller).headers).toEqual({})
  const cluster = { 'certificate-authority': 'ca.crt' }
  const file = await apiServerOf(kubeconfig({ tokenFile: 'token' }, cluster), undefined)
  expect(credentials(file.asNode).headers).toEqual({ authorization: 'Bearer from a file' })
  expect(String(credentials(file.asCaller).tls.ca)).toBe('the authority')
  const data = { 'client-certificate-data': base64('c'), 'client-key-data': base64('k') }
  const { tls } = credentials((await apiServerOf(kubeconfig(data), undefined)).asNode)
  expect([String(tls.cert), String(tls.key)]).toEqual(['c', 'k'])
})

it('A25: another address is dialled under the name that the server has', async () => {
  const there = await apiServerOf(kubeconfig({ token: 't' }), 'https://127.0.0.1:1')
  expect(there.asNode.url).toBe('https://127.0.0.1:1')
  expect(credentials(there.asNode).tls.servername).toBe('kube.example')
  expect(credentials(there.asNode).tls).toBe(credentials(there.asNode).tls)
})

it('A25: whatever is wrong with it is said with the file', async () => {
  const wrong = [
    () => join(folder, 'none'),
    () => folder,
    () => {
      writeFileSync(join(folder, 'text'), 'a: [')
      return join(folder, 'text')
    },
    () => {
      writeFileSync(join(folder, 'other'), 'contexts: 5\ncurrent-context: x\n')
      return join(folder, 'other')
    },
    () => kubeconfig({}, { server: 'nowhere' }),
  ]
  for (const make of wrong) {
    const path = make()
    const refused = await apiServerOf(path, undefined).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(Fault)
    expect(refused).toMatchObject({ code: 'CONFIG_INVALID' })
    expect(String((refused as Fault).message)).toContain(path)
  }
})

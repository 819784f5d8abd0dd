// Kubeconfigs of every kind against a real HTTP and HTTPS server.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttp } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer as createHttps } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHttpClient } from '../../../bus/adapters/http-client.ts'
import { readKubeconfig } from '../../../cloud/adapters/kubeconfig.ts'
import { Fault } from '../../../src/kernel/fault.ts'

const tls = join(import.meta.dirname, '../../support/tls')
const folder = mkdtempSync(join(tmpdir(), 'causeway-kubeconfig-'))
const echo = (request: IncomingMessage, response: ServerResponse) =>
  response.end(JSON.stringify({ path: request.url, authorization: request.headers.authorization }))
const plain = createHttp(echo)
const secure = createHttps(
  {
    cert: readFileSync(join(tls, 'server.pem')),
    key: readFileSync(join(tls, 'server.key')),
    ca: readFileSync(join(tls, 'ca.pem')),
    requestCert: true,
    rejectUnauthorized: true,
  },
  echo,
)

const listening = (server: Server) =>
  new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  )
const ports = { plain: 0, secure: 0 }
let files = 0
beforeAll(async () => {
  ports.plain = await listening(plain)
  ports.secure = await listening(secure)
})
afterAll(() => {
  plain.close()
  secure.close()
  rmSync(folder, { recursive: true })
})

function kubeconfig(cluster: object, user: object, text?: string): string {
  const file = join(folder, `config-${files++}`)
  const config = {
    'current-context': 'c',
    contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }],
    clusters: [{ name: 'k', cluster }],
    users: [{ name: 'u', user }],
  }
  writeFileSync(file, text ?? JSON.stringify(config))
  return file
}

/** The status and body of one GET, or the fault. */
function get(file: string): Promise<string | Fault> {
  const target = readKubeconfig(file)
  if (target instanceof Fault) return Promise.resolve(target)
  const client = openHttpClient(target)
  return new Promise((resolve) => {
    let text = ''
    client.request(
      { method: 'GET', path: '/api/v1/nodes?limit=1', headers: {}, body: new Uint8Array() },
      {
        head: (status) => (text = `${status} `),
        chunk: (bytes) => (text += new TextDecoder().decode(bytes)),
        end: (fault) => {
          client.close()
          resolve(fault ?? text)
        },
      },
    )
  })
}

const code = (outcome: unknown) => (outcome instanceof Fault ? outcome.code : outcome)

describe('kubeconfig', () => {
  it('speaks to a plain server with a bearer token and a path before all others', async () => {
    const server = `http://127.0.0.1:${ports.plain}/clusters/one`
    expect(await get(kubeconfig({ server }, { token: 'secret' }))).toBe(
      '200 {"path":"/clusters/one/api/v1/nodes?limit=1","authorization":"Bearer secret"}',
    )
  })

  it('speaks to a TLS server with a client certificate, files relative to the kubeconfig or inline', async () => {
    const server = `https://127.0.0.1:${ports.secure}`
    const inline = (name: string) => readFileSync(join(tls, name)).toString('base64')
    const user = {
      'client-certificate': join(tls, 'client.pem'),
      'client-key-data': inline('client.key'),
    }
    const file = kubeconfig({ server, 'certificate-authority-data': inline('ca.pem') }, user)
    expect(await get(file)).toBe('200 {"path":"/api/v1/nodes?limit=1"}')
  })

  it('does not trust a server whose authority the kubeconfig does not name', async () => {
    const server = `https://127.0.0.1:${ports.secure}`
    expect(code(await get(kubeconfig({ server }, {})))).toBe('UNAUTHORIZED')
  })

  it('asks an exec plugin', async () => {
    const credential = {
      apiVersion: 'client.authentication.k8s.io/v1',
      status: { token: 'from-exec' },
    }
    const script = `console.log(${JSON.stringify(JSON.stringify(credential))})`
    const exec = { command: process.execPath, args: ['-e', script] }
    const file = kubeconfig({ server: `http://127.0.0.1:${ports.plain}` }, { exec })
    expect(await get(file)).toContain('Bearer from-exec')
  })

  it('C1: says what is wrong with a kubeconfig and what to do', async () => {
    const server = `http://127.0.0.1:${ports.plain}`
    const wrong: Record<string, string> = {
      missing: join(folder, 'absent'),
      'not yaml': kubeconfig({}, {}, '{{{'),
      empty: kubeconfig({}, {}, ''),
      'no clusters': kubeconfig({}, {}, 'current-context: c'),
      'no server': kubeconfig({}, {}),
      'odd server': kubeconfig({ server: 'ftp://x' }, {}),
      proxy: kubeconfig({ server, 'proxy-url': 'http://proxy' }, {}),
      'lost certificate': kubeconfig({ server }, { 'client-certificate': 'absent.pem' }),
      'broken plugin': kubeconfig({ server }, { exec: { command: join(folder, 'absent') } }),
    }
    for (const [what, file] of Object.entries(wrong)) {
      const outcome = await get(file)
      expect(`${what}: ${code(outcome)}`).toBe(`${what}: CONFIG_INVALID`)
      expect((outcome as Fault).message).toContain(file)
      expect((outcome as Fault).message).toContain('give a kubeconfig that kubectl accepts')
    }
  })
})

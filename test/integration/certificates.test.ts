// Real certificates: an authority in a file, a node's keys, a TLS server and clients; and what lies on a node's disk.
import { execFileSync } from 'node:child_process'
import * as crypto from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request as httpsRequest } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openHttpServer } from '../../bus/adapters/http-server.ts'
import type { HttpReply, Peer } from '../../bus/http.ts'
import type { Listener } from '../../bus/pipe.ts'
import { credentialFile, trustedFile } from '../../edge/adapters/node-credentials.ts'
import type { CredentialFiles } from '../../edge/adapters/node-credentials.ts'
import { verifyToken } from '../../edge/adapters/verify-token.ts'
import { newTokenSigner } from '../../src/cli/roles/token-signer.ts'
import { noNames } from '../../src/identity/certificates.ts'
import type { CertificateNames, CertificateUse } from '../../src/identity/certificates.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { isFault } from '../../src/kernel/fault.ts'
import {
  authorityAt,
  credentialsAt,
  names,
  obtain,
  wanted,
  whole,
} from '../support/real-certificates.ts'

let folder: string
const closers: (() => void)[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-certificates-'))
})
afterEach(() => {
  for (const close of closers.splice(0)) close()
  rmSync(folder, { recursive: true, force: true })
})

const authorityIn = (name: string) => authorityAt(join(folder, name))
const credentialsIn = (name: string) => credentialsAt(join(folder, name))

it('G1: the authority is made once, kept over restarts, and only its owner may read it; a broken one is said', async () => {
  const first = await authorityIn('keys/authority.pem')
  const second = await authorityIn('keys/authority.pem')
  expect(second.certificate).toEqual(first.certificate)
  expect(statSync(join(folder, 'keys/authority.pem')).mode & 0o777).toBe(0o600)
  const read = new crypto.X509Certificate(first.certificate)
  expect(read.ca).toBe(true)
  expect(read.subject).toBe('CN=causeway-test')
  const credentials = await credentialsIn('node')
  const certificate = await obtain(second, credentials, 'kubelet')
  expect(new crypto.X509Certificate(certificate).verify(read.publicKey)).toBe(true)
  writeFileSync(join(folder, 'broken.pem'), 'nothing')
  await expect(authorityIn('broken.pem')).rejects.toMatchObject({ code: 'STORE_BROKEN' })
})

it('G1: requests that are none, or are signed with another key, are refused, whatever their bytes', async () => {
  const authority = await authorityIn('authority.pem')
  const credentials = await credentialsIn('node')
  const request = await whole<Uint8Array>((done) =>
    credentials.request('kubelet', wanted('kubelet'), done),
  )
  const outcome = (bytes: Uint8Array) =>
    new Promise<CertificateNames | Fault>((done) => authority.read(bytes, done))
  expect(isFault(await outcome(request))).toBe(false)
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      expect(await outcome(bytes)).toMatchObject({ code: 'MALFORMED' })
    }),
    { numRuns: 50 },
  )
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: request.length - 1 }), async (at) => {
      const bent = request.slice()
      bent[at] = (bent[at] ?? 0) ^ 1
      const read = await outcome(bent)
      if (!isFault(read)) expect(read, 'only what is not signed may differ').toEqual(noNames)
    }),
    { numRuns: 50 },
  )
})

it('G5: keys are made by the node and stay in files of its owner; a certificate for another key is refused', async () => {
  const authority = await authorityIn('authority.pem')
  const credentials = await credentialsIn('node')
  await obtain(authority, credentials, 'serving')
  const foreign = await obtain(authority, await credentialsIn('other'), 'kubelet')
  const given = { use: 'kubelet' as const, certificate: foreign, authority: authority.certificate }
  const taken = () => whole<undefined>((done) => credentials.take(given, done))
  await expect(taken()).rejects.toMatchObject({ code: 'MALFORMED' })
  await whole<Uint8Array>((done) => credentials.request('kubelet', wanted('kubelet'), done))
  await expect(taken()).rejects.toMatchObject({ code: 'MALFORMED' })
  expect(credentials.held('kubelet')).toBe(undefined)
  for (const file of readdirSync(join(folder, 'node')))
    expect(statSync(join(folder, 'node', file)).mode & 0o777, file).toBe(0o600)
  const held = credentials.held('serving')
  expect(held?.names).toEqual(names)
  const again = await credentialsIn('node')
  expect(again.held('serving')).toEqual(held)
  expect(again.serving()).toEqual(credentials.serving())
  writeFileSync(credentialFile(join(folder, 'node'), 'serving'), 'damaged')
  expect((await credentialsIn('node')).held('serving')).toBe(undefined)
})

/** A server of the node's API, what its clients are seen as, and those of its answers that do not end by themselves. */
async function served(credentials: CredentialFiles) {
  const peers: Peer[] = []
  const streams: ReturnType<HttpReply['stream']>[] = []
  const tls = { now: credentials.serving, watch: credentials.watch }
  const listener = await whole<Listener>((done) =>
    openHttpServer({ tls }).listen(
      { host: '127.0.0.1', port: 0 },
      ({ path }, reply, peer) => {
        peers.push(peer)
        const handlers = { drained: () => undefined, closed: () => undefined }
        if (path === '/watch') streams.push(reply.stream(200, {}, handlers))
        else reply.send(200, {}, new Uint8Array())
      },
      done,
    ),
  )
  closers.push(() => listener.close(() => undefined))
  const at = (servername: string, shown: object = {}) => {
    const { port } = listener.address
    const { ca } = credentials.serving()
    return { host: '127.0.0.1', port, servername, ca, agent: false, ...shown }
  }
  const visit = (servername: string, shown: object = {}) =>
    new Promise<number | string>((resolve) => {
      httpsRequest(at(servername, shown), (answer) => resolve(answer.resume().statusCode ?? 0))
        .on('error', ({ code }: NodeJS.ErrnoException) => resolve(String(code)))
        .end()
    })
  /** A watch: what it has told, and whether it is over. */
  const watch = (shown: object = {}) => {
    const told = { text: '', over: false }
    httpsRequest({ ...at('localhost', shown), path: '/watch' }, (answer) => {
      answer.on('data', (bytes: Buffer) => (told.text += bytes.toString()))
      answer.on('close', () => (told.over = true))
    }).end()
    return told
  }
  return { peers, streams, visit, watch }
}

const pemIn = (name: string, use: CertificateUse) =>
  readFileSync(credentialFile(join(folder, name), use))
const trustedIn = (name: string) => readFileSync(trustedFile(join(folder, name)))

it('G18: before the cloud was heard of a node certifies itself, and is trusted by its own kubelet alone; once it was heard, by both', async () => {
  const credentials = await credentialsIn('node')
  expect(credentials.held('kubelet')).toBe(undefined)
  expect(credentials.authority()).toBe(undefined)
  const { visit, peers } = await served(credentials)
  const [trusted, own] = [trustedIn('node'), pemIn('node', 'kubelet')]
  const asKubelet = { ca: trusted, cert: own, key: own }
  expect(await visit('a-1', asKubelet)).toBe(200)
  expect(peers.at(-1)?.certificate).toMatchObject({ commonName: 'system:node:a-1' })
  const shown = peers.at(-1)?.certificate?.der ?? new Uint8Array()
  expect(credentials.read(shown)).toMatchObject({ expired: false, isOwn: true })
  const authority = await authorityIn('authority.pem')
  await Promise.all([
    obtain(authority, credentials, 'serving'),
    obtain(authority, credentials, 'kubelet'),
  ])
  const cloudAlone = { ca: credentials.authority() }
  expect(await visit('kubernetes', cloudAlone), 'as pods trust it').toBe(200)
  expect(await visit('a-1', asKubelet), 'as the kubelet began').toBe(200)
  const newer = pemIn('node', 'kubelet')
  expect(await visit('a-1', { ca: trustedIn('node'), cert: newer, key: newer })).toBe(200)
  expect(credentials.read(peers.at(-1)?.certificate?.der ?? shown)).toMatchObject({ isOwn: false })
  const again = await credentialsIn('node')
  expect(again.serving()).toEqual(credentials.serving())
  const strict = ['verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile']
  writeFileSync(join(folder, 'own.crt'), trusted)
  writeFileSync(join(folder, 'chain.pem'), credentials.serving().cert)
  const [root, chain] = [join(folder, 'own.crt'), join(folder, 'chain.pem')]
  const said = execFileSync('openssl', [...strict, root, '-untrusted', chain, chain])
  expect(said.toString()).toMatch(/: OK/)
})

it('G18: nobody is believed by the authority of another node, and a broken one names its file', async () => {
  const credentials = await credentialsIn('node')
  await credentialsIn('other')
  const { visit, peers } = await served(credentials)
  const other = pemIn('other', 'kubelet')
  expect(await visit('a-1', { cert: other, key: other })).toBe(200)
  expect(peers.at(-1), 'he is nobody').toEqual({ address: '127.0.0.1' })
  expect(credentials.read(new crypto.X509Certificate(other).raw)).toBe(undefined)
  expect(await visit('a-1', { ca: trustedIn('other') })).toBe('SELF_SIGNED_CERT_IN_CHAIN')
  const file = join(folder, 'node', 'own-authority.pem')
  writeFileSync(file, 'bent')
  await expect(credentialsIn('node')).rejects.toMatchObject({ code: 'STORE_BROKEN' })
  await expect(credentialsIn('node')).rejects.toThrow(file)
})

it('G19: what is renewed is served to new connections at once, and no watch ends', async () => {
  const credentials = await credentialsIn('node')
  const authority = await authorityIn('authority.pem')
  const { visit, streams, watch } = await served(credentials)
  const own = pemIn('node', 'kubelet')
  const before = watch({ cert: own, key: own })
  await expect.poll(() => streams.length).toBe(1)
  await obtain(authority, credentials, 'serving')
  await obtain(authority, credentials, 'kubelet')
  expect(await visit('localhost', { ca: credentials.authority() })).toBe(200)
  await obtain(authority, credentials, 'serving')
  const after = watch()
  await expect.poll(() => streams.length).toBe(2)
  for (const stream of streams) stream.write(new TextEncoder().encode('told'))
  await expect.poll(() => [before.text, after.text]).toEqual(['told', 'told'])
  expect([before.over, after.over]).toEqual([false, false])
  for (const stream of streams) stream.end()
  await expect.poll(() => before.over && after.over).toBe(true)
})

it('G2: clients of the Service, of the node and of its addresses trust what is served, others do not', async () => {
  const authority = await authorityIn('authority.pem')
  const credentials = await credentialsIn('node')
  await obtain(authority, credentials, 'serving')
  const { visit } = await served(credentials)
  for (const name of ['kubernetes', 'kubernetes.default.svc.cluster.local', 'localhost', 'a-1'])
    expect(await visit(name), name).toBe(200)
  expect(await visit('other.example')).toBe('ERR_TLS_CERT_ALTNAME_INVALID')
  const certificate = new crypto.X509Certificate(credentials.serving().cert)
  for (const address of ['127.0.0.1', '::1', '10.96.0.1', 'fd00::1', '169.254.20.10', 'fe80::1'])
    expect(certificate.checkIP(address), address).toBe(address)
  writeFileSync(join(folder, 'ca.pem'), credentials.authority() ?? '')
  writeFileSync(join(folder, 'leaf.pem'), certificate.toString())
  const files = ['-CAfile', join(folder, 'ca.pem'), join(folder, 'leaf.pem')]
  const said = execFileSync('openssl', [
    'verify',
    '-x509_strict',
    '-purpose',
    'sslserver',
    ...files,
  ])
  expect(said.toString()).toMatch(/: OK/)
})

it('G4: the kubelet is known by its certificate; one that is over is shown to the guard, which looks at all the rest', async () => {
  const authority = await authorityIn('authority.pem')
  const credentials = await credentialsIn('node')
  await obtain(authority, credentials, 'serving')
  const { visit, peers } = await served(credentials)
  const pem = () => readFileSync(credentialFile(join(folder, 'node'), 'kubelet'))
  await obtain(authority, credentials, 'kubelet')
  await visit('localhost', { cert: pem(), key: pem() })
  expect(peers.at(-1)?.certificate).toMatchObject({
    commonName: 'system:node:a-1',
    organizations: ['system:nodes'],
  })
  const over = await obtain(authority, credentials, 'kubelet', Date.now() - 1_000)
  await visit('localhost', { cert: pem(), key: pem() })
  const { certificate, shown } = peers.at(-1) ?? {}
  expect(certificate).toBe(undefined)
  expect(shown).toEqual(Buffer.from(over))
  expect(credentials.read(over)).toMatchObject({
    commonName: 'system:node:a-1',
    organizations: ['system:nodes'],
    fingerprint: credentials.held('kubelet')?.fingerprint,
    expired: true,
  })
  const serving = credentials.serving()
  await visit('localhost', { cert: serving.cert, key: serving.key })
  expect(peers.at(-1)?.certificate, 'a server is no client').toBe(undefined)
  expect(credentials.read(new crypto.X509Certificate(serving.cert).raw)).toBe(undefined)
})

it('G4: an authority of the same name makes nothing that counts, expired or not, and no bytes do', async () => {
  const authority = await authorityIn('authority.pem')
  const credentials = await credentialsIn('node')
  await obtain(authority, credentials, 'serving')
  const impostor = await authorityIn('impostor.pem')
  const stranger = await credentialsIn('stranger')
  for (const untilMs of [Date.now() + 1e9, Date.now() - 1e6]) {
    const forged = await obtain(impostor, stranger, 'kubelet', untilMs)
    expect(credentials.read(forged)).toBe(undefined)
  }
  const own = await obtain(authority, credentials, 'kubelet')
  expect(credentials.read(own)).toMatchObject({ expired: false })
  fc.assert(
    fc.property(fc.nat({ max: own.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, by) => {
      const bent = own.slice()
      bent[at] = (bent[at] ?? 0) ^ by
      expect(credentials.read(bent)).toBe(undefined)
    }),
    { numRuns: 200 },
  )
  fc.assert(fc.property(fc.uint8Array(), (bytes) => credentials.read(bytes) === undefined))
})

it('G6: signatures of the cluster hold with its keys alone, and broken keys and signatures are none', () => {
  const [one, other] = [newTokenSigner(), newTokenSigner()]
  const keyOf = (signer: typeof one) => {
    const { keys } = signer.keySet as { keys: Readonly<Record<string, unknown>>[] }
    return { alg: 'ES256', key: keys[0] ?? {} }
  }
  const bytes = new TextEncoder().encode('a.b')
  const signature = one.sign(bytes)
  expect(verifyToken(keyOf(one), bytes, signature)).toBe(true)
  expect(verifyToken(keyOf(other), bytes, signature)).toBe(false)
  expect(verifyToken(keyOf(one), bytes.slice(1), signature)).toBe(false)
  const rsa = crypto.generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const rsaKey = { alg: 'RS256', key: rsa.publicKey.export({ format: 'jwk' }) as object }
  const signed = crypto.sign('sha256', bytes, rsa.privateKey)
  expect(verifyToken({ ...rsaKey, key: { ...rsaKey.key } }, bytes, signed)).toBe(true)
  const broken = fc.dictionary(
    fc.constantFrom('kty', 'crv', 'x', 'y', 'n', 'e', 'k'),
    fc.jsonValue(),
  )
  fc.assert(
    fc.property(broken, fc.uint8Array(), (key, any) => {
      expect(verifyToken({ alg: 'ES256', key }, bytes, any)).toBe(false)
    }),
    { numRuns: 300 },
  )
})

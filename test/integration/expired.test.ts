// What has expired while a node was cut off, shown at the node's real door: TLS, local API, guard and certificates as they ship.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request as httpsRequest } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openHttpServer } from '../../bus/adapters/http-server.ts'
import { createMemoryDisk } from '../../bus/adapters/memory-store.ts'
import { systemClock } from '../../bus/adapters/system-clock.ts'
import { openDoor } from '../../bus/door.ts'
import type { HttpServer } from '../../bus/http.ts'
import type { Listener } from '../../bus/pipe.ts'
import type { Store } from '../../bus/store.ts'
import { localApis } from '../../edge/api/config.ts'
import { LocalApi } from '../../edge/api/local-api.ts'
import { credentialFile } from '../../edge/adapters/node-credentials.ts'
import type { CredentialFiles } from '../../edge/adapters/node-credentials.ts'
import { verifyToken } from '../../edge/adapters/verify-token.ts'
import { guardObjects } from '../../edge/guard/guard-objects.ts'
import { guardTimes } from '../../edge/guard/guard-parts.ts'
import { GuardStore } from '../../edge/guard/guard-store.ts'
import type { KeptGuard } from '../../edge/guard/guard-store.ts'
import { Guard } from '../../edge/guard/guard.ts'
import { objectBytes } from '../../edge/mirror/shown.ts'
import { Showing } from '../../edge/mirror/showing.ts'
import { newTokenSigner } from '../../src/cli/roles/token-signer.ts'
import { signedJwt } from '../../src/identity/jwt.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'
import type { WallMs } from '../../src/kernel/time.ts'
import { authorityAt, credentialsAt, obtain, whole } from '../support/real-certificates.ts'
import { keyring } from '../support/small-cloud.ts'

const dayMs = 86_400_000
const issuer = 'https://cluster'
const signer = newTokenSigner()
const quiet = () => undefined
let folder: string
const closers: (() => Promise<unknown>)[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-expired-'))
})
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
  rmSync(folder, { recursive: true, force: true })
})

/** A token of the cluster for the account `till`, until then. */
function tokenUntil(untilMs: number): string {
  const seconds = (ms: number): number => Math.floor(ms / 1_000)
  const from = seconds(untilMs - 3_600_000)
  const bound = { namespace: 'shop', serviceaccount: { name: 'till', uid: 'u1' } }
  const claims = { iss: issuer, aud: [issuer], sub: 'system:serviceaccount:shop:till' }
  const times = { iat: from, nbf: from, exp: seconds(untilMs) }
  return signedJwt(signer.header, { ...claims, ...times, 'kubernetes.io': bound }, signer.sign)
}

/** A disk on which a guard has kept that it trusts the cluster, and that the link was cut then. */
async function keptSince(cutMs: number, keys: ReturnType<typeof keyring>) {
  const disk = createMemoryDisk(systemClock)
  const store = await whole<Store>((done) => disk.openStore(done))
  const kept = new GuardStore(store, { clock: systemClock, keyring: keys, tap: quiet })
  kept.trust({ issuer, keySet: JSON.stringify(signer.keySet), serviceAddresses: [] })
  kept.linkedAt(cutMs)
  const load = () => whole<KeptGuard>((done) => kept.load(done))
  await expect.poll(async () => (await load()).linkedAtMs).toBe(cutMs)
  await new Promise<void>((done) => kept.close(done))
  return disk
}

/** The mirror of `a-1`: its Node, and the account of a pod. */
function mirrored(keys: ReturnType<typeof keyring>): Showing {
  const showing = new Showing('a-1', keys)
  const place = (resource: string, kind: string, metadata: { name: string; namespace?: string }) =>
    showing.projection.place(
      'node/a-1',
      { group: '', resource, namespace: metadata.namespace ?? '', name: metadata.name },
      objectBytes({ apiVersion: 'v1', kind, metadata: { ...metadata, uid: 'u1' } }),
    )
  place('nodes', 'Node', { name: 'a-1' })
  place('serviceaccounts', 'ServiceAccount', { name: 'till', namespace: 'shop' })
  showing.projection.begin(0, systemClock.wall(), quiet)
  return showing
}

/** A node's API on a real port; `cutMs` is when it was cut off, `wall` its clock. */
async function openNode(credentials: CredentialFiles, cutMs: number, wall: () => WallMs) {
  const keys = keyring()
  const showing = mirrored(keys)
  const clock = { ...systemClock, wall }
  const guard = new Guard({
    clock,
    random: random('guard'),
    keyring: keys,
    config: {
      node: nodeId('a-1'),
      domain: 'cluster.local',
      ownAddresses: [],
      times: guardTimes,
    },
    credentials,
    verifyToken,
    openStore: (await keptSince(cutMs, keys)).openStore,
    objects: guardObjects(showing.projection),
    send: quiet,
    cluster: undefined,
    door: openDoor(quiet, clock.mono),
    tap: quiet,
  })
  const tls = { now: credentials.serving, watch: () => quiet }
  let listener: Listener | undefined
  const server: HttpServer = {
    listen: (at, accept, done) =>
      openHttpServer({ tls }).listen({ ...at, port: 0 }, accept, (outcome) => {
        if ('address' in outcome) listener = outcome
        done(outcome)
      }),
  }
  const mirror = { showing, isComplete: () => true, isCurrent: () => true }
  const api = new LocalApi({
    ports: { clock, random: random('api'), tap: quiet },
    api: { server, guard },
    config: { ...localApis.fast, listen: { host: '127.0.0.1', port: 1 } },
    node: 'a-1',
    mirror,
  })
  for (const part of [guard.part(), api.part()]) {
    await whole<undefined>((done) => part.start(done))
    closers.push(() => new Promise<void>((done) => part.stop(done)))
  }
  const ask = (path: string, shown: { cert?: Buffer; key?: Buffer; bearer?: string }) =>
    new Promise<number>((resolve, reject) => {
      const { bearer, ...tlsShown } = shown
      const { ca } = credentials.serving()
      const to = { host: '127.0.0.1', port: listener?.address.port, servername: 'localhost', ca }
      const headers = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }
      httpsRequest({ ...to, ...tlsShown, path, headers, agent: false }, (answer) => {
        resolve(answer.resume().statusCode ?? 0)
      })
        .on('error', reject)
        .end()
    })
  return { guard, ask }
}

it('G30: a kubelet’s certificate and a pod’s token that expired while the node was cut off are let in at its real door, and nobody else’s', async () => {
  const node = join(folder, 'node')
  const ahead = { ms: 0 }
  const wall = () => wallMs(Date.now() + ahead.ms)
  const credentials = await credentialsAt(node, wall)
  const authority = await authorityAt(join(folder, 'authority.pem'))
  await obtain(authority, credentials, 'serving')
  const pem = () => readFileSync(credentialFile(node, 'kubelet'))
  const own = pem()
  await obtain(authority, credentials, 'kubelet', Date.now() - 2 * dayMs)
  const older = pem()
  await obtain(authority, credentials, 'kubelet', Date.now() - dayMs)
  const newest = pem()
  const cutMs = Date.now() - 7 * dayMs
  const { guard, ask } = await openNode(credentials, cutMs, wall)
  const [nodePath, podsPath] = ['/api/v1/nodes/a-1', '/api/v1/namespaces/shop/pods']
  const as = (shown: Buffer) => ask(nodePath, { cert: shown, key: shown })
  const pod = (untilMs: number) => ask(podsPath, { bearer: tokenUntil(untilMs) })
  const strangers = async () => [
    await as(older),
    await ask(nodePath, {}),
    await pod(cutMs - dayMs),
    await ask(podsPath, { bearer: `${tokenUntil(cutMs + dayMs).slice(0, -8)}AAAAAAAA` }),
  ]
  expect(await as(newest), 'its newest certificate, over for a day').toBe(200)
  expect(await as(own), 'what the node certified before the cloud did').toBe(200)
  // It is known who asks, and nothing was decided about him: 403 and not 401.
  expect(await pod(cutMs + dayMs), 'a token that was valid at the cut').toBe(403)
  expect(await strangers()).toEqual([401, 401, 401, 401])
  for (const ms of [400 * dayMs, -50 * 365 * dayMs]) {
    ahead.ms = ms
    expect([await as(newest), await as(own)], 'whatever the clock says').toEqual([200, 200])
  }
  ahead.ms = 0
  guard.linked('linked')
  expect(await as(newest), 'healed, until it has another').toBe(200)
  expect(await pod(cutMs + dayMs), 'with a link nothing counts beyond its time').toBe(401)
  await obtain(authority, credentials, 'kubelet')
  expect(await as(pem())).toBe(200)
})

// A node's guard and the cloud's desk for it, on one bus and virtual time, with a Kubernetes whose rules a test makes.
import { createMemoryDisk } from '../../bus/adapters/memory-store.ts'
import type { MemoryDisk } from '../../bus/adapters/memory-store.ts'
import { createMemoryBus } from '../../bus/adapters/memory-transport.ts'
import { memoryHttpClient } from '../../bus/adapters/memory-http.ts'
import { openDoor } from '../../bus/door.ts'
import type { Keyring } from '../../bus/keyring.ts'
import { AuthorityDesk } from '../../cloud/authority/authority-desk.ts'
import { openDownlink as sayOn } from '../../cloud/downlink.ts'
import { verifyToken } from '../../edge/adapters/verify-token.ts'
import { openDownlink } from '../../edge/downlink.ts'
import { Guard } from '../../edge/guard/guard.ts'
import { guardObjects } from '../../edge/guard/guard-objects.ts'
import { guardTimes } from '../../edge/guard/guard-parts.ts'
import type { Authorized, Caller, Shown } from '../../edge/guard/guard-parts.ts'
import { decodeGuardAsk } from '../../schemas/guard-ask.ts'
import type { GuardAsk } from '../../schemas/guard-ask.ts'
import { openSigned } from '../../schemas/signed.ts'
import { patternOf, subjectOf } from '../../schemas/subjects.ts'
import { createSchedule } from '../../sim/schedule.ts'
import { newTokenSigner } from '../../src/cli/roles/token-signer.ts'
import type { AuthorityFact } from '../../src/identity/facts.ts'
import { signedJwt } from '../../src/identity/jwt.ts'
import type { User } from '../../src/identity/user.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { nodeId, producerId } from '../../src/kernel/ids.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'
import type { Status } from '../../src/objects/answers/status.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { requestInfo } from '../../src/objects/request/info.ts'
import { paperAuthority, paperCredentials } from './paper-authority.ts'
import { keyring } from './small-cloud.ts'

/** What a SubjectAccessReview of the bed's Kubernetes asks. */
export interface Asked {
  readonly user: string
  readonly groups: readonly string[]
  readonly resourceAttributes?: Readonly<Record<string, string>>
  readonly nonResourceAttributes?: Readonly<Record<string, string>>
}

const issuer = 'https://cluster'
const cluster = 'causeway'
const wallStart = wallMs(1_763_632_800_000)

/** A guard of `node`, and all around it. */
export function guardBed(node = 'a-1') {
  const schedule = createSchedule({ wallStart, random: random('guard bed') })
  const outside = schedule.spawn().clock
  const bus = createMemoryBus(outside)
  const wan = bus.connect()
  const cloudKeys = keyring()
  const keys: Keyring = keyring()
  const signer = newTokenSigner()
  const facts: AuthorityFact[] = []
  const asks: GuardAsk[] = []
  const said: string[] = []
  const disk = createMemoryDisk(outside)
  const objects = new Map<string, KubeObject>()
  const world = {
    /** Whether Kubernetes allows something. */
    allows: (_asked: Asked): boolean => false,
    /** How often it was asked. */
    reviews: 0,
    /** How many tokens it gave to the node; it gives no more than nine. */
    tokens: 0,
    /** Whether messages pass between node and cloud. */
    passes: true,
    /** How far the node's clock is from the world's. */
    wallAheadMs: 0,
    /** The keys that the cloud knows the node by. */
    pinned: keys.publicKeys.sign as Uint8Array | undefined,
  }
  const kube = memoryHttpClient(outside, () => (request, reply) => {
    const json = (value: unknown) =>
      reply.send(200, {}, new TextEncoder().encode(JSON.stringify(value)))
    if (request.path.endsWith('/openid-configuration')) return json({ issuer })
    if (request.path.endsWith('/jwks') && request.headers['accept'] === 'application/jwk-set+json')
      return json(signer.keySet)
    if (request.path.endsWith('/services/kubernetes'))
      return json({ spec: { clusterIP: '10.96.0.1' } })
    if (request.path.endsWith('/serviceaccounts/till/token')) {
      world.tokens += 1
      return world.tokens > 9
        ? reply.send(403, {}, request.body)
        : json({ status: { token: `real ${world.tokens}` } })
    }
    world.reviews += 1
    const { spec } = JSON.parse(new TextDecoder().decode(request.body)) as { spec: Asked }
    const allowed = world.allows(spec)
    return json({ status: allowed ? { allowed } : { allowed, reason: 'not by any rule' } })
  })
  const desk = new AuthorityDesk({
    clock: outside,
    transport: wan,
    keyring: cloudKeys,
    cluster,
    door: openDoor(() => undefined, outside.mono),
    tap: () => undefined,
    authority: paperAuthority(outside),
    kube,
    keyOf: () => world.pinned,
    decides: () => true,
    addressesOf: () => ['192.168.1.7'],
    keep: (fact, done) => {
      facts.push(fact)
      outside.soon(() => done(undefined))
    },
    say: sayOn({ transport: wan, keyring: cloudKeys, cluster, producer: producerId('cloud/one') }),
  })
  desk.part().start(() => undefined)
  wan.subscribe(patternOf('guard', cluster, {}), ({ bytes }) => {
    const opened = openSigned(bytes, {
      context: 'guard',
      keyOf: () => keys.publicKeys.sign,
      verify: keys.verify,
    })
    const asked = isFault(opened) ? opened : decodeGuardAsk(opened.payload)
    if (!isFault(asked)) asks.push(asked)
  })
  const run = (ms: number) => schedule.run(schedule.now() + ms)

  const begin = () => {
    const { clock } = schedule.spawn()
    const own = { ...clock, wall: () => wallMs(clock.wall() + world.wallAheadMs) }
    const lan = bus.connect()
    const door = openDoor((_, what) => void said.push(what), clock.mono)
    const guard = new Guard({
      clock: own,
      random: random('guard'),
      keyring: keys,
      config: {
        node: nodeId(node),
        domain: 'cluster.local',
        ownAddresses: ['169.254.20.10', '192.168.1.7'],
        times: guardTimes,
      },
      credentials: papers.credentials,
      verifyToken,
      openStore: disk.openStore,
      objects: guardObjects({
        get: ({ resource }, namespace, name) => objects.get(`${resource}/${namespace}/${name}`),
        list: ({ resource }) =>
          [...objects].flatMap(([key, one]) => (key.startsWith(`${resource}/`) ? one : [])),
      }),
      send: (family, bytes) => {
        if (world.passes)
          lan.publish(subjectOf(family, cluster, { shard: '0', node: nodeId(node) }), bytes)
      },
      cluster: kube,
      door,
      tap: (_, what) => void said.push(what),
    })
    openDownlink({
      transport: lan,
      subject: subjectOf('down', cluster, { node: nodeId(node) }),
      bringsFirstKey: false,
      keyring: keys,
      node: nodeId(node),
      producer: producerId(`node/${node}`),
      door,
      pinned: () => cloudKeys.publicKeys.sign,
      heard: (down) => {
        if (world.passes && down.kind === 'guard-answered') guard.hear(down.answer)
      },
    })
    guard.part().start((fault) => {
      if (fault !== undefined) throw fault
    })
    run(1)
    return guard
  }
  const papers = paperCredentials({
    soon: outside.soon,
    wall: () => wallMs(outside.wall() + world.wallAheadMs),
  })
  let guard = begin()

  const rewrite = (of: MemoryDisk, change: (value: Uint8Array) => Uint8Array): void => {
    of.openStore((store) => {
      if (isFault(store)) throw store
      store.range({ limit: 99 }, (entries) => {
        if (isFault(entries)) throw entries
        const writes = entries.map(({ key, value }) => ({ put: key, value: change(value.slice()) }))
        store.batch(writes, { sync: true }, () => store.close(() => undefined))
      })
    })
    run(10)
  }
  const put = (resource: string, metadata: KubeObject['metadata'], spec: object = {}) =>
    objects.set(`${resource}/${metadata.namespace}/${metadata.name}`, {
      apiVersion: 'v1',
      kind: resource,
      metadata,
      spec,
    })
  /** What comes of a callback within some time; `pending` if nothing does. */
  const awaited = <T>(start: (done: (outcome: T) => void) => void, ms = 2_000): T | 'pending' => {
    let outcome: T | 'pending' = 'pending'
    start((one) => {
      if (outcome !== 'pending') throw new Error('called back twice')
      outcome = one
    })
    if (outcome !== 'pending') throw new Error('called back at once')
    run(ms)
    return outcome
  }
  return {
    world,
    run,
    facts,
    asks,
    said,
    disk,
    keys,
    papers,
    put,
    objects,
    cloudKeys,
    wan,
    link: (link: 'linked' | 'relayed' | 'alone') => {
      world.passes = link !== 'alone'
      guard.linked(link)
      run(2_000)
    },
    /** The guard ends; the process lives a while longer. */
    stop: () => {
      guard.part().stop(() => undefined)
      run(10)
    },
    /** The process dies and begins again on its disk, which may be bent meanwhile. */
    restart: (bend?: (value: Uint8Array) => Uint8Array) => {
      let closed = false
      guard.part().stop(() => (closed = true))
      run(10)
      if (!closed) throw new Error('expected a guard that stops')
      if (bend !== undefined) rewrite(disk, bend)
      guard = begin()
    },
    /** All values that are kept, as they lie there. */
    stored: () => {
      const values: Uint8Array[] = []
      rewrite(disk.copy(), (value) => {
        values.push(value)
        return value
      })
      return values
    },
    who: (shown: Partial<Shown>) =>
      awaited<Caller | undefined>((done) =>
        guard.identify({ certificate: undefined, bearer: undefined, ...shown }, done),
      ),
    may: (user: User, method: string, path: string, ms?: number) =>
      awaited<Authorized>((done) => guard.authorize(user, requestInfo(method, path), done), ms),
    standIn: (bearer: string) => awaited<string | undefined>((done) => guard.standIn(bearer, done)),
    give: (namespace: string, account: string, body: unknown) =>
      awaited<KubeObject | Status>((done) => guard.giveToken({ namespace, account }, body, done)),
    /** A token as the cluster gives it for the account `till` and its pod. */
    token: (change: object = {}, bound: object = {}) => {
      const now = Math.floor(outside.wall() / 1_000)
      return signedJwt(
        signer.header,
        {
          iss: issuer,
          aud: [issuer],
          sub: 'system:serviceaccount:shop:till',
          iat: now,
          nbf: now,
          exp: now + 3_600,
          'kubernetes.io': {
            namespace: 'shop',
            serviceaccount: { name: 'till', uid: 'u1' },
            pod: { name: 'till-0', uid: 'p1' },
            ...bound,
          },
          ...change,
        },
        signer.sign,
      )
    },
  }
}

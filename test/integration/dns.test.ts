// A node's DNS on loopback, asked by real resolvers: Node's own, and `dig` where it is installed.
import { execFile, spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../bus/adapters/system-clock.ts'
import { systemRandom } from '../../bus/adapters/system-random.ts'
import { createTcpPipes } from '../../bus/adapters/tcp-pipes.ts'
import { createUdpDatagrams } from '../../bus/adapters/udp-datagrams.ts'
import type { Address } from '../../bus/pipe.ts'
import { dnsDefaults } from '../../edge/dns/config.ts'
import { framed, frameReader } from '../../edge/dns/frames.ts'
import { dnsPart } from '../../edge/dns/part.ts'
import type { DnsPart } from '../../edge/dns/part.ts'
import type { CatalogChange } from '../../src/services/catalog.ts'
import { endpoint, scriptedSource, service, slice } from '../support/cluster-objects.ts'
import { a, answerTo, read } from '../support/dns-messages.ts'

const manyHosts = Array.from({ length: 150 }, (_, i) => a('many.example.com', `192.0.2.${i}`))

/** An upstream server on loopback: knows two names, and is silent when told so. */
async function openUpstream() {
  const state = { isSilent: false }
  const answer = (query: Uint8Array, way: 'udp' | 'tcp'): Uint8Array => {
    const name = read(query).questions?.[0]?.name ?? ''
    if (name === 'www.example.com') return answerTo(query, { answers: [a(name, '192.0.2.1', 1)] })
    if (name !== 'many.example.com') return answerTo(query, { code: 3 })
    return way === 'udp'
      ? answerTo(query, { flags: 0x200 })
      : answerTo(query, { answers: manyHosts })
  }
  const socket = createSocket('udp4', (query, from) => {
    if (!state.isSilent) socket.send(answer(query, 'udp'), from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  const sockets = new Set<Socket>()
  const server: Server = createServer((client) => {
    sockets.add(client)
    const take = frameReader((query) => client.write(framed(answer(query, 'tcp'))))
    client.on('data', (bytes: Buffer) => take(Uint8Array.from(bytes))).on('error', () => {})
  }).listen(port, '127.0.0.1')
  await once(server, 'listening')
  const close = () => {
    for (const client of sockets) client.destroy()
    server.close()
    socket.close()
  }
  return { address: { host: '127.0.0.1', port }, state, close }
}

const headless = (count: number): CatalogChange =>
  slice({
    service: 'db',
    ports: [{ name: 'sql', protocol: 'TCP', port: 5432 }],
    endpoints: Array.from({ length: count }, (_, i) =>
      endpoint(`10.0.1.${i}`, true, { hostname: `db-${i}` }),
    ),
  })

const zone = (name: string): string => `${name}.svc.cluster.local`

describe('a node’s DNS on loopback', () => {
  const catalog = scriptedSource(
    service('web', { clusterIPs: ['10.96.0.10', 'fd00::10'], ports: [{ name: 'http', port: 80 }] }),
    service('db', { clusterIP: 'None' }),
    service('out', { type: 'ExternalName', externalName: 'www.example.com' }),
    headless(2),
  )
  let upstream: Awaited<ReturnType<typeof openUpstream>>
  let part: DnsPart
  let at: Address
  let resolver: Resolver
  /** One that has not learned yet how soon answers come: it then waits no longer. */
  const freshResolver = (): Resolver => {
    const fresh = new Resolver({ timeout: 30_000, tries: 1 })
    fresh.setServers([`${at.host}:${at.port}`])
    return fresh
  }
  beforeAll(async () => {
    upstream = await openUpstream()
    part = dnsPart({
      ports: {
        clock: systemClock,
        random: systemRandom,
        datagrams: createUdpDatagrams(systemClock),
        pipes: createTcpPipes({ clock: systemClock }),
        tap: () => {},
      },
      config: {
        ...dnsDefaults,
        listen: { host: '127.0.0.1', port: 0 },
        forward: { ...dnsDefaults.forward, upstreams: [upstream.address] },
      },
      catalog: catalog.source,
      isAlone: () => false,
    })
    await new Promise<void>((started, failed) =>
      part.start((fault) => (fault === undefined ? started() : failed(fault))),
    )
    at = part.address() ?? { host: '', port: 0 }
    resolver = freshResolver()
  })
  afterAll(async () => {
    await new Promise<void>((done) => part.stop(done))
    upstream.close()
  })

  it('N44: Node’s resolver finds Services, endpoints, ports and the way back', async () => {
    expect(await resolver.resolve4(zone('web.default'), { ttl: true })).toEqual([
      { address: '10.96.0.10', ttl: 5 },
    ])
    expect(await resolver.resolve6(zone('web.default'))).toEqual(['fd00::10'])
    expect((await resolver.resolve4(zone('DB.Default'))).toSorted()).toEqual([
      '10.0.1.0',
      '10.0.1.1',
    ])
    expect(await resolver.resolve4(zone('db-1.db.default'))).toEqual(['10.0.1.1'])
    expect(await resolver.resolveSrv(zone('_http._tcp.web.default'))).toEqual([
      { name: zone('web.default'), port: 80, priority: 0, weight: 100 },
    ])
    expect(await resolver.reverse('10.96.0.10')).toEqual([zone('web.default')])
    expect(await resolver.reverse('fd00::10')).toEqual([zone('web.default')])
    expect(await resolver.resolveTxt('dns-version.cluster.local')).toEqual([['1.1.0']])
    expect((await resolver.resolveSoa('cluster.local')).nsname).toBe('ns.dns.cluster.local')
  })

  it('N44: it is told apart what does not exist and what has no such record', async () => {
    const lost = resolver.resolve4(zone('nobody.default'))
    await expect(lost).rejects.toMatchObject({ code: 'ENOTFOUND' })
    const empty = resolver.resolve6(zone('db.default'))
    await expect(empty).rejects.toMatchObject({ code: 'ENODATA' })
  })

  it('N44: an answer that fits no datagram is fetched over TCP, ours and the upstream server’s', async () => {
    catalog.change(headless(150))
    expect(await resolver.resolve4(zone('db.default'))).toHaveLength(150)
    expect(await resolver.resolve4('many.example.com')).toHaveLength(150)
    catalog.change(headless(3))
    expect(await resolver.resolve4(zone('db.default'))).toHaveLength(3)
  })

  it('N44: names outside are forwarded, external names followed, and stale answers served when servers are silent', async () => {
    expect(await resolver.resolve4('www.example.com')).toEqual(['192.0.2.1'])
    expect(await resolver.resolve4(zone('out.default'))).toEqual(['192.0.2.1'])
    await expect(resolver.resolve4('no.example.com')).rejects.toMatchObject({ code: 'ENOTFOUND' })
    upstream.state.isSilent = true
    for (;;) {
      const [found] = await freshResolver().resolve4('www.example.com', { ttl: true })
      expect(found?.address).toBe('192.0.2.1')
      if (found?.ttl === 30) break
    }
    upstream.state.isSilent = false
  })

  const hasDig = spawnSync('dig', ['-v']).error === undefined
  it.skipIf(!hasDig)('N44: dig understands what it is answered, over UDP and TCP', async () => {
    const dig = async (...args: string[]) => {
      const server = [`@${at.host}`, '-p', String(at.port), '+tries=1']
      return (await promisify(execFile)('dig', [...server, ...args])).stdout
    }
    const whole = await dig(zone('db.default'), 'A')
    expect(whole).toMatch(/status: NOERROR.*\n.*flags: qr aa rd ra;.*ANSWER: 3/)
    expect(whole).not.toMatch(/malformed|mismatch|extra bytes/i)
    expect(await dig('+tcp', '+short', zone('web.default'), 'AAAA')).toBe('fd00::10\n')
    expect(await dig('+noedns', zone('nobody.default'))).toMatch(/NXDOMAIN[^]*SOA\tns\.dns/)
    expect(await dig('+edns=1', '+noednsneg', zone('web.default'))).toMatch(/BADVERS/)
    expect(await dig('+opcode=UPDATE', zone('web.default'))).toMatch(/NOTIMP/)
    expect(await dig('CH', 'TXT', 'version.bind')).toMatch(/REFUSED/)
  })
})

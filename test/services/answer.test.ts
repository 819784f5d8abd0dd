// What the cluster's zone answers, held to the Kubernetes DNS specification 1.1.0.
import { expect, it } from 'vitest'
import { answer } from '../../src/services/answer.ts'
import type { Catalog } from '../../src/services/catalog.ts'
import {
  catalogOf,
  endpoint,
  gone,
  ofPod,
  pod,
  service,
  slice,
} from '../support/cluster-objects.ts'

const zone = { name: 'cluster.local', ttlS: 5 }

/** Data of the answers; how the zone lacks an answer; or where to ask. */
function ask(catalog: Catalog, name: string, type: string): unknown {
  const reply = answer(catalog, zone, { name, type })
  if (reply.kind === 'pass on') return 'elsewhere'
  if (reply.kind === 'alias') return [...reply.answers.map(({ data }) => data), `→ ${reply.target}`]
  if (reply.answers.length > 0) return reply.answers.map(({ data }) => data)
  expect(reply.authorities).toMatchObject([{ type: 'SOA', name: 'cluster.local' }])
  return reply.isKnown ? 'nothing there' : 'no such name'
}

const http = [
  { name: 'http', protocol: 'TCP', port: 80 },
  { name: '', port: 99 },
]
const web = service('web', {
  type: 'ClusterIP',
  clusterIP: '10.96.0.10',
  clusterIPs: ['10.96.0.10', 'fd00::10'],
  ports: http,
})
const headless = service('db', { clusterIP: 'None', ports: [{ name: 'sql', port: 5432 }] })
const sql = [{ name: 'sql', protocol: 'TCP', port: 5432 }]
const dbs = slice({
  service: 'db',
  ports: sql,
  endpoints: [
    endpoint('10.0.0.1', true, { hostname: 'db-0' }),
    endpoint('10.0.0.2', true, { hostname: 'db-1' }),
    endpoint('10.0.0.3', true),
    endpoint('10.0.0.4', false, { hostname: 'db-3' }),
  ],
})

it('N1: a Service has its cluster addresses, each of its family; a type that it lacks is nothing there', () => {
  const catalog = catalogOf(web, service('old', { clusterIP: '10.96.0.11' }))
  expect(ask(catalog, 'web.default.svc.cluster.local', 'A')).toEqual(['10.96.0.10'])
  expect(ask(catalog, 'web.default.svc.cluster.local', 'AAAA')).toEqual(['fd00:0:0:0:0:0:0:10'])
  expect(ask(catalog, 'web.default.svc.cluster.local', 'ANY')).toHaveLength(2)
  expect(ask(catalog, 'web.default.svc.cluster.local', 'TXT')).toBe('nothing there')
  expect(ask(catalog, 'old.default.svc.cluster.local', 'A')).toEqual(['10.96.0.11'])
  expect(ask(catalog, 'old.default.svc.cluster.local', 'AAAA')).toBe('nothing there')
})

it('N1: what is not there has no such name, and the authority says how long that holds', () => {
  const catalog = catalogOf(web)
  for (const name of [
    'wob.default.svc',
    'web.other.svc',
    'a.web.default.svc',
    'web.default.foo',
    'x',
  ])
    expect(ask(catalog, `${name}.cluster.local`, 'A'), name).toBe('no such name')
  const reply = answer(catalog, zone, { name: 'x.cluster.local', type: 'A' })
  expect(reply).toMatchObject({ authorities: [{ ttlS: 5, data: { minimum: 5, serial: 1 } }] })
})

it('N2: a headless Service has the addresses of its ready endpoints', () => {
  const catalog = catalogOf(headless, dbs)
  const name = 'db.default.svc.cluster.local'
  expect(ask(catalog, name, 'A')).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.3'])
  expect(ask(catalog, name, 'AAAA')).toBe('nothing there')
  catalog.take(
    slice({
      service: 'db',
      name: 'db-2',
      addressType: 'IPv6',
      endpoints: [endpoint('fd00::1', true, { hostname: 'db-0' })],
    }),
  )
  expect(ask(catalog, name, 'AAAA')).toEqual(['fd00:0:0:0:0:0:0:1'])
})

it('N2: without a ready endpoint it does not exist, unless it publishes those that are not ready', () => {
  const name = 'db.default.svc.cluster.local'
  const sick = slice({ service: 'db', endpoints: [endpoint('10.0.0.4', false)] })
  expect(ask(catalogOf(headless, sick), name, 'A')).toBe('no such name')
  expect(ask(catalogOf(headless), name, 'A')).toBe('no such name')
  const open = service('db', { clusterIP: 'None', publishNotReadyAddresses: true })
  expect(ask(catalogOf(open, sick), name, 'A')).toEqual(['10.0.0.4'])
  expect(ask(catalogOf(open, sick), '4.0.0.10.in-addr.arpa', 'PTR')).toHaveLength(1)
})

it('N3: an endpoint has its hostname below the Service, and without one its address with dashes', () => {
  const catalog = catalogOf(headless, dbs, service('web', { clusterIP: '10.96.0.10' }))
  catalog.take(slice({ service: 'web', endpoints: [endpoint('10.0.0.9')] }))
  expect(ask(catalog, 'db-0.db.default.svc.cluster.local', 'A')).toEqual(['10.0.0.1'])
  expect(ask(catalog, '10-0-0-3.db.default.svc.cluster.local', 'A')).toEqual(['10.0.0.3'])
  expect(ask(catalog, '10-0-0-9.web.default.svc.cluster.local', 'A')).toEqual(['10.0.0.9'])
  expect(ask(catalog, 'db-0.db.default.svc.cluster.local', 'AAAA')).toBe('nothing there')
  expect(ask(catalog, 'db-3.db.default.svc.cluster.local', 'A')).toBe('no such name')
  expect(ask(catalog, 'x.db-0.db.default.svc.cluster.local', 'A')).toBe('no such name')
})

it('N4: a named port has SRV records that lead to the Service, or to each endpoint, with their addresses', () => {
  const catalog = catalogOf(web, headless, dbs)
  const at = (name: string) => answer(catalog, zone, { name: `${name}.cluster.local`, type: 'SRV' })
  expect(at('_http._tcp.web.default.svc')).toMatchObject({
    answers: [{ data: { port: 80, target: 'web.default.svc.cluster.local' } }],
    additionals: [{ data: '10.96.0.10' }, { data: 'fd00:0:0:0:0:0:0:10' }],
  })
  expect(at('_sql._tcp.db.default.svc')).toMatchObject({
    answers: [
      { data: { port: 5432, target: 'db-0.db.default.svc.cluster.local' } },
      { data: { port: 5432, target: 'db-1.db.default.svc.cluster.local' } },
      { data: { port: 5432, target: '10-0-0-3.db.default.svc.cluster.local' } },
    ],
    additionals: [{ name: 'db-0.db.default.svc.cluster.local', data: '10.0.0.1' }, {}, {}],
  })
})

it('N4: a port without a name, of another protocol or another name has none; its protocol alone is nothing there', () => {
  const catalog = catalogOf(web)
  const ending = 'web.default.svc.cluster.local'
  expect(ask(catalog, `_http._udp.${ending}`, 'SRV')).toBe('no such name')
  expect(ask(catalog, `_https._tcp.${ending}`, 'SRV')).toBe('no such name')
  expect(ask(catalog, `_._tcp.${ending}`, 'SRV')).toBe('no such name')
  expect(ask(catalog, `a._http._tcp.${ending}`, 'SRV')).toBe('no such name')
  expect(ask(catalog, `_tcp.${ending}`, 'SRV')).toBe('nothing there')
  expect(ask(catalog, `_http._tcp.${ending}`, 'A')).toBe('nothing there')
})

it('N5: an external name is an alias; one within the zone is followed, in a circle not for ever', () => {
  const external = (name: string, externalName: string) =>
    service(name, { type: 'ExternalName', externalName })
  const catalog = catalogOf(
    web,
    external('out', 'API.example.com.'),
    external('in', 'web.default.svc.cluster.local'),
    external('lost', 'nobody.default.svc.cluster.local'),
    external('a', 'b.default.svc.cluster.local'),
    external('b', 'a.default.svc.cluster.local'),
    external('ip', '192.0.2.1'),
    external('bad', 'not a name'),
  )
  const at = (name: string, type: string) => ask(catalog, `${name}.default.svc.cluster.local`, type)
  expect(at('out', 'A')).toEqual(['api.example.com', '→ api.example.com'])
  expect(at('out', 'CNAME')).toEqual(['api.example.com'])
  expect(at('in', 'A')).toEqual(['web.default.svc.cluster.local', '10.96.0.10'])
  expect(at('a', 'A')).toHaveLength(8)
  expect(at('ip', 'A')).toBe('no such name')
  expect(at('bad', 'A')).toBe('no such name')
  expect(at('x.out', 'A')).toBe('no such name')
  const lost = answer(catalog, zone, { name: 'lost.default.svc.cluster.local', type: 'A' })
  expect(lost).toMatchObject({ isKnown: false, answers: [{ type: 'CNAME' }] })
})

it('N6: a cluster address leads back to its Service, an endpoint to its name; others are asked for elsewhere', () => {
  const catalog = catalogOf(web, headless, dbs)
  const six = `0.1.${'0.'.repeat(26)}0.0.d.f.ip6.arpa`
  expect(ask(catalog, '10.0.96.10.in-addr.arpa', 'PTR')).toEqual(['web.default.svc.cluster.local'])
  expect(ask(catalog, six, 'PTR')).toEqual(['web.default.svc.cluster.local'])
  expect(ask(catalog, '1.0.0.10.in-addr.arpa', 'PTR')).toEqual([
    'db-0.db.default.svc.cluster.local',
  ])
  expect(ask(catalog, '4.0.0.10.in-addr.arpa', 'PTR')).toBe('elsewhere')
  expect(ask(catalog, '8.8.8.8.in-addr.arpa', 'PTR')).toBe('elsewhere')
  expect(ask(catalog, '0.10.in-addr.arpa', 'PTR')).toBe('elsewhere')
  catalog.take(gone(dbs))
  catalog.take(gone(web))
  expect(ask(catalog, '1.0.0.10.in-addr.arpa', 'PTR')).toBe('elsewhere')
  expect(ask(catalog, '10.0.96.10.in-addr.arpa', 'PTR')).toBe('elsewhere')
})

it('N7: a pod has the name that spells its address', () => {
  const catalog = catalogOf()
  expect(ask(catalog, '1-2-3-4.ns.pod.cluster.local', 'A')).toEqual(['1.2.3.4'])
  expect(ask(catalog, 'fd00--7.ns.pod.cluster.local', 'AAAA')).toEqual(['fd00:0:0:0:0:0:0:7'])
  expect(ask(catalog, '1-2-3-4.ns.pod.cluster.local', 'AAAA')).toBe('nothing there')
  for (const name of ['1-2-3-256', '1-2-3', 'web', 'a.1-2-3-4', 'fd00---7'])
    expect(ask(catalog, `${name}.ns.pod.cluster.local`, 'A'), name).toBe('no such name')
})

it('N8: the zone says the version of its schema, and names between others are nothing there', () => {
  const catalog = catalogOf(web)
  expect(ask(catalog, 'dns-version.cluster.local', 'TXT')).toEqual(['1.1.0'])
  expect(ask(catalog, 'cluster.local', 'SOA')).toMatchObject([{ mname: 'ns.dns.cluster.local' }])
  for (const name of ['', 'svc.', 'pod.', 'default.svc.', 'default.pod.'])
    expect(ask(catalog, `${name}cluster.local`, 'A'), name).toBe('nothing there')
  for (const name of ['other.svc.', 'other.pod.', 'a.dns-version.'])
    expect(ask(catalog, `${name}cluster.local`, 'A'), name).toBe('no such name')
  for (const name of ['example.com', 'local', '', 'notcluster.local'])
    expect(ask(catalog, name, 'A'), name).toBe('elsewhere')
})

it('N11: the address and readiness of a pod that the node holds count before the slice', () => {
  const name = 'db.default.svc.cluster.local'
  const stale = slice({
    service: 'db',
    ports: sql,
    endpoints: [
      endpoint('10.0.0.1', true, { hostname: 'db-0', ...ofPod('db-0') }),
      endpoint('10.0.0.2', true, ofPod('db-1')),
      endpoint('10.0.0.3', true, ofPod('db-2')),
    ],
  })
  const catalog = catalogOf(headless, pod('db-0', '10.0.0.77'), stale)
  expect(ask(catalog, name, 'A')).toEqual(['10.0.0.77', '10.0.0.2', '10.0.0.3'])
  catalog.take(pod('db-1', '10.0.0.2', false))
  catalog.take(pod('db-2', '10.0.0.33', true, 'another uid'))
  expect(ask(catalog, name, 'A')).toEqual(['10.0.0.77', '10.0.0.3'])
  expect(ask(catalog, 'db-0.db.default.svc.cluster.local', 'A')).toEqual(['10.0.0.77'])
  expect(ask(catalog, '77.0.0.10.in-addr.arpa', 'PTR')).toEqual([`db-0.${name}`])
  catalog.take(gone(pod('db-0', '')))
  expect(ask(catalog, name, 'A')).toEqual(['10.0.0.1', '10.0.0.3'])
})

it('N11: a slice that somebody else manages is taken at its word', () => {
  const own = slice({
    service: 'db',
    managedBy: 'me',
    endpoints: [endpoint('10.0.0.1', true, ofPod('db-0'))],
  })
  const catalog = catalogOf(headless, own, pod('db-0', '10.0.0.77', false))
  expect(ask(catalog, 'db.default.svc.cluster.local', 'A')).toEqual(['10.0.0.1'])
})

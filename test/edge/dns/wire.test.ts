// DNS messages: read, written, cut, and whatever bytes come, never an exception.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Local } from '../../../edge/dns/local.ts'
import { createResponder } from '../../../edge/dns/responder.ts'
import { framed, frameReader } from '../../../edge/dns/frames.ts'
import { encodeMessage } from '../../../edge/dns/wire/encode.ts'
import { aged, isSameQuestion, readFetched } from '../../../edge/dns/wire/fetched.ts'
import { datagramBytesMax, finish } from '../../../edge/dns/wire/finish.ts'
import { readName, skipName, writeName } from '../../../edge/dns/wire/names.ts'
import { isRefusal, readQuery } from '../../../edge/dns/wire/query.ts'
import { walk } from '../../../edge/dns/wire/walk.ts'
import { catalogOf, endpoint, service, slice } from '../../support/cluster-objects.ts'
import { a, answerTo, dataOf, queryOf, read, soa } from '../../support/dns-messages.ts'

const zone = { name: 'cluster.local', ttlS: 5 }
const udp = { bytesMax: datagramBytesMax, isDatagram: true }
const tcp = { bytesMax: 65_535, isDatagram: false }

const many = (count: number) => [
  service('db', { clusterIP: 'None', ports: [{ name: 'sql', port: 5432 }] }),
  slice({
    service: 'db',
    ports: [{ name: 'sql', protocol: 'TCP', port: 5432 }],
    endpoints: Array.from({ length: count }, (_, i) =>
      endpoint(`10.0.${i >> 8}.${i & 255}`, true, { hostname: `db-${i}` }),
    ),
  }),
]

function responding(count: number) {
  const refusals: string[] = []
  const catalog = catalogOf(...many(count))
  const respond = createResponder({
    zone,
    local: new Local(() => catalog, zone),
    forwarder: undefined,
    isComplete: () => true,
    door: { refuse: (reason) => refusals.push(reason), refused: () => ({}) },
  })
  const now = (bytes: Uint8Array, way = udp): Uint8Array => {
    const response = respond(bytes, way)
    if (!(response instanceof Uint8Array)) throw new Error('expected an answer at once')
    return response
  }
  return { respond, now, refusals }
}

const db = 'db.default.svc.cluster.local'

it('N9: a name is the same in any case, and the answer repeats the question as it was written', () => {
  const { now } = responding(2)
  const mixed = 'dB.DeFault.SVC.cluster.LOCAL'
  const answer = read(now(queryOf(mixed, { id: 0xabcd })))
  expect(answer).toMatchObject({ id: 0xabcd, flag_qr: true, flag_aa: true, flag_rd: true })
  expect(answer.questions).toMatchObject([{ name: mixed, type: 'A' }])
  expect(answer.answers).toMatchObject([{ name: mixed, ttl: 5 }, { name: mixed }])
  expect(read(now(queryOf(db))).questions).toMatchObject([{ name: db }])
})

it('N14: of several addresses another one comes first each time', () => {
  const { now } = responding(3)
  const firsts = Array.from({ length: 6 }, () => dataOf(now(queryOf(db)))[0])
  expect(firsts).toEqual([0, 1, 2, 0, 1, 2].map((i) => `10.0.0.${i}`))
})

it('N20: names are pointers where they were written before, and mean the same', () => {
  const { now } = responding(10)
  const answer = now(queryOf(db), tcp)
  expect(answer.length).toBe(12 + db.length + 2 + 4 + 10 * 16)
  const srv = read(now(queryOf(`_sql._tcp.${db}`, { type: 'SRV' }), tcp))
  expect(srv.answers).toHaveLength(10)
  expect(srv.answers?.[9]).toMatchObject({ data: { port: 5432, target: `db-9.${db}` } })
  expect(srv.additionals?.[9]).toMatchObject({ name: `db-9.${db}`, data: '10.0.0.9' })
})

it('N20: what cannot be written is a failure, not a broken message', () => {
  const question = queryOf('x.test').subarray(12)
  const long = encodeMessage({
    question,
    code: 0,
    isAuthoritative: false,
    answers: [{ type: 'CNAME', name: 'x.test', data: `${'a'.repeat(70)}.test` }],
  })
  expect(read(long)).toMatchObject({ code: 2, answers: [], questions: [{ name: 'x.test' }] })
  const label = 'a'.repeat(70)
  const answers = [a(`${label}.test`, '192.0.2.1')]
  const none = encodeMessage({ question, code: 0, isAuthoritative: false, answers })
  expect(read(none)).toMatchObject({ code: 2, answers: [] })
})

it('N21: an answer that is too long is cut between records and says so; over TCP it is whole', () => {
  const { now } = responding(100)
  const plain = now(queryOf(db))
  expect(plain.length).toBeLessThanOrEqual(512)
  expect(read(plain)).toMatchObject({ flag_tc: true, code: 0 })
  expect(dataOf(plain)).toHaveLength(Math.floor((512 - 12 - db.length - 6) / 16))
  expect(read(now(queryOf(db), tcp))).toMatchObject({ flag_tc: false })
  expect(dataOf(now(queryOf(db), tcp))).toHaveLength(100)
})

it('N21: additional records are left out without a word', () => {
  const { now } = responding(4)
  const answer = read(now(queryOf(`_sql._tcp.${db}`, { type: 'SRV', bytesMax: 420 })))
  expect(answer).toMatchObject({ flag_tc: false })
  expect(answer.answers).toHaveLength(4)
})

it('N22: who has EDNS is answered with it, and takes as much as he says, up to 1,232 bytes', () => {
  const { now } = responding(100)
  const length = (bytesMax: number) => now(queryOf(db, { bytesMax })).length
  expect(length(100)).toBeLessThanOrEqual(512)
  expect(length(800)).toBeGreaterThan(700)
  expect(length(800)).toBeLessThanOrEqual(800)
  expect(length(65_000)).toBeLessThanOrEqual(1_232)
  const opt = read(now(queryOf(db, { bytesMax: 4_096, wantsSignatures: true }))).additionals?.at(-1)
  expect(opt).toMatchObject({ type: 'OPT', udpPayloadSize: 1_232, flag_do: true, ednsVersion: 0 })
  expect(read(now(queryOf(db))).additionals).toEqual([])
})

it('N22: a later version of EDNS is told which one is known', () => {
  const { now } = responding(1)
  const answer = read(now(queryOf(db, { bytesMax: 1_000, ednsVersion: 1 })))
  expect(answer).toMatchObject({ code: 0, answers: [] })
  expect(answer.additionals).toMatchObject([{ type: 'OPT', extendedRcode: 1, ednsVersion: 0 }])
})

it('N23: what cannot be read is answered FORMERR; an answer, or less than a header, not at all', () => {
  const { now, respond, refusals } = responding(1)
  const query = queryOf(db)
  const with_ = (at: number, byte: number) => query.map((old, i) => (i === at ? byte : old))
  expect(respond(answerTo(query), udp)).toBeUndefined()
  expect(respond(query.slice(0, 11), udp)).toBeUndefined()
  for (const bad of [
    query.slice(0, -1),
    query.slice(0, 12),
    with_(5, 2),
    with_(5, 0),
    with_(11, 1),
  ])
    expect(read(now(bad))).toMatchObject({ id: 7, code: 1, questions: [] })
  const twice = queryOf(db, { bytesMax: 512 })
  twice[11] = 2
  const opts = Buffer.concat([twice, twice.subarray(-11)])
  expect(read(now(opts))).toMatchObject({ code: 1 })
  expect(refusals).toHaveLength(8)
})

it('N24: other operations, other classes and questions for more than records are refused', () => {
  const { now } = responding(1)
  expect(read(now(queryOf(db, { flags: 5 << 11 })))).toMatchObject({ code: 4, opcode: 'UPDATE' })
  expect(read(now(queryOf('version.bind', { type: 'TXT', class: 'CH' })))).toMatchObject({
    code: 5,
  })
  for (const type of ['AXFR', 'IXFR', 'OPT', 'TKEY'])
    expect(read(now(queryOf(db, { type }))), type).toMatchObject({ code: 5, answers: [] })
  expect(read(now(queryOf('example.com')))).toMatchObject({ code: 5 })
})

it('N23: whatever bytes come, what is answered can be read and is about what was asked', () => {
  const { respond } = responding(30)
  const seeds = [
    queryOf(db),
    queryOf(`_sql._tcp.${db}`, { type: 'SRV', bytesMax: 700 }),
    queryOf('x.cluster.local', { type: 'ANY', bytesMax: 4_096, wantsSignatures: true }),
    answerTo(queryOf(db), { answers: [a(db, '1.1.1.1')], authorities: [soa('test', 1, 1)] }),
  ]
  const change = fc.record({
    kind: fc.constantFrom('set', 'cut', 'insert', 'repeat'),
    at: fc.nat(300),
    byte: fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 0x3f, 0x40, 0xc0, 0xff)),
  })
  const mutated = fc
    .tuple(fc.constantFrom(...seeds), fc.array(change, { maxLength: 6 }))
    .map(([seed, changes]) => changes.reduce(mutate, seed))
  fc.assert(
    fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 600 })), (bytes) => {
      for (const way of [udp, tcp]) {
        const response = respond(bytes, way)
        if (!(response instanceof Uint8Array)) continue
        const walked = walk(response)
        expect(walked?.end).toBe(response.length)
        expect(walked?.id).toBe(((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0))
        if (way === udp) expect(response.length).toBeLessThanOrEqual(datagramBytesMax)
      }
      readFetched(bytes, ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0), queryOf(db).subarray(12))
    }),
    { numRuns: 3_000 },
  )
})

interface Mutation {
  readonly kind: string
  readonly at: number
  readonly byte: number
}

function mutate(bytes: Uint8Array, { kind, at, byte }: Mutation): Uint8Array {
  const place = at % Math.max(1, bytes.length)
  if (kind === 'set') return bytes.map((old, i) => (i === place ? byte : old))
  if (kind === 'cut') return bytes.slice(0, place)
  const middle = kind === 'insert' ? Uint8Array.of(byte) : bytes.slice(place, place + byte)
  return Buffer.concat([bytes.slice(0, place), middle, bytes.slice(place)])
}

it('N23: different names have different texts, whatever their bytes', () => {
  const label = fc.uint8Array({ minLength: 1, maxLength: 20 })
  const name = fc
    .array(label, { maxLength: 8 })
    .map((labels) => Uint8Array.from([...labels.flatMap((bytes) => [bytes.length, ...bytes]), 0]))
  const lower = (bytes: Uint8Array) =>
    bytes.map((byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte)).join()
  fc.assert(
    fc.property(name, name, (one, other) => {
      expect(skipName(one, 0)).toBe(one.length)
      expect(readName(one, 0) === readName(other, 0)).toBe(lower(one) === lower(other))
    }),
  )
  expect(readName(writeName('a.b-c.local'), 0)).toBe('a.b-c.local')
  expect(readName(Uint8Array.of(3, 97, 46, 98, 0), 0)).toBe('a\\046b')
  expect(readName(Uint8Array.of(0xc0, 0), 0)).toBeUndefined()
  expect(readName(new Uint8Array(300).fill(1), 0)).toBeUndefined()
})

it('N31: an answer counts when its id and its question are ours, whatever the case of its letters', () => {
  const query = queryOf('example.com', { id: 300 })
  const question = query.subarray(12)
  const good = answerTo(query, { answers: [a('example.com', '192.0.2.1')] })
  expect(readFetched(good, 300, question)).toMatchObject({ code: 0, lifeS: 60 })
  expect(readFetched(good, 301, question)).toBeUndefined()
  expect(readFetched(query, 300, question)).toBeUndefined()
  expect(readFetched(good, 300, queryOf('example.org').subarray(12))).toBeUndefined()
  expect(
    readFetched(good, 300, queryOf('example.com', { type: 'AAAA' }).subarray(12)),
  ).toBeUndefined()
  expect(readFetched(good, 300, queryOf('EXAMPLE.com').subarray(12))).toBeDefined()
  expect(isSameQuestion(Uint8Array.of(1, 64, 0), Uint8Array.of(1, 96, 0))).toBe(false)
})

it('N33: how long an answer may be kept is the shortest life of its records, or what the authority says', () => {
  const query = queryOf('example.com')
  const life = (fields: Parameters<typeof answerTo>[1]) =>
    readFetched(answerTo(query, fields), 7, query.subarray(12))?.lifeS
  const found = [a('example.com', '192.0.2.1', 300), a('example.com', '192.0.2.2', 90)]
  expect(life({ answers: found })).toBe(90)
  expect(life({ code: 3, authorities: [soa('com', 900, 120)] })).toBe(120)
  expect(life({ authorities: [soa('com', 60, 120)] })).toBe(60)
  expect(life({ code: 3 })).toBe(0)
  expect(life({ code: 2, answers: found })).toBe(0)
  expect(life({ answers: found, flags: 0x200 })).toBe(0)
  expect(life({ answers: [a('example.com', '192.0.2.1', 0x8000_0000)] })).toBe(0)
})

it('N33: an answer that is handed on has no EDNS of the server, and records that have aged', () => {
  const query = queryOf('example.com')
  const answers = [a('example.com', '192.0.2.1', 300), a('example.com', '192.0.2.2', 5)]
  const fetched = readFetched(answerTo(query, { answers, flags: 0x400 }), 7, query.subarray(12))
  if (fetched === undefined) throw new Error('expected an answer')
  const head = readQuery(queryOf('EXAMPLE.com', { id: 9 }))
  if (head === undefined || isRefusal(head)) throw new Error('expected a query')
  const aging = read(finish(aged(fetched, 100.9), head, udp))
  expect(aging).toMatchObject({ id: 9, flag_aa: false, flag_ra: true, additionals: [] })
  expect(aging.questions).toMatchObject([{ name: 'EXAMPLE.com' }])
  expect(aging.answers).toMatchObject([
    { name: 'example.com', ttl: 200 },
    { name: 'example.com', ttl: 0 },
  ])
  expect(read(aged(fetched, 900, 30)).answers).toMatchObject([{ ttl: 30 }, { ttl: 30 }])
})

it('N40: messages on a stream come whole, however they were split', () => {
  const messages = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 })
  fc.assert(
    fc.property(messages, fc.array(fc.nat(60)), (sent, cuts) => {
      const whole = Buffer.concat(sent.map(framed))
      const seen: Uint8Array[] = []
      const take = frameReader((message) => seen.push(message))
      let at = 0
      for (const cut of [...cuts, whole.length]) {
        take(Uint8Array.from(whole.subarray(at, at + cut)))
        at += cut
      }
      expect(seen.map((one) => [...one])).toEqual(sent.map((one) => [...one]))
    }),
  )
})

// Names outside the cluster, in virtual time: servers that answer, fail, lie and fall silent.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { walk } from '../../../edge/dns/wire/walk.ts'
import { service } from '../../support/cluster-objects.ts'
import { a, answerTo, dataOf, queryOf, read, soa } from '../../support/dns-messages.ts'
import { dnsWorld, upstreamIn } from '../../support/dns-world.ts'
import type { Handle, WorldOptions } from '../../support/dns-world.ts'

const name = 'www.example.com'
const found =
  (address: string, ttl = 60): Handle =>
  (query) => [answerTo(query, { answers: [a(name, address, ttl)] })]
const failing =
  (code: number): Handle =>
  (query) => [answerTo(query, { code })]
const silent: Handle = () => []

function world(handle: Handle, options: WorldOptions = {}) {
  const one = dnsWorld(options)
  const server = upstreamIn(one, 0, handle)
  expect(one.start()).toBeUndefined()
  return { ...one, server }
}

it('N30: what is not the cluster’s is asked of the upstream server, with recursion and EDNS', () => {
  const { ask, server } = world(found('192.0.2.1'))
  const [got] = ask(queryOf('WWW.example.com', { id: 99 }))
  expect(read(got?.bytes ?? new Uint8Array())).toMatchObject({
    id: 99,
    flag_aa: false,
    flag_ra: true,
  })
  expect(dataOf(got?.bytes ?? new Uint8Array())).toEqual(['192.0.2.1'])
  const question = read(server.asked[0]?.query ?? new Uint8Array())
  expect(question).toMatchObject({ flag_rd: true, questions: [{ name: 'WWW.example.com' }] })
  expect(question.additionals).toMatchObject([{ type: 'OPT', udpPayloadSize: 1_232 }])
})

it('N30: a silent server is given up for the next after a while; the one that answered is asked first from then on', () => {
  const one = world(silent, { upstreams: 2 })
  const second = upstreamIn(one, 1, found('192.0.2.2'))
  const got = one.ask(queryOf(name))
  one.run(1_499)
  expect(got).toEqual([])
  one.run(2)
  expect(dataOf(got[0]?.bytes ?? new Uint8Array())).toEqual(['192.0.2.2'])
  one.look('other.example.com')
  expect([one.server.asked.length, second.asked.length]).toEqual([1, 2])
})

it('N30: of a server that refuses, fails or is not there the next is asked at once', () => {
  for (const code of [2, 4, 5]) {
    const one = world(failing(code), { upstreams: 2 })
    upstreamIn(one, 1, found('192.0.2.2'))
    expect(one.look(name), String(code)).toEqual(['192.0.2.2'])
  }
  const one = dnsWorld({ upstreams: 2 })
  upstreamIn(one, 1, found('192.0.2.2'))
  one.start()
  expect(one.look(name)).toEqual(['192.0.2.2'])
})

it('N30: when none answers it is a failure, three tries after the question; a code of theirs is handed on', () => {
  const one = world(silent)
  const got = one.ask(queryOf(name))
  one.run(10_000)
  expect(got.map(({ atMs, bytes }) => [atMs, read(bytes).code])).toEqual([[4_500, 2]])
  expect(one.server.asked).toHaveLength(3)
  expect(world(failing(5)).look(name)).toBe(5)
})

it('N31: what is not the answer to our question, from whom we asked, changes nothing', () => {
  const forged = (query: Uint8Array) => {
    const answer = answerTo(query, { answers: [a(name, '6.6.6.6')] })
    const wrongId = answer.map((byte, i) => (i === 0 ? byte ^ 1 : byte))
    const other = answerTo(queryOf('else.example.com', { id: read(query).id ?? 0 }))
    return [wrongId, other, answer.slice(0, -3), query, new Uint8Array(3)]
  }
  const one = world((query, way) => [...forged(query), ...found('192.0.2.1')(query, way)])
  expect(one.look(name)).toEqual(['192.0.2.1'])
  const ids = Array.from({ length: 20 }, (_, i) => {
    one.look(`${i}.example.com`)
    return read(one.server.asked.at(-1)?.query ?? new Uint8Array()).id
  })
  expect(new Set(ids).size).toBeGreaterThan(15)
})

it('N32: an answer that did not fit is asked for again over TCP; where that fails it is handed on as cut', () => {
  const cut: Handle = (query, way) =>
    way === 'udp' ? [answerTo(query, { flags: 0x200 })] : found('192.0.2.1')(query, way)
  const one = world(cut)
  expect(one.look(name)).toEqual(['192.0.2.1'])
  expect(one.server.asked.map(({ way }) => way)).toEqual(['udp', 'tcp'])
  one.server.handle = (query, way) => (way === 'udp' ? cut(query, way) : [])
  const got = one.ask(queryOf('big.example.com'))
  one.run(1_600)
  expect(read(got[0]?.bytes ?? new Uint8Array())).toMatchObject({ flag_tc: true, answers: [] })
})

it('N33: an answer is kept as long as it says, and ages; so is that there is none', () => {
  const one = world(found('192.0.2.1', 60))
  one.look(name)
  one.run(20_000)
  const [got] = one.ask(queryOf(name))
  expect(read(got?.bytes ?? new Uint8Array()).answers).toMatchObject([{ ttl: 40 }])
  expect(one.server.asked).toHaveLength(1)
  one.run(40_000)
  one.look(name)
  expect(one.server.asked).toHaveLength(2)
  one.server.handle = (query) => [answerTo(query, { code: 3, authorities: [soa('com', 900, 30)] })]
  expect([one.look('no.example.com'), one.look('no.example.com')]).toEqual([3, 3])
  expect(one.server.asked).toHaveLength(3)
  one.run(30_000)
  expect(one.look('no.example.com')).toBe(3)
  expect(one.server.asked).toHaveLength(4)
})

it('N33: answers with and without signatures, checked and unchecked, are kept apart', () => {
  const one = world(found('192.0.2.1'))
  for (const fields of [{}, { bytesMax: 1_000, wantsSignatures: true }, { flags: 0x110 }])
    for (const _ of [1, 2]) one.look(name, 0, fields)
  expect(one.server.asked).toHaveLength(3)
})

it('N33: the cache is bounded: what was not used for longest goes first; nothing lives longer than the bound', () => {
  const one = world(found('192.0.2.1', 100_000), { cache: { bytesMax: 1_500, lifeSMax: 50 } })
  const names = Array.from({ length: 20 }, (_, i) => `${i}.example.com`)
  for (const each of names) one.look(each)
  one.look('19.example.com')
  expect(one.server.asked).toHaveLength(20)
  one.look('0.example.com')
  expect(one.server.asked).toHaveLength(21)
  one.run(50_001)
  one.look('19.example.com')
  expect(one.server.asked).toHaveLength(22)
})

it('N34: when servers are silent a stale answer comes within two seconds, to be kept for 30 s', () => {
  const one = world(found('192.0.2.1', 60))
  one.look(name)
  one.run(3_600_000)
  one.server.handle = silent
  const got = one.ask(queryOf(name))
  const other = one.ask(queryOf(name))
  one.run(1_799)
  expect(got).toEqual([])
  one.run(1)
  expect(read(got[0]?.bytes ?? new Uint8Array()).answers).toMatchObject([
    { data: '192.0.2.1', ttl: 30 },
  ])
  expect(other).toHaveLength(1)
  expect(one.server.asked.length).toBe(3)
  one.run(10_000)
  expect(one.look(name)).toEqual(['192.0.2.1'])
  expect(one.server.asked.length).toBe(4)
})

it('N34: after a failure stale answers come at once for a while, then servers are asked again', () => {
  const one = world(found('192.0.2.1', 60))
  one.look(name)
  one.run(100_000)
  one.server.handle = silent
  one.ask(queryOf(name))
  one.run(5_000)
  const count = one.server.asked.length
  expect(one.look(name)).toEqual(['192.0.2.1'])
  expect(one.server.asked).toHaveLength(count)
  one.run(30_000)
  one.server.handle = found('192.0.2.9')
  expect(one.look(name)).toEqual(['192.0.2.9'])
})

it('N34: alone nobody waits for a stale answer, and it is renewed as soon as servers answer', () => {
  const one = world(found('192.0.2.1', 60))
  one.look(name)
  one.run(100_000)
  one.state.isAlone = true
  one.server.handle = silent
  expect(one.look(name)).toEqual(['192.0.2.1'])
  one.run(40_000)
  one.server.handle = found('192.0.2.9')
  expect(one.look(name)).toEqual(['192.0.2.1'])
  expect(one.look(name)).toEqual(['192.0.2.9'])
})

it('N34: a server’s failure does not displace a stale answer; after the longest staleness there is none', () => {
  const one = world(found('192.0.2.1', 60), { cache: { staleSMax: 3_600 } })
  one.look(name)
  one.run(100_000)
  one.server.handle = failing(2)
  expect(one.look(name)).toEqual(['192.0.2.1'])
  one.run(3_600_000)
  expect(one.look(name)).toBe(2)
})

it('N34: an answer that may not be kept displaces a stale one all the same', () => {
  const one = world(found('192.0.2.1', 60))
  one.look(name)
  one.run(100_000)
  one.server.handle = found('192.0.2.9', 0)
  expect(one.look(name)).toEqual(['192.0.2.9'])
  one.server.handle = failing(2)
  expect(one.look(name)).toBe(2)
})

it('N35: what failed without a stale answer is not looked up again within five seconds', () => {
  const one = world(failing(2))
  expect([one.look(name), one.look(name)]).toEqual([2, 2])
  const count = one.server.asked.length
  expect(count).toBe(3)
  one.run(5_000)
  one.server.handle = found('192.0.2.1')
  expect(one.look(name)).toEqual(['192.0.2.1'])
})

it('N36: one look-up serves all who ask the same, each under his own id', () => {
  const one = world(silent)
  const got = [1, 2, 3].map((id) => one.ask(queryOf(name, { id })))
  expect(one.server.asked).toHaveLength(1)
  one.server.handle = found('192.0.2.1')
  one.run(1_600)
  expect(got.map(([first]) => read(first?.bytes ?? new Uint8Array()).id)).toEqual([1, 2, 3])
})

it('N36: more askers than may wait are told at once that it failed, and the others get their answers', () => {
  const one = world(silent, { forward: { waitingMax: 3 } })
  const got = Array.from({ length: 5 }, (_, i) => one.ask(queryOf(`${i}.example.com`)))
  expect(got.map((list) => list.map(({ bytes }) => read(bytes).code))).toEqual([
    [],
    [],
    [],
    [2],
    [2],
  ])
  one.run(10_000)
  expect(got.map((list) => list.length)).toEqual([1, 1, 1, 1, 1])
  one.server.handle = found('192.0.2.1')
  expect(one.look('9.example.com')).toEqual(['192.0.2.1'])
})

it('N37: a server of old that does not know EDNS is asked without it', () => {
  const one = world((query, way) =>
    (read(query).additionals ?? []).length > 0
      ? [answerTo(query, { code: 1, withEdns: false }).slice(0, 12).fill(0, 4)]
      : found('192.0.2.1')(query, way),
  )
  expect(one.look(name)).toEqual(['192.0.2.1'])
  expect(one.server.asked).toHaveLength(2)
})

it('N38: an external name is answered with its target’s addresses; where those fail, as a failure that shows the alias', () => {
  const changes = [
    service('out', { type: 'ExternalName', externalName: name }),
    service('gone', { type: 'ExternalName', externalName: 'gone.example.com' }),
  ]
  const one = world(found('192.0.2.1'), { changes })
  const out = 'out.default.svc.cluster.local'
  expect(one.look(out)).toEqual([name, '192.0.2.1'])
  expect(one.look(out, 0, { type: 'CNAME' })).toEqual([name])
  expect(one.look(name)).toEqual(['192.0.2.1'])
  expect(one.server.asked).toHaveLength(1)
  one.server.handle = (query) => [answerTo(query, { code: 3, authorities: [soa('com', 60, 60)] })]
  const asked = (to: string) => read(one.ask(queryOf(to))[0]?.bytes ?? new Uint8Array())
  expect(asked('gone.default.svc.cluster.local')).toMatchObject({
    code: 3,
    answers: [{ name: 'gone.default.svc.cluster.local', data: 'gone.example.com' }],
  })
  one.run(61_000)
  one.server.handle = failing(2)
  expect(asked('gone.default.svc.cluster.local')).toMatchObject({ code: 3 })
  expect(world(failing(2), { changes }).look(out)).toBe(2)
})

it('N39: without upstream servers what is not the cluster’s is refused, and aliases alone are a failure', () => {
  const changes = [service('out', { type: 'ExternalName', externalName: name })]
  const one = dnsWorld({ upstreams: 0, changes })
  one.start()
  expect(one.look(name)).toBe(5)
  const [got] = one.ask(queryOf('out.default.svc.cluster.local'))
  expect(read(got?.bytes ?? new Uint8Array())).toMatchObject({ code: 2, answers: [{ data: name }] })
})

it('N23: whatever bytes a server answers, the asker gets a message that can be read, or a failure', () => {
  const bend = fc.record({ at: fc.nat(200), byte: fc.nat(255), isCut: fc.boolean() })
  const out = 'out.default.svc.cluster.local'
  fc.assert(
    fc.property(fc.array(bend, { minLength: 1, maxLength: 5 }), (bends) => {
      const changes = [service('out', { type: 'ExternalName', externalName: name })]
      const one = world((query) => [bent(query)], { changes })
      const bent = (query: Uint8Array): Uint8Array => {
        const answers = [
          a(name, '192.0.2.1'),
          { type: 'MX' as const, name, data: { exchange: 'm' } },
        ]
        const whole = answerTo(query, { answers, authorities: [soa('com', 60, 60)] })
        return bends.reduce((bytes, { at, byte, isCut }) => {
          // Past the id and the question, so that most of them are listened to.
          const place = 12 + name.length + 6 + at
          return isCut ? bytes.slice(0, place) : bytes.map((old, i) => (i === place ? byte : old))
        }, whole)
      }
      for (const asked of [name, out]) {
        const got = one.ask(queryOf(asked, { id: 513 }))
        one.run(5_000)
        expect(got).toHaveLength(1)
        expect(walk(got[0]?.bytes ?? new Uint8Array())).toMatchObject({ id: 513, questions: 1 })
      }
    }),
    { numRuns: 300 },
  )
})

// The simulated network on virtual time: cuts in one direction, lost time, dead processes, one story a seed.
import { expect, it } from 'vitest'
import type { Connection } from '../../sim/network/connection.ts'
import { withFlaws } from '../../sim/network/flaws.ts'
import { createSimHttpServer } from '../../sim/network/http-server.ts'
import { createNetwork } from '../../sim/network/network.ts'
import { createSimPipes } from '../../sim/network/pipes.ts'
import { createSimTransport } from '../../sim/network/sim-bus.ts'
import { serveSimBroker } from '../../sim/network/sim-broker.ts'
import { createSchedule } from '../../sim/schedule.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'

const rules = { latencyMs: 5, jitterMs: 20, loss: 0.1, cut: false }

function world(seed: number) {
  const draw = random(seed)
  const schedule = createSchedule({ wallStart: wallMs(0), random: draw.fork('schedule') })
  const network = createNetwork({
    clock: schedule.spawn().clock,
    random: draw.fork('network'),
    rules,
  })
  const [a, b] = [schedule.spawn(), schedule.spawn()]
  return {
    schedule,
    network,
    a: network.attach('a', a.clock),
    b: network.attach('b', b.clock),
    kill: b.kill,
    stall: b.stall,
  }
}

/** A connection from a to b, with what b hears and when. */
function connected(seed: number) {
  const all = world(seed)
  const { schedule, a, b } = all
  const heard: string[] = []
  const closed: string[] = []
  const told = (side: string) => (fault: Fault | undefined) => closed.push(`${side} ${fault?.code}`)
  let [ours, theirs] = [undefined, undefined] as [Connection | undefined, Connection | undefined]
  b.listen(
    { host: 'b', port: 1 },
    (connection) => {
      theirs = connection
      connection.on({
        message: (m) => heard.push(`${String(m)} at ${schedule.now()}`),
        closed: told('b'),
      })
    },
    () => {},
  )
  a.connect({ host: 'b', port: 1 }, 10_000, (outcome) => {
    if (isFault(outcome)) throw outcome
    ours = outcome
    outcome.on({ message: () => {}, closed: told('a') })
  })
  schedule.run(2_000)
  if (ours === undefined || theirs === undefined) throw new Error('not connected')
  return { ...all, ours, theirs, heard, closed }
}

const order = (heard: readonly string[]) => heard.map((line) => line.split(' ')[0])

it('W10: what is sent arrives in order and whole, however bad the link; a loss costs time', () => {
  const { schedule, ours, heard } = connected(1)
  const sent = Array.from({ length: 200 }, (_, i) => String(i))
  for (const each of sent) ours.send(each)
  schedule.run(60_000)
  expect(order(heard)).toEqual(sent)
  expect(heard.at(-1)).not.toBe(heard[0])
})

it('W96: who stands still hears nothing meanwhile, and then all that came, in the order in which it was sent', () => {
  const { schedule, ours, heard, stall } = connected(7)
  const beganMs = schedule.now()
  stall(20_000)
  const sent = Array.from({ length: 40 }, (_, i) => String(i))
  // The last ones come when, and after, it goes on.
  for (const [i, each] of sent.entries()) {
    schedule.run(beganMs + i * 550)
    ours.send(each)
    if (schedule.now() < beganMs + 20_000) expect(heard).toEqual([])
  }
  schedule.run(60_000)
  expect(order(heard)).toEqual(sent)
})

it('W11: a cut direction holds back in silence, and gives all in order when it heals', () => {
  const { schedule, network, ours, theirs, heard, closed } = connected(2)
  ours.send('before')
  network.setLink('a', 'b', { cut: true })
  for (const each of ['1', '2', '3']) ours.send(each)
  schedule.run(10_000)
  expect(heard).toEqual([])
  let back = 0
  ours.on({ message: () => (back += 1), closed: () => {} })
  theirs.send('the other way')
  schedule.run(12_000)
  expect(back).toBe(1)
  network.setLink('a', 'b', { cut: false })
  ours.send('after')
  schedule.run(60_000)
  expect(order(heard)).toEqual(['before', '1', '2', '3', 'after'])
  expect(closed).toEqual([])
})

it('W121: half a connection is none, and an attempt that was given up leaves nothing', () => {
  const { schedule, network, a, b } = world(7)
  let accepted = 0
  b.listen(
    { host: 'b', port: 1 },
    () => (accepted += 1),
    () => {},
  )
  network.setLink('b', 'a', { cut: true })
  const codes: string[] = []
  const dial = () =>
    a.connect({ host: 'b', port: 1 }, 1_000, (outcome) =>
      codes.push(isFault(outcome) ? outcome.code : 'connected'),
    )
  for (let i = 0; i < 20; i++) dial()
  schedule.run(5_000)
  expect(codes).toEqual(Array(20).fill('TIMEOUT'))
  expect(accepted).toBe(0)
  expect(network.load()).toEqual({ connections: 0, 'messages under way': 0 })
  network.setLink('b', 'a', { cut: false })
  schedule.run(20_000)
  dial()
  schedule.run(40_000)
  expect(codes.at(-1)).toBe('connected')
  expect(accepted).toBe(1)
})

it('W12: a reset closes both ends at once, a close is told after what was sent before', () => {
  const first = connected(3)
  first.network.reset('a', 'b')
  first.schedule.settle()
  expect(first.closed.toSorted()).toEqual(['a UNREACHABLE', 'b UNREACHABLE'])
  const second = connected(4)
  second.ours.send('last')
  second.ours.close()
  second.schedule.run(60_000)
  expect(order(second.heard)).toEqual(['last'])
  expect(second.closed).toEqual(['a undefined', 'b UNREACHABLE'])
})

it('W13: a dead process hears nothing more, and those it spoke with are told', () => {
  const { schedule, network, b, ours, heard, closed, kill } = connected(5)
  kill()
  network.detach(b)
  ours.send('too late')
  schedule.run(60_000)
  expect(heard).toEqual([])
  expect(closed).toEqual(['a UNREACHABLE'])
})

it('W16: a simulated server answers bytes that come on a pipe, so that probes find it alive', () => {
  const { schedule, a, b } = world(6)
  createSimHttpServer(b).listen(
    { host: 'b', port: 1 },
    () => {},
    () => {},
  )
  let answered = ''
  createSimPipes(a).dial({ host: 'b', port: 1 }, 10_000, (pipe) => {
    if (isFault(pipe)) throw pipe
    const data = (bytes: Uint8Array) => (answered += new TextDecoder().decode(bytes))
    pipe.on({ data, drained: () => {}, ended: () => {}, closed: () => {} })
    pipe.write(new TextEncoder().encode('GET /healthz HTTP/1.1\r\n\r\n'))
  })
  schedule.run(10_000)
  expect(answered).toMatch(/^HTTP\/1\.1 400 /)
})

/** Everything that happens on a bad bus, as text. */
function story(seed: number): readonly string[] {
  const { schedule, network, a, b } = world(seed)
  const lines: string[] = []
  const silenceMs = 3_000
  serveSimBroker({ nic: b, silenceMs }, { host: 'b', port: 1 }, () => {})
  const options = { nic: a, random: random(seed), tap: () => {}, silenceMs }
  const transport = createSimTransport(options, { host: 'b', port: 1 })
  transport.watch((link) => lines.push(`${schedule.now()} ${link}`))
  transport.subscribe('beat', ({ bytes }) => lines.push(`${schedule.now()} heard ${bytes[0]}`))
  for (let i = 0; i < 100; i++) {
    transport.publish(
      'beat',
      Uint8Array.of(i),
      (fault) => fault && lines.push(`${i} ${fault.code}`),
    )
    if (i === 30) network.setLink('b', 'a', { cut: true })
    if (i === 60) network.setLink('b', 'a', { cut: false })
    schedule.run((i + 1) * 300)
  }
  return lines
}

it('W14: one seed tells one story; the transport notices a cut of the way back and returns', () => {
  expect(story(7)).toEqual(story(7))
  expect(story(7)).not.toEqual(story(8))
  const links = story(7).filter((line) => /up|down/.test(line))
  expect(links.map((line) => line.split(' ')[1])).toEqual(['down', 'up', 'down', 'up'])
})

it('W50: a narrow link takes time for what it carries, whichever connection that is on, and for what it carries twice', () => {
  const arrivedMs = (repeated: number): number => {
    const { schedule, network, ours, theirs } = connected(3)
    network.setLink('a', 'b', { bytesPerSecond: 1_000, jitterMs: 0, loss: 0, repeated })
    let lastMs = 0
    theirs.on({ message: () => (lastMs = schedule.now()), closed: () => {} })
    const beganMs = schedule.now()
    for (let i = 0; i < 10; i++) ours.send(new Uint8Array(440))
    schedule.run(60_000)
    return lastMs - beganMs
  }
  expect(arrivedMs(0)).toBeGreaterThan(4_900)
  expect(arrivedMs(0)).toBeLessThan(5_500)
  expect(arrivedMs(1)).toBeGreaterThan(1.9 * arrivedMs(0))
})

it('W15: a flawed bus loses, repeats and delays messages, and only those', () => {
  const { schedule, a, b } = world(9)
  const carry = withFlaws(
    () => ({ lost: 0.2, repeated: 0.2, late: 0.2 }),
    b.clock,
    random('flaws'),
    () => {},
  )
  serveSimBroker({ nic: b, silenceMs: 3_000, carry }, { host: 'b', port: 1 }, () => {})
  const options = { nic: a, random: random(9), tap: () => {}, silenceMs: 3_000 }
  const transport = createSimTransport(options, { host: 'b', port: 1 })
  const heard: number[] = []
  transport.subscribe('x', ({ bytes }) => heard.push(bytes[0] ?? -1))
  schedule.run(5_000)
  for (let i = 0; i < 200; i++) transport.publish('x', Uint8Array.of(i))
  schedule.run(60_000)
  const once = new Set(heard)
  expect(once.size).toBeLessThan(200)
  expect(heard.length).toBeGreaterThan(once.size)
  expect(heard).not.toEqual(heard.toSorted((one, other) => one - other))
})

it('K47: what was sent on a connection that is reset, and has not arrived, never does', () => {
  for (const how of ['close', 'reset'] as const) {
    const { schedule, network, ours, heard, closed } = connected(3)
    network.setLink('a', 'b', { cut: true })
    ours.send('late')
    ours[how]()
    schedule.run(schedule.now() + 5_000)
    network.setLink('a', 'b', { cut: false })
    schedule.run(schedule.now() + 120_000)
    expect(heard).toHaveLength(how === 'close' ? 1 : 0)
    expect(closed).toContain('b UNREACHABLE')
  }
})

it('W155: what was lost again and again arrives soon after its link is better, in no longer a time than it has waited', () => {
  for (let seed = 0; seed < 20; seed++) {
    const { schedule, network, ours, heard } = connected(seed)
    network.setLink('a', 'b', { loss: 0.97 })
    const sentMs = schedule.now()
    for (const each of ['1', '2', '3']) ours.send(each)
    schedule.run(sentMs + 5_000)
    network.setLink('a', 'b', { loss: 0 })
    schedule.run(sentMs + 10_100)
    expect(order(heard)).toEqual(['1', '2', '3'])
  }
})

it('W155: what a cut held back comes when its sender tries again, and no sooner because more is sent', () => {
  const late: boolean[] = []
  for (let seed = 0; seed < 20; seed++) {
    const { schedule, network, ours, heard } = connected(seed)
    network.setLink('a', 'b', { cut: true })
    ours.send('1')
    schedule.run(schedule.now() + 20_000)
    network.setLink('a', 'b', { cut: false })
    const healedMs = schedule.now()
    for (let i = 0; i < 20; i++) {
      ours.send('more')
      schedule.run(schedule.now() + 50)
    }
    late.push(heard.length === 0)
    schedule.run(healedMs + 21_000)
    expect(order(heard)).toEqual(['1', ...Array.from({ length: 20 }, () => 'more')])
  }
  expect(late.filter(Boolean).length).toBeGreaterThan(10)
})

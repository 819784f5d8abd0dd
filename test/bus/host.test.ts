// The host on virtual time: a small counter process, a sink that can be slow, and one that fails.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Host, type FactSink } from '../../bus/host.ts'
import { Fault } from '../../src/kernel/fault.ts'
import type { Process } from '../../src/kernel/process.ts'
import { random } from '../../src/kernel/random.ts'
import { monoMs, wallMs, type Hlc } from '../../src/kernel/time.ts'
import { createSchedule } from '../../sim/schedule.ts'

type CounterInput =
  { readonly add: number; readonly seen?: true } | { readonly look: true } | { readonly tick: true }
type CounterFact =
  | { readonly kind: 'added'; readonly by: number }
  | { readonly kind: 'looked' }
  | { readonly kind: 'rested' }
interface Act {
  readonly kind: string
  readonly key: string
}

/** Adds durably, looks volatilely, and wants a tick two seconds after each look. */
const counter: Process<
  number,
  { looked: number; at: number },
  CounterInput,
  CounterFact,
  Act,
  null
> = {
  initial: () => ({ hard: 0, soft: { looked: 0, at: 0 } }),
  decide: (_state, input) => {
    if ('add' in input) {
      const added = { kind: 'added', by: input.add } as const
      return input.seen === true ? [{ kind: 'looked' }, added] : [added]
    }
    return [{ kind: 'look' in input ? 'looked' : 'rested' }]
  },
  evolve: ({ hard, soft }, fact, stamp) =>
    fact.kind === 'added'
      ? { hard: hard + fact.by, soft }
      : {
          hard,
          soft: { looked: fact.kind === 'looked' ? soft.looked + 1 : 0, at: stamp.mono ?? 0 },
        },
  reconcile: ({ hard, soft }) => ({
    actions: hard > 0 ? [{ kind: 'tell', key: 'tell' }] : [],
    ...(soft.looked > 0 ? { due: monoMs(soft.at + 2_000) } : {}),
  }),
}

function world(
  options: { writeMs?: number; failing?: () => boolean; owns?: (key: string) => boolean } = {},
) {
  const schedule = createSchedule({ wallStart: wallMs(1_000_000), random: random(1) })
  const { clock } = schedule.spawn()
  const seen: string[] = []
  const written: CounterFact[] = []
  const sink: FactSink<CounterFact> = {
    isDurable: (fact) => fact.kind === 'added',
    owns: options.owns ?? (() => true),
    append: (_key, facts, _hlc, done) =>
      clock.after(options.writeMs ?? 5, () => {
        if (options.failing?.() === true) return done(new Fault('FULL', 'the disk is full'))
        written.push(...facts)
        seen.push('written')
        done(undefined)
      }),
  }
  let counterOfStamps = 0
  const stamp = (): Hlc => ({ wallMs: clock.wall(), counter: counterOfStamps++ })
  const ticks: number[] = []
  const process = {
    ...counter,
    decide: (...args: Parameters<typeof counter.decide>) => {
      if ('tick' in args[1]) ticks.push(schedule.now())
      return counter.decide(...args)
    },
  }
  const host = new Host<
    number,
    { looked: number; at: number },
    CounterInput,
    CounterFact,
    Act,
    null
  >({
    process,
    config: null,
    clock,
    random: random(2),
    stamp,
    sink,
    tick: { tick: true },
    want: (_key, actions) => seen.push(`want ${actions.length}`),
    heard: (_key, fact) => seen.push(`heard ${fact.kind}`),
    inboxMax: 4,
    retryMs: 1_000,
  })
  return { schedule, host, seen, written, ticks }
}

it('P1: a durable fact is written before it evolves, is heard and answered', () => {
  const { schedule, host, seen } = world()
  host.post('a', { add: 2 }, () => seen.push('settled'))
  expect(host.state('a').hard).toBe(0)
  schedule.run(100)
  expect(seen).toEqual(['written', 'want 1', 'heard added', 'settled'])
  expect(host.state('a').hard).toBe(2)
})

it('P2: inputs wait in order while a write is out, and the inbox is bounded', () => {
  const { schedule, host, written } = world()
  const outcomes: unknown[] = []
  for (let i = 1; i <= 7; i++) host.post('a', { add: i }, (outcome) => outcomes.push(outcome))
  schedule.run(1_000)
  expect(written.map((fact) => (fact.kind === 'added' ? fact.by : 0))).toEqual([1, 2, 3, 4, 5])
  expect(outcomes.filter((one) => one instanceof Fault).map((one) => (one as Fault).code)).toEqual([
    'TOO_BUSY',
    'TOO_BUSY',
  ])
})

it('P3: settled comes once and never synchronously, also when the host stops', () => {
  const { schedule, host } = world()
  const codes: string[] = []
  const note = (outcome: unknown) => codes.push(outcome instanceof Fault ? outcome.code : 'facts')
  host.post('a', { look: true }, note)
  expect(codes).toEqual([])
  host.post('a', { add: 1 }, note)
  host.post('a', { add: 2 }, note)
  host.stop()
  expect(codes).toEqual([])
  schedule.run(1_000)
  expect(codes.sort()).toEqual(['CLOSED', 'facts', 'facts'])
})

it('P4: a failed write changes nothing, what is wanted by now is done, and the key is asked again by a tick', () => {
  const { schedule, host, ticks, seen } = world({ failing: () => true })
  const codes: string[] = []
  host.post('a', { add: 1 }, (outcome) => codes.push(outcome instanceof Fault ? outcome.code : '-'))
  schedule.run(900)
  expect(codes).toEqual(['FULL'])
  expect(host.state('a').hard).toBe(0)
  expect(seen).toEqual(['want 0'])
  expect(ticks).toEqual([])
  schedule.run(1_200)
  expect(ticks).toHaveLength(1)
})

it('P4: what was seen stays seen, also where what was to be written for it could not be', () => {
  const { schedule, host, seen } = world({ failing: () => true })
  const codes: string[] = []
  host.post('a', { add: 1, seen: true }, (outcome) =>
    codes.push(outcome instanceof Fault ? outcome.code : '-'),
  )
  schedule.run(900)
  expect(codes).toEqual(['FULL'])
  expect([host.state('a').hard, host.state('a').soft.looked]).toEqual([0, 1])
  expect(seen).toEqual(['want 0', 'heard looked'])
})

it('P10: of a key that is another’s only what is volatile happens, and what that one wrote is taken', () => {
  const { schedule, host, seen, written } = world({ owns: () => false })
  host.post('a', { add: 1 }, () => seen.push('settled'))
  host.post('a', { look: true })
  schedule.run(100)
  expect([host.state('a').hard, host.state('a').soft.looked, written]).toEqual([0, 1, []])
  host.take('a', { kind: 'added', by: 3 }, { wallMs: wallMs(1), counter: 0 })
  expect(host.state('a').hard).toBe(3)
  expect(seen.slice(-2)).toEqual(['want 1', 'heard added'])
})

it('P5: a due that moved later fires at its new time alone', () => {
  const { schedule, host, ticks } = world()
  host.post('a', { look: true })
  host.post('b', { look: true })
  schedule.run(1_000)
  host.post('a', { look: true })
  schedule.run(2_500)
  expect(ticks).toEqual([2_000])
  schedule.run(2_999)
  expect(ticks).toHaveLength(1)
  schedule.run(3_000)
  expect(ticks).toHaveLength(2)
})

it('P6: hard state after replay equals hard state live', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.nat(9), fc.constant('look' as const))), (steps) => {
      const live = world({ writeMs: 1 })
      for (const step of steps) {
        live.host.post('a', step === 'look' ? { look: true } : { add: step })
        live.schedule.run(live.schedule.now() + 10)
      }
      const again = world()
      for (const fact of live.written)
        again.host.replay('a', fact, { wallMs: wallMs(0), counter: 0 })
      expect(again.host.state('a').hard).toBe(live.host.state('a').hard)
    }),
  )
})

// Staged rollouts on a clock of their own: batches in order, a gate of health, pause, failure and what is taken back.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { RolloutFact, RolloutPlan, UnitStand } from '../../../src/apps/rollout/facts.ts'
import { mayGet, rollout } from '../../../src/apps/rollout/rollout.ts'
import type { RolloutInput } from '../../../src/apps/rollout/rollout.ts'
import { random } from '../../../src/kernel/random.ts'
import { monoMs, wallMs } from '../../../src/kernel/time.ts'

const plan: RolloutPlan = {
  batches: [['u1'], ['*']],
  healthyMs: 10_000,
  timeoutMs: 60_000,
  isPaused: false,
  onFailure: 'roll-back',
}

/** One app's rollout, and its clock. */
function bed() {
  let state = rollout.initial('apps/default/demo')
  let ms = 1_000
  const facts: Extract<RolloutFact, { kind: 'rollout-moved' }>[] = []
  const post = (input: RolloutInput): void => {
    const stamp = { mono: monoMs(ms), hlc: { wallMs: wallMs(1e12 + ms), counter: 0 } }
    const decided = rollout.decide(state, input, {
      ...stamp,
      random: random('r'),
      config: undefined,
    })
    for (const fact of decided) {
      state = rollout.evolve(state, fact, stamp)
      if (fact.kind === 'rollout-moved') facts.push(fact)
    }
  }
  const see = (stands: string, change: Partial<RolloutPlan> = {}, revision = 'r1'): void => {
    const words = { o: 'old', n: 'new', w: 'well' } as const
    const units = [...stands].map((letter, at): UnitStand => ({
      unit: `u${at + 1}`,
      stand: words[letter as 'o' | 'n' | 'w'],
    }))
    post({ kind: 'seen', sight: { revision, plan: { ...plan, ...change }, units } })
  }
  /** Time passes; what is due comes. */
  const pass = (forMs: number): void => {
    const end = ms + forMs
    while (ms < end) {
      ms += 500
      const { due } = rollout.reconcile(state, monoMs(ms), undefined)
      if (due !== undefined) post({ kind: 'tick' })
    }
  }
  const told = () => facts.map(({ phase, batch }) => `${phase} ${batch}`)
  const may = (unit: string, revision = 'r1') => mayGet(state.hard, revision, unit)
  return { see, pass, told, may, facts, state: () => state }
}

it('S82: each batch is well for a while before the next, and units wait for their turn', () => {
  const { see, pass, told, may } = bed()
  see('ooo')
  expect([may('u1'), may('u2')]).toEqual(['get', 'keep'])
  see('woo')
  pass(9_000)
  expect(told()).toEqual(['rolling 0'])
  pass(2_000)
  expect(told()).toEqual(['rolling 0', 'rolling 1'])
  expect(may('u3')).toBe('get')
  see('www')
  pass(11_000)
  expect(told()).toEqual(['rolling 0', 'rolling 1', 'done 1'])
})

it('S82: a batch that is well only now and then does not count as well', () => {
  const { see, pass, told } = bed()
  see('ooo')
  for (let n = 0; n < 3; n++) {
    see('woo')
    pass(6_000)
    see('noo')
    pass(1_000)
  }
  expect(told()).toEqual(['rolling 0'])
})

it('S83: a batch that is not well in time is taken back, with the unit and the reason', () => {
  const { see, pass, facts, may } = bed()
  see('ooo')
  see('noo')
  pass(61_000)
  expect(facts.at(-1)).toMatchObject({ phase: 'rolled-back', batch: 0 })
  expect(facts.at(-1)).toMatchObject({ because: 'u1: not well within 60 s of its batch' })
  expect([may('u1'), may('u2')]).toEqual(['go-back', 'go-back'])
})

it('S83: told to stop, a failed rollout leaves everything as it is', () => {
  const { see, pass, told, may } = bed()
  see('ooo', { onFailure: 'stop' })
  see('noo', { onFailure: 'stop' })
  pass(61_000)
  expect(told()).toEqual(['rolling 0', 'stopped 0'])
  expect([may('u1'), may('u2')]).toEqual(['keep', 'keep'])
})

it('S84: paused, nothing more is given, however long; resumed, it goes on where it was', () => {
  const { see, pass, told, may } = bed()
  see('ooo')
  see('woo', { isPaused: true })
  pass(200_000)
  expect(told()).toEqual(['rolling 0', 'paused 0'])
  expect(may('u2')).toBe('keep')
  see('woo')
  pass(11_000)
  expect(told()).toEqual(['rolling 0', 'paused 0', 'rolling 0', 'rolling 1'])
})

it('S85: what every unit has already is no rollout, and a new revision begins anew', () => {
  const { see, pass, told, may } = bed()
  see('www')
  pass(20_000)
  expect(told()).toEqual([])
  see('ooo', {}, 'r2')
  see('noo', {}, 'r2')
  see('ooo', {}, 'r3')
  expect(told()).toEqual(['rolling 0', 'rolling 0'])
  expect(may('u1', 'r2')).toBe('keep')
})

it('S86: the last fact alone says where a rollout stands', () => {
  const stands = fc.array(fc.stringMatching(/^[onw]{3}$/), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(stands, fc.array(fc.nat(40_000)), (seen, waits) => {
      const { see, pass, facts, state } = bed()
      seen.forEach((each, at) => {
        see(each)
        pass(waits[at] ?? 0)
      })
      const last = facts.at(-1)
      if (last === undefined) return
      const stamp = { hlc: { wallMs: wallMs(state().hard.sinceMs), counter: 0 } }
      const fresh = rollout.evolve(rollout.initial('apps/default/demo'), last, stamp)
      expect(fresh.hard).toEqual(state().hard)
    }),
  )
})

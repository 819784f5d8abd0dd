// Which peer relays: one at a time, the likelier first, everybody before anybody again.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { RelayChoice } from '../../edge/relay-choice.ts'
import { nodeId, type NodeId } from '../../src/kernel/ids.ts'
import { random } from '../../src/kernel/random.ts'
import { monoMs } from '../../src/kernel/time.ts'

const nodes = (...names: readonly string[]): readonly NodeId[] => names.map(nodeId)
const patienceMs = 1_500
const patience = { beatMs: patienceMs, progressMs: 6_000 }

it('B77: one that helps is kept, one that does not is given up after its patience', () => {
  const choice = new RelayChoice(patience, random('kept'))
  const two = [nodes('a', 'b')]
  const first = choice.next(two, monoMs(0))
  expect(choice.next(two, monoMs(1_499))).toBe(first)
  choice.helped(first as NodeId, monoMs(1_499))
  expect(choice.next(two, monoMs(2_998))).toBe(first)
  const second = choice.next(two, monoMs(2_999))
  expect(second).not.toBe(first)
  choice.helped(first as NodeId, monoMs(4_000))
  expect(choice.next(two, monoMs(4_499))).toBe(first)
})

it('B77: one that may not relay any more is given up at once, and the likelier are tried first', () => {
  const choice = new RelayChoice(patience, random('tiers'))
  const tiers = [nodes('a'), nodes('b', 'c')]
  expect(choice.next(tiers, monoMs(0))).toBe('a')
  expect(['b', 'c']).toContain(choice.next([[], nodes('b', 'c')], monoMs(1)))
  expect(choice.next([[], []], monoMs(2))).toBeUndefined()
  expect(choice.next(tiers, monoMs(3))).toBe('a')
})

it('B77: one that carries beats and nothing else is given up too, ever later while nobody does better', () => {
  const choice = new RelayChoice(patience, random('beats alone'))
  const two = [nodes('a', 'b')]
  let now = 0
  let [last, since] = [choice.next(two, monoMs(0)), 0]
  const keptMs: number[] = []
  while (keptMs.length < 4) {
    now += 500
    if (last !== undefined) choice.helped(last, monoMs(now))
    choice.waits(true, monoMs(now))
    const next = choice.next(two, monoMs(now))
    if (next !== last) keptMs.push(now - since)
    if (next !== last) [last, since] = [next, now]
  }
  expect(keptMs).toEqual([6_500, 6_000, 12_000, 24_000])
  choice.progressed()
  choice.waits(true, monoMs(now))
  expect(choice.next(two, monoMs(now))).toBe(last)
})

it('B77: of several that carry beats alone nobody is tried twice before the one that carries all', () => {
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const choice = new RelayChoice(patience, random(seed))
    const all = [nodes('a', 'b', 'c', 'd')]
    const used = new Set<NodeId>()
    for (let now = 0; used.size < 4; now += 500) {
      const relay = choice.next(all, monoMs(now)) as NodeId
      used.add(relay)
      choice.helped(relay, monoMs(now))
      choice.waits(true, monoMs(now))
      expect(now).toBeLessThan(60_000)
    }
  }
})

it('B77: everybody is tried before anybody is tried again, whoever there is', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.nat(8), fc.nat(), (n, split, seed) => {
      const all = nodes(...Array.from({ length: n }, (_, i) => `n-${i}`))
      const tiers = [all.slice(0, split), all.slice(split)]
      const choice = new RelayChoice(patience, random(seed))
      const tried = all.map((_, i) => choice.next(tiers, monoMs(i * patienceMs)))
      expect(new Set(tried).size).toBe(n)
      expect(tried.slice(0, split).every((node) => tiers[0]?.some((one) => one === node))).toBe(
        true,
      )
    }),
  )
})

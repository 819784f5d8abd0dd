// The ballots a node knows and passes on.
import { expect, it } from 'vitest'
import { BallotBox } from '../../edge/ballot-box.ts'
import type { Ballot, Opinion } from '../../src/health/words.ts'
import { incarnation, nodeId, round } from '../../src/kernel/ids.ts'
import { monoMs } from '../../src/kernel/time.ts'

const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(nodeId) as [
  ReturnType<typeof nodeId>,
  ReturnType<typeof nodeId>,
  ReturnType<typeof nodeId>,
  ReturnType<typeof nodeId>,
]
const at = (ms: number) => monoMs(ms)
const box = (passedMax = 10) => new BallotBox({ lifeMs: 3_000, againMs: 6_000, passedMax })

function ballot(observer: string, subject: string, n: number, opinion: Opinion = 'alive'): Ballot {
  return {
    observer: nodeId(observer),
    subject: nodeId(subject),
    incarnation: incarnation(1),
    since: round(n),
    round: round(n),
    opinion,
  }
}

it('E5: of one observer about one subject the newest ballot counts, and one said directly before a relayed one', () => {
  const known = box()
  expect(known.take(ballot('b', 'd', 5), b, at(0))).toBe('news')
  expect(known.take(ballot('b', 'd', 5, 'dead'), b, at(10))).toBe('refused')
  expect(known.take(ballot('b', 'd', 900, 'dead'), c, at(20))).toBe('refused')
  expect(known.take(ballot('c', 'd', 900, 'dead'), b, at(30))).toBe('news')
  expect(known.take(ballot('c', 'd', 6), c, at(40))).toBe('news')
  expect(known.of(c, at(50))).toEqual([ballot('c', 'd', 6)])
})

it('E5: what may change a verdict is passed on first, bounded, and only while it is fresh', () => {
  const known = box(3)
  known.take(ballot('b', 'c', 1), b, at(0))
  known.take(ballot('b', 'd', 1, 'dead'), b, at(0))
  known.take(ballot('c', 'd', 1), c, at(0))
  known.take(ballot('a', 'b', 1), a, at(0))
  const passed = known.passedOn(a, at(1_000), (node) => node !== d, true)
  expect(passed).toHaveLength(3)
  expect(passed[0]).toEqual(ballot('a', 'b', 1))
  expect(passed.slice(1).map(({ subject }) => subject)).toEqual([d, d])
  expect(known.passedOn(a, at(3_000), () => true, true)).toEqual([])
})

it('W123: a ballot that says the same again is news once in a while, and a dead one always', () => {
  const known = box()
  const take = (n: number, ms: number, opinion: Opinion = 'alive') =>
    known.take({ ...ballot('b', 'd', n, opinion), since: round(1) }, b, at(ms))
  expect(take(1, 0)).toBe('news')
  expect(take(2, 1_000)).toBe('again')
  expect(take(6, 5_999)).toBe('again')
  expect(take(7, 6_000)).toBe('news')
  expect(take(8, 7_000)).toBe('again')
  expect(take(9, 8_000, 'dead')).toBe('news')
  expect(take(10, 9_000, 'dead')).toBe('news')
  expect(take(11, 10_000)).toBe('news')
})

it('W123: what others say that changes no verdict is left out of most reports', () => {
  const known = box()
  known.take(ballot('a', 'b', 1), a, at(0))
  known.take(ballot('b', 'c', 1), b, at(0))
  known.take(ballot('b', 'd', 1), b, at(0))
  known.take(ballot('c', 'b', 1, 'dead'), c, at(0))
  const told = (all: boolean) =>
    known
      .passedOn(a, at(1_000), (node) => node !== d, all)
      .map(({ observer, subject }) => `${observer} ${subject}`)
  expect(told(false)).toEqual(['a b', 'c b', 'b d'])
  expect(told(true)).toEqual(['a b', 'c b', 'b d', 'b c'])
})

it('E5: a stale ballot does not become fresh again by hearing it from another', () => {
  const known = box()
  known.take(ballot('b', 'd', 5), c, at(0))
  expect(known.take(ballot('b', 'd', 5), a, at(4_000))).toBe('refused')
  expect(known.of(b, at(4_000))).toEqual([])
})

it('ballots by or about nodes that left are forgotten', () => {
  const known = box()
  known.take(ballot('b', 'c', 1), b, at(0))
  known.take(ballot('c', 'b', 1), c, at(0))
  known.keep(new Set([a, b]))
  expect(known.passedOn(a, at(0), () => true, true)).toEqual([])
})

// The quorum: strict majorities, settled for good within a round, and equal to a dumb twin.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { settled, tally, type Settled } from '../../src/health/quorum.ts'
import type { Ballot, Opinion } from '../../src/health/words.ts'
import type { Incarnation, NodeId, Round } from '../../src/kernel/ids.ts'
import { anyBallot, ballot, peers } from './arbitraries.ts'

const opinions = (...said: Opinion[]) => new Map(said.map((one, i) => [peers[i] as NodeId, one]))
const first = (count: number) => peers.slice(0, count)

it('H2: a majority is counted of all that are assigned, not of those who spoke', () => {
  expect(tally(first(3), opinions('dead'))).toBe('open')
  expect(tally(first(3), opinions('dead', 'dead'))).toBe('dead')
  expect(tally(first(4), opinions('dead', 'dead'))).toBe('open')
  expect(tally(first(4), opinions('dead', 'dead', 'abstain', 'alive'))).toBe('open')
  expect(tally(first(2), opinions('alive', 'alive'))).toBe('alive')
  expect(tally([], opinions())).toBe('open')
})

it('H2: only ballots of one round of one incarnation are counted together', () => {
  const [a, b] = first(2) as [NodeId, NodeId]
  const apart = [ballot(a, 'dead', 4), ballot(b, 'dead', 5)]
  expect(settled([a, b], apart).tally).toBe('open')
  const covering = [ballot(a, 'dead', 4), { ...ballot(b, 'dead', 5), since: 3 as Round }]
  expect(settled([a, b], covering)).toMatchObject({ tally: 'dead', round: 4 })
  const lives = [ballot(a, 'dead', 4), { ...ballot(b, 'dead', 4), incarnation: 2 as Incarnation }]
  expect(settled([a, b], lives).tally).toBe('open')
})

it('H3: within one round a settled tally never re-opens', () => {
  const said = fc.dictionary(
    fc.constantFrom(...peers),
    fc.constantFrom<Opinion>('alive', 'dead', 'abstain'),
  )
  fc.assert(
    fc.property(fc.subarray([...peers]), said, said, (observers, early, late) => {
      const before = tally(observers, new Map(Object.entries(early) as [NodeId, Opinion][]))
      const all = Object.entries({ ...late, ...early }) as [NodeId, Opinion][]
      if (before !== 'open') expect(tally(observers, new Map(all))).toBe(before)
    }),
  )
})

const anyBallots = fc
  .array(anyBallot(), { maxLength: 10 })
  .map((list) => [...new Map(list.map((one) => [one.observer, one])).values()])

it('H4: another way of counting comes to the same', () => {
  fc.assert(
    fc.property(fc.subarray([...peers]), anyBallots, (observers, ballots) => {
      expect(settled(observers, ballots)).toEqual(twin(observers, ballots))
    }),
  )
})

/** The dumb twin: one slip of paper for each round that a ballot covers, counted by hand. */
function twin(observers: readonly NodeId[], ballots: readonly Ballot[]): Settled {
  const slips = ballots
    .filter(({ observer }) => observers.includes(observer))
    .flatMap(({ incarnation, since, round, opinion }) =>
      Array.from({ length: round - since + 1 }, (_, i) => ({
        place: incarnation * 1_000 + since + i,
        opinion,
      })),
    )
  const places = [...new Set(slips.map(({ place }) => place))].toSorted((a, b) => b - a)
  const at = (place: number) => ({
    incarnation: Math.floor(place / 1_000) as Incarnation,
    round: (place % 1_000) as Round,
  })
  for (const place of places) {
    for (const opinion of ['alive', 'dead'] as const) {
      const count = slips.filter((slip) => slip.place === place && slip.opinion === opinion).length
      if (count >= Math.floor(observers.length / 2) + 1) return { tally: opinion, ...at(place) }
    }
  }
  const newest = places[0]
  if (newest === undefined) return { tally: 'open', incarnation: undefined, round: undefined }
  return { tally: 'open', ...at(newest) }
}

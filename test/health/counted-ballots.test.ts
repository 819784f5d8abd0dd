// Which ballots count: the newest of each observer, while fresh, and no opinion taken back.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  accepted,
  countedBallotsMax,
  settledBy,
  withBallot,
  type CountedBallot,
} from '../../src/health/counted-ballots.ts'
import { opinionsIn } from '../../src/health/quorum.ts'
import type { Ballot } from '../../src/health/words.ts'
import { incarnation, nodeId, round, type NodeId } from '../../src/kernel/ids.ts'
import { monoMs } from '../../src/kernel/time.ts'
import { anyBallot, ballot, config, peers } from './arbitraries.ts'

fc.configureGlobal({ numRuns: 2_000 })
const [a, b] = peers as [NodeId, NodeId]

function taking(known: readonly CountedBallot[], one: Ballot, ms = 0, observerHeard = true) {
  const said = { ballot: one, at: monoMs(ms), observerHeard }
  const taken = accepted(known, said, config)
  return taken === undefined ? known : withBallot(known, { ...said, ballot: taken })
}

it('H3: what an observer said of a round is not taken back later', () => {
  fc.assert(
    fc.property(fc.array(anyBallot(), { maxLength: 30 }), (ballots) => {
      const said = new Map<string, string>()
      let known: readonly CountedBallot[] = []
      for (const one of ballots) {
        known = taking(known, one)
        const now = known.map((counted) => counted.ballot)
        for (const life of [1, 2, 3]) {
          for (let n = 0; n <= 12; n++) {
            for (const [who, opinion] of opinionsIn(now, incarnation(life), round(n))) {
              const place = `${who} ${life} ${n}`
              expect(said.get(place) ?? opinion).toBe(opinion)
              said.set(place, opinion)
            }
          }
        }
      }
    }),
  )
})

it('H3: an observer that contradicts itself within a round is held to what it said first', () => {
  const said = taking([], { ...ballot(a, 'dead', 5), since: round(3) })
  expect(taking(said, ballot(a, 'alive', 5))).toBe(said)
  const [next] = taking(said, { ...ballot(a, 'alive', 6), since: round(4) })
  expect(next?.ballot).toMatchObject({ opinion: 'alive', since: 6, round: 6 })
  const [later] = taking(next === undefined ? [] : [next], {
    ...ballot(a, 'alive', 7),
    since: round(4),
  })
  expect(later?.ballot).toMatchObject({ since: 6, round: 7 })
})

it('H5: in a site of two the lone peer must say dead for three rounds, and the cloud must hear it', () => {
  const dead = (rounds: number) => ({ ...ballot(a, 'dead', 10), since: round(11 - rounds) })
  const tally = (one: Ballot, heard: boolean, observers: readonly NodeId[] = [a]) =>
    settledBy(observers, taking([], one, 0, heard), monoMs(0), config).tally
  expect(tally(dead(2), true)).toBe('open')
  expect(tally(dead(3), false)).toBe('open')
  expect(tally(dead(3), true)).toBe('dead')
  expect(tally(ballot(a, 'alive', 10), false)).toBe('alive')
})

it('H5: a site of one is never dead by peers', () => {
  fc.assert(
    fc.property(fc.array(anyBallot(), { maxLength: 10 }), (ballots) => {
      const known = ballots.reduce((now: readonly CountedBallot[], one) => taking(now, one), [])
      expect(settledBy([], known, monoMs(0), config).tally).toBe('open')
    }),
  )
})

it('H2: a ballot counts for three periods after it was last said', () => {
  const both = taking(taking([], ballot(a, 'dead', 5)), ballot(b, 'dead', 5))
  expect(settledBy([a, b], both, monoMs(2_999), config).tally).toBe('dead')
  expect(settledBy([a, b], both, monoMs(3_000), config).tally).toBe('open')
  const again = taking(both, ballot(a, 'dead', 5), 2_000)
  const repeated = taking(again, ballot(b, 'dead', 5), 2_000)
  expect(settledBy([a, b], repeated, monoMs(4_000), config).tally).toBe('dead')
})

it('H2: an observer that began anew is heard again once its old ballots are stale', () => {
  const old = taking([], ballot(a, 'dead', 500))
  const tooSoon = taking(old, ballot(a, 'alive', 3), 1_000)
  expect(tooSoon).toBe(old)
  const later = taking(old, ballot(a, 'alive', 5), 3_000)
  expect(later.map((one) => one.ballot.opinion)).toEqual(['alive'])
})

it('H2: ballots of any number of strangers take bounded room', () => {
  const strangers = Array.from({ length: 50 }, (_, i) => ballot(nodeId(`s${i}`), 'dead', 1))
  const known = strangers.reduce((now: readonly CountedBallot[], one) => taking(now, one), [])
  expect(known).toHaveLength(countedBallotsMax)
})

// Which ballots ride in a beat.
import { expect, it } from 'vitest'
import { BeatBallots } from '../../edge/beat-ballots.ts'
import type { Ballot, Opinion } from '../../src/health/words.ts'
import { incarnation, nodeId, round } from '../../src/kernel/ids.ts'

const about = (subject: string, opinion: Opinion, of = 1): Ballot => ({
  observer: nodeId('a'),
  subject: nodeId(subject),
  incarnation: incarnation(of),
  since: round(1),
  round: round(9),
  opinion,
})

it('E9: news and dead ride in every beat, the rest in one of a few', () => {
  const ballots = new BeatBallots(3)
  const calm = [about('b', 'alive'), about('c', 'abstain')]
  expect(ballots.next(calm)).toEqual(calm)
  expect(ballots.next(calm)).toEqual([])
  const worse = [about('b', 'dead'), about('c', 'abstain')]
  expect(ballots.next(worse)).toEqual([about('b', 'dead')])
  expect(ballots.next(worse)).toEqual(worse)
  expect(ballots.next(worse)).toEqual([about('b', 'dead')])
  const reborn = [about('b', 'alive', 2), about('c', 'abstain'), about('d', 'alive')]
  expect(ballots.next(reborn)).toEqual([about('b', 'alive', 2), about('d', 'alive')])
})

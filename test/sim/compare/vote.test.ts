// The model of SuperEdge, held to what is published of its vote and its decision table.
import { expect, it } from 'vitest'
import { countVotes } from '../../../sim/compare/vote-count.ts'
import { voteModel, voteTimes } from '../../../sim/compare/vote.ts'
import { placeNodes } from '../../../sim/world/layout.ts'
import { at, crash, cutOff, heal, saidBy, smallField, told } from './small-field.ts'

const { documented, shipped } = voteTimes.reportMs

/** Nodes 1 to `dead` are dead, and every other one says so. */
function votedOut(size: number, dead: number): boolean {
  const group = placeNodes({ a: size }).map(({ node }) => node)
  const found = new Map(group.map((node, i) => [node, i >= dead]))
  const reports = group.slice(dead).map(() => found)
  const [first] = group
  return first !== undefined && countVotes(size, reports, first) === false
}

it('W83: its vote needs a strict majority of the whole group, and more than one voter', () => {
  // Of N nodes so many can be dead at once and be marked: the published truth table.
  const most = [0, 0, 1, 1, 2, 2]
  for (const [i, marked] of most.entries()) {
    const size = i + 1
    const counts = Array.from({ length: size - 1 }, (_, dead) => dead + 1)
    expect(counts.filter((dead) => votedOut(size, dead)).at(-1) ?? 0, `of ${size}`).toBe(marked)
  }
  const group = placeNodes({ a: 5 }).map(({ node }) => node)
  const well = new Map(group.map((node) => [node, true]))
  const [first] = group
  if (first === undefined) throw new Error('expected a node')
  expect(countVotes(5, [well], first)).toBe(undefined)
  expect(countVotes(5, [well, well], first)).toBe(undefined)
  expect(countVotes(5, [well, well, well], first)).toBe(true)
})

it('W84: by its decision table a cut node is kept and a dead one evicted; two nodes never decide', () => {
  for (const reportMs of [documented, shipped]) {
    const cut = [at(100, cutOff('a-1')), at(700, heal('a-1'))]
    const kept = saidBy(voteModel(reportMs), smallField({ a: 5, b: 3 }, cut), 800)
    expect(told(kept)).toEqual(['a-1 isolated', 'a-1 healthy'])
    const killed = saidBy(voteModel(reportMs), smallField({ a: 5, b: 3 }, crash(100, 'b-1')), 800)
    expect(told(killed).filter((said) => said !== 'b-1 isolated')).toEqual([
      'b-1 failed',
      'b-1 evicted',
    ])
    // At worst three probes, their period, that of reports, and that of votes.
    const found = killed.find(({ what }) => what === 'failed')
    expect(found?.atMs).toBeLessThan(100_000 + 15_000 + 10_000 + reportMs + 10_000 + 5_000)
    const pair = saidBy(voteModel(reportMs), smallField({ a: 2 }, crash(100, 'a-1')), 800)
    expect(told(pair)).toEqual(['a-1 isolated'])
  }
})

it('W85: everybody probes everybody of its group and tells everybody, each period', () => {
  const members = 12
  const field = smallField({ a: members })
  saidBy(voteModel(documented), field, 60)
  const before = field.sent().messages
  field.run(160_000)
  const periods = 10
  const pairs = members * (members - 1)
  const renewals = members * 2 * periods
  const asked = (field.sent().messages - before - renewals) / 2 / periods
  expect(asked / (2 * pairs)).toBeGreaterThan(0.97)
  expect(asked / (2 * pairs)).toBeLessThan(1.03)
})

// The model of a SWIM detector, held to what is published of memberlist's times and of SWIM's.
import { expect, it } from 'vitest'
import { createMember } from '../../../sim/compare/swim/member.ts'
import type { Place } from '../../../sim/compare/field-links.ts'
import { swimModel } from '../../../sim/compare/swim/swim.ts'
import { suspicionMs, swimLan, swimWan } from '../../../sim/compare/swim/times.ts'
import { createSchedule } from '../../../sim/schedule.ts'
import { nodeId } from '../../../src/kernel/ids.ts'
import { random } from '../../../src/kernel/random.ts'
import { wallMs } from '../../../src/kernel/time.ts'
import { at, crash, cutOff, heal, saidBy, smallField, told } from './small-field.ts'

const seconds = (ms: number): number => Math.floor(ms / 1_000)

it('W86: suspicions last as long as memberlist publishes, the shorter the more confirm them', () => {
  const lan = (members: number) =>
    [0, 1, 2].map((confirmed) => seconds(suspicionMs(swimLan, members, confirmed)))
  expect(lan(100)).toEqual([48, 22, 8])
  expect(lan(1_000)).toEqual([72, 34, 12])
  expect(lan(10_000)).toEqual([96, 45, 16])
  const wan = (members: number) =>
    [0, 4].map((confirmed) => seconds(suspicionMs(swimWan, members, confirmed)))
  expect(wan(100)).toEqual([360, 60])
  expect(wan(1_000)).toEqual([540, 90])
  expect(wan(10_000)).toEqual([720, 120])
  // In a group too small for confirmations there is nothing to wait for.
  expect(suspicionMs(swimLan, 3, 0)).toBe(4_000)
})

it('W87: a crash is suspected after about 1.6 periods, and found when the suspicion ends', () => {
  const members = 30
  const found = Array.from({ length: 4 }, (_, seed) => {
    const field = smallField({ a: members }, crash(20, 'a-1'), seed)
    const said = saidBy(swimModel(swimLan), field, 50)
    expect(told(said)).toEqual(['a-1 failed'])
    return (said[0]?.atMs ?? Infinity) - 20_000
  })
  const mean = found.reduce((sum, ms) => sum + ms, 0) / found.length
  // The first probe of it, its period, the suspicion once it is confirmed, and a little gossip.
  const expectedMs = 1_580 + 1_000 + suspicionMs(swimLan, members + 1, 2)
  expect(mean).toBeGreaterThan(0.85 * expectedMs)
  expect(mean).toBeLessThan(1.3 * expectedMs)
})

it('W88: a member that is suspected objects, and a cut that its neighbours can bypass changes nothing', () => {
  const cut = [at(20, cutOff('a-1')), at(60, heal('a-1'))]
  expect(told(saidBy(swimModel(swimLan), smallField({ a: 5, b: 3 }, cut), 90))).toEqual([])
  const { clock } = createSchedule({ wallStart: wallMs(0), random: random(1) }).spawn()
  const [place, other] = [nodeId('a-1'), nodeId('a-2')]
  const changed = (about: Place): never => {
    throw new Error(`expected no change, came one of ${about}`)
  }
  const parts = { place, others: [other], times: swimLan, clock, now: () => 0, changed }
  const member = createMember(parts)
  member.hear({ about: place, state: 'suspect', incarnation: 0, from: other })
  expect(member.rumours(9)).toEqual([{ about: place, state: 'alive', incarnation: 1, from: place }])
  expect(member.score()).toBe(1)
})

it('W89: a site that is cut off is called failed and comes back; each member has the same load in any group', () => {
  const cut = [at(20, cutOff('b-1', 'b-2')), at(120, heal('b-1', 'b-2'))]
  const said = saidBy(swimModel(swimLan), smallField({ a: 4, b: 2 }, cut), 400)
  expect(told(said).toSorted()).toEqual(['b-1 failed', 'b-1 healthy', 'b-2 failed', 'b-2 healthy'])
  const load = (members: number): number => {
    const field = smallField({ a: members })
    saidBy(swimModel(swimLan), field, 60)
    return field.sent().messages / 60 / (members + 1)
  }
  expect(load(40) / load(10)).toBeGreaterThan(0.97)
  expect(load(40) / load(10)).toBeLessThan(1.03)
})

// The agent's doors.
import { expect, it } from 'vitest'
import { openDoor } from '../../bus/door.ts'

it('E6: refusals are counted by reason and said once a minute at most', () => {
  let now = 0
  const said: string[] = []
  const door = openDoor(
    (_level, what) => said.push(what),
    () => now,
  )
  for (now = 0; now < 120_000; now += 100) door.refuse('report unreadable', { node: 'b' })
  door.refuse('report of another node')
  expect(door.refused()).toEqual({ 'report unreadable': 1_200, 'report of another node': 1 })
  expect(said).toEqual(['report unreadable', 'report unreadable', 'report of another node'])
})

// The LAN sessions of a node: whom they dial, and that nobody is dialled once they are closed.
import { expect, it } from 'vitest'
import { createMemoryBus } from '../../bus/adapters/memory-transport.ts'
import { openDoor } from '../../bus/door.ts'
import { openLanSessions } from '../../edge/lan-sessions.ts'
import { createSchedule } from '../../sim/schedule.ts'
import type { Member } from '../../src/health/words.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'

/** Sessions over one memory bus; with the addresses they dial. */
function sessions() {
  const schedule = createSchedule({ wallStart: wallMs(0), random: random(1) })
  const { clock } = schedule.spawn()
  const bus = createMemoryBus(clock)
  const dialled: number[] = []
  const opened = openLanSessions({
    lan: {
      serve: () => expect.fail('sessions serve nothing'),
      dial: ({ port }) => {
        dialled.push(port)
        return bus.connect()
      },
    },
    from: '127.0.0.1',
    cluster: 'c',
    self: nodeId('a'),
    door: openDoor(() => {}, clock.mono),
    heard: () => {},
    pods: () => {},
    carried: () => {},
  })
  return { schedule, opened, dialled }
}

const peer = (node: string, port: number): Member =>
  ({ node: nodeId(node), lan: `127.0.0.1:${port}` }) as Member

it('E30: each peer is dialled once, and again at another address', () => {
  const { opened, dialled } = sessions()
  opened.set([peer('b', 1), peer('c', 2)])
  opened.set([peer('b', 1), peer('c', 3)])
  expect(dialled).toEqual([1, 2, 3])
})

it('E30: an assignment that comes in while the agent stops dials nobody', () => {
  const { schedule, opened, dialled } = sessions()
  opened.set([peer('b', 1)])
  let closed = 0
  opened.close(() => (closed += 1))
  opened.set([peer('b', 1), peer('c', 2)])
  schedule.run(1_000)
  expect([closed, dialled]).toEqual([1, [1]])
})

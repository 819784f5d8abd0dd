// An MQTT session in the moment in which it ends.
import { expect, it } from 'vitest'
import { serveBroker } from '../../bus/adapters/aedes-broker.ts'
import { openMqttSession } from '../../bus/adapters/mqtt-session.ts'
import { systemClock } from '../../bus/adapters/system-clock.ts'
import type { Clock } from '../../bus/clock.ts'
import type { LanBroker } from '../../bus/lan.ts'
import type { Session } from '../../bus/session-transport.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'

it('B92: what is published in the turn in which the connection ends is UNREACHABLE, never an exception', async () => {
  const broker = await new Promise<LanBroker>((resolve, reject) =>
    serveBroker({ clock: systemClock, tap: () => {} }, { host: '127.0.0.1', port: 0 }, (served) =>
      isFault(served) ? reject(served) : resolve(served),
    ),
  )
  const outcomes: unknown[] = []
  await new Promise<void>((ended) => {
    let session: Session | undefined
    const clock: Clock = {
      ...systemClock,
      // The session says in a later turn that it is down; nobody knows it yet.
      soon: (run) =>
        systemClock.soon(() => {
          session?.publish('cw.c.up.1.a', new Uint8Array(1), (fault) => outcomes.push(fault))
          run()
        }),
    }
    const options = { to: broker.address, clock, silenceMs: 3_000, clientId: 'ending' }
    session = openMqttSession(options, {
      up: () => broker.close(() => {}),
      message: () => {},
      down: () => ended(),
    })
  })
  expect(outcomes).toEqual([expect.any(Fault)])
  expect(outcomes[0]).toMatchObject({ code: 'UNREACHABLE' })
})

// One MQTT session at its end: whoever publishes then is not thrown at.
import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { openMqttSession } from '../../../bus/adapters/mqtt-session.ts'
import { systemClock } from '../../../bus/adapters/system-clock.ts'
import { subjectOf } from '../../../schemas/subjects.ts'

/** All that a broker says to whoever connects. */
const welcome = Uint8Array.of(0x20, 2, 0, 0)

it('B91: what is published between the end of a connection and the word of it is lost, and throws at nobody', async () => {
  const broker = createServer((socket) => {
    socket.once('data', () => socket.write(welcome))
    socket.on('error', () => {})
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void broker.close())
  await once(broker, 'listening')
  const bound = broker.address()
  if (bound === null || typeof bound !== 'object') throw new Error('no port')

  const outcomes: string[] = []
  const publish = () => {
    const up = subjectOf('up', 'test', { shard: '0', node: 'a' })
    try {
      session.publish(up, Uint8Array.of(1), () => undefined)
      outcomes.push('lost')
    } catch (error) {
      outcomes.push(String(error))
    }
  }
  // `down` is said a turn after the connection has ended; the client lets go of what it holds in between.
  const clock = {
    ...systemClock,
    soon: (fire: () => void) => {
      publish()
      systemClock.soon(() => {
        publish()
        systemClock.soon(fire)
      })
    },
  }
  const to = { host: '127.0.0.1', port: bound.port }
  let ended = (_why: string) => {}
  const end = new Promise<string>((down) => {
    ended = down
  })
  const session = openMqttSession(
    { clock, silenceMs: 3_000, clientId: 'a', to },
    { up: () => session.destroy(), message: () => {}, down: (why) => ended(why) },
  )
  expect(await end).toBe('the connection ended')
  expect(outcomes).toEqual(['lost', 'lost'])
})

// What strangers may do to a broker of ours: nothing that others notice.
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createFrameWatch } from '../../bus/adapters/mqtt-frames.ts'
import type { LanBroker } from '../../bus/lan.ts'
import { openBroker } from '../conformance/transport-beds.ts'
import { random } from '../../src/kernel/random.ts'

let broker: LanBroker
beforeAll(async () => {
  broker = await openBroker()
})
afterAll(() => new Promise<void>((done) => broker.close(done)))

const dial = (): Socket => {
  const socket = connect(broker.address)
  socket.on('error', () => {})
  socket.resume()
  return socket
}

/** CONNECT of MQTT 3.1.1, `clean` as given, and what the broker answered first. */
async function dialClient(id: string, clean = true): Promise<Socket> {
  const socket = dial()
  const name = Buffer.from(id)
  const body = [0, 4, ...Buffer.from('MQTT'), 4, clean ? 2 : 0, 0, 60, 0, name.length, ...name]
  socket.write(Buffer.from([0x10, body.length, ...body]))
  await once(socket, 'data')
  return socket
}

/** The broker still serves its owner and others. */
async function stillServes(): Promise<void> {
  const socket = await dialClient(`check-${made++}`)
  const heard = new Promise<void>((done) => {
    const cancel = broker.transport.subscribe('still.here', () => {
      cancel()
      done()
    })
  })
  socket.write(publishPacket('still/here', 1))
  await heard
  socket.destroy()
}
let made = 0

const publishPacket = (topic: string, bytes: number): Buffer => {
  const name = Buffer.from(topic)
  const length = 2 + name.length + bytes
  const head: number[] = [0x30]
  for (let left = length; ; left = left >> 7) {
    head.push(left > 127 ? (left & 127) | 128 : left)
    if (left <= 127) break
  }
  return Buffer.concat([Buffer.from([...head, 0, name.length]), name, Buffer.alloc(bytes)])
}

it('B15: garbage on the port ends that connection and nothing else', async () => {
  const draw = random('garbage')
  for (let i = 0; i < 300; i++) {
    const early = i % 2 === 0 ? await dialClient(`g-${i}`) : dial()
    const length = 1 + draw.below(200)
    const bytes = Buffer.from(Array.from({ length }, () => draw.below(256)))
    // Half of them begin like a packet of some kind with a fitting length.
    if (i % 4 < 2) [bytes[0], bytes[1]] = [draw.below(256), Math.min(127, length - 2)]
    early.end(bytes)
    await once(early, 'close')
  }
  await stillServes()
})

it('B15: a packet larger than any of ours is cut off when it is announced', async () => {
  const socket = await dialClient('large')
  const closed = once(socket, 'close')
  socket.write(Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]))
  await closed
  await stillServes()
})

it('B15: a topic of a thousand levels ends that connection and nothing else', async () => {
  const socket = await dialClient('deep')
  const closed = once(socket, 'close')
  socket.write(publishPacket('a/'.repeat(100), 1))
  await closed
  await stillServes()
})

it('B16: a client that does not read is dropped, and nobody waits for it', async () => {
  const slow = await dialClient('slow')
  slow.pause()
  const topic = Buffer.from('flood')
  slow.write(Buffer.from([0x82, 5 + topic.length, 0, 1, 0, topic.length, ...topic, 0]))
  const closed = once(slow, 'close')
  const quick: string[] = []
  const left = new Promise<void>((done) => {
    // More than a socket's buffers and the broker's patience with it together.
    const publish = (n: number) =>
      broker.transport.publish('flood', new Uint8Array(500_000), (fault) => {
        quick.push(fault?.code ?? 'taken')
        if (n === 0) done()
        else publish(n - 1)
      })
    publish(60)
  })
  await left
  expect(new Set(quick)).toEqual(new Set(['taken']))
  slow.resume()
  await closed
  await stillServes()
})

it('B17: nothing is kept for clients that are away', async () => {
  const keeper = await dialClient('keeper', false)
  const topic = Buffer.from('kept')
  keeper.write(Buffer.from([0x82, 5 + topic.length, 0, 1, 0, topic.length, ...topic, 1]))
  await once(keeper, 'data')
  keeper.destroy()
  await once(keeper, 'close')
  const retained = publishPacket('kept', 1)
  retained[0] = 0x31
  const writer = await dialClient('writer')
  writer.write(retained)
  await stillServes()
  const again = dial()
  const id = Buffer.from('keeper')
  const body = [0, 4, ...Buffer.from('MQTT'), 4, 0, 0, 60, 0, id.length, ...id]
  again.write(Buffer.from([0x10, body.length, ...body]))
  const [answer] = (await once(again, 'data')) as [Buffer]
  expect([...answer]).toEqual([0x20, 2, 0, 0])
  again.destroy()
  writer.destroy()
})

it('B15: the watch on lengths sees every packet, however the bytes are split', () => {
  const packets = fc.array(fc.nat({ max: 300 }), { maxLength: 8 })
  fc.assert(
    fc.property(
      packets,
      fc.nat({ max: 300 }),
      fc.infiniteStream(fc.integer({ min: 1, max: 50 })),
      (sizes, max, cuts) => {
        const all = Buffer.concat(sizes.map((size) => publishPacket('t', size)))
        const watch = createFrameWatch(max + 3)
        let refused = false
        for (let at = 0; at < all.length && !refused;) {
          const next = at + (cuts.next().value ?? 1)
          refused = watch(all.subarray(at, next))
          at = next
        }
        expect(refused).toBe(sizes.some((size) => size > max))
      },
    ),
  )
})

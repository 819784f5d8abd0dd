// Messages of several peers on their way to the cloud: in turn, one at a time, each peer within its bounds.
import { expect, it } from 'vitest'
import { FairQueue, type Waiting } from '../../edge/fair-queue.ts'
import { nodeId } from '../../src/kernel/ids.ts'

const [a, b] = [nodeId('a'), nodeId('b')]
const message = (subject: string, size = 1): Waiting => ({ subject, bytes: new Uint8Array(size) })

/** A queue whose messages are sent when the test says so. */
function slow(bounds = { bytesMax: 100, messagesMax: 3 }) {
  const sent: string[] = []
  const under: (() => void)[] = []
  const queue = new FairQueue(bounds, ({ subject }, done) => {
    sent.push(subject)
    under.push(done)
  })
  return { queue, sent, under, next: () => under.shift()?.() }
}

it('B75: one message is under way at a time, and peers take turns', () => {
  const { queue, sent, under, next } = slow()
  for (const n of [1, 2, 3]) queue.put(a, message(`a${n}`))
  for (const n of [1, 2]) queue.put(b, message(`b${n}`))
  expect(sent).toEqual(['a1'])
  for (let i = 0; i < 4; i++) {
    next()
    expect(under).toHaveLength(1)
  }
  expect(sent).toEqual(['a1', 'a2', 'b1', 'a3', 'b2'])
  next()
  queue.put(b, message('b3'))
  expect(sent.at(-1)).toBe('b3')
})

it('B75: a peer beyond its bounds is refused and others are not; one message always fits', () => {
  const { queue, sent, next } = slow()
  queue.put(a, message('a1'))
  expect(queue.put(a, message('a2', 1_000))).toBe(true)
  expect(queue.put(a, message('a3', 1))).toBe(false)
  for (const n of [1, 2, 3]) expect(queue.put(b, message(`b${n}`, 33))).toBe(true)
  expect(queue.put(b, message('b4', 1))).toBe(false)
  next()
  expect(sent.at(-1)).toBe('a2')
  expect(queue.put(a, message('a4', 1))).toBe(true)
})

it('B75: what was dropped is not sent, and an answer to what was cleared frees nothing', () => {
  const { queue, sent, next, under } = slow()
  for (const n of [1, 2]) queue.put(a, message(`a${n}`))
  queue.put(b, message('b1'))
  queue.drop(a)
  next()
  expect(sent).toEqual(['a1', 'b1'])
  queue.clear()
  queue.put(a, message('a3'))
  queue.put(a, message('a4'))
  next()
  expect(sent).toEqual(['a1', 'b1', 'a3'])
  expect(under).toHaveLength(1)
  next()
  expect(sent.at(-1)).toBe('a4')
})

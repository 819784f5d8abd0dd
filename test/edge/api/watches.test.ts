// Readers of watches who are slow, and answers that are large.
import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import type { HttpReply } from '../../../bus/http.ts'
import { gzip } from '../../../bus/adapters/gzip.ts'
import { Watches } from '../../../edge/api/watches.ts'
import { sendZipped } from '../../../edge/api/send.ts'
import { createSchedule } from '../../../sim/schedule.ts'
import { random } from '../../../src/kernel/random.ts'
import { wallMs } from '../../../src/kernel/time.ts'
import { textAnswer } from '../../../src/objects/answers/answer.ts'
import type { WatchAnswer } from '../../../src/objects/read-answer.ts'
import { ask, contextOf } from '../../objects/ask.ts'
import { mirrorStore } from '../../support/mirror-store.ts'

const configMaps = { group: '', resource: 'configmaps' }

/** A reader who takes what fits into `window`, and nothing more until he reads on. */
function reader(window: number) {
  let room = window
  let text = ''
  let ended = 0
  let drained = (): void => {}
  const reply: HttpReply = {
    send: () => expect.unreachable('a watch is a stream'),
    stream: (_status, _headers, handlers) => {
      drained = handlers.drained
      return {
        write: (bytes) => {
          text += new TextDecoder().decode(bytes)
          room -= bytes.length
          return room > 0
        },
        end: () => {
          ended += 1
          handlers.closed()
        },
        abort: () => expect.unreachable('nothing breaks off'),
      }
    },
  }
  return {
    reply,
    events: () => text.split('\n').filter((line) => line !== '').length,
    ended: () => ended,
    readOn: (): void => {
      room = window
      drained()
    },
  }
}

function bed(behindBytesMax: number) {
  const schedule = createSchedule({ wallStart: wallMs(1.8e12), random: random('watches') })
  const { clock } = schedule.spawn()
  const store = mirrorStore()
  const watches = new Watches(clock, behindBytesMax)
  const put = (name: string, size: number): void => {
    const metadata = { name, namespace: 'default' }
    const data = { k: 'x'.repeat(size) }
    store.put(configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data })
  }
  const begin = (window: number) => {
    const one = reader(window)
    const answer = ask(contextOf(store), '/api/v1/configmaps?watch=1')
    watches.begin(configMaps, answer as WatchAnswer, one.reply)
    return one
  }
  return { watches, put, begin }
}

it('A16: a reader who stops reading loses his watch alone, once he is too far behind', () => {
  const { watches, put, begin } = bed(10_000)
  const [slow, quick] = [begin(100), begin(1 << 30)]
  for (let n = 0; n < 9; n++) put(`a${n}`, 1_000)
  expect([watches.count, slow.ended()]).toEqual([2, 0])
  for (let n = 9; n < 20; n++) put(`a${n}`, 1_000)
  expect(slow.events()).toBe(1)
  slow.readOn()
  expect([watches.count, slow.ended(), quick.ended()]).toEqual([1, 1, 0])
  expect(quick.events()).toBe(20)
})

it('A16: who only begins is not behind, however much there is, and a reader who reads on gets everything', () => {
  const { watches, put, begin } = bed(10_000)
  for (let n = 0; n < 50; n++) put(`a${n}`, 1_000)
  const slow = begin(100)
  for (let n = 0; n < 8; n++) put(`a${n}`, 1_001)
  expect(watches.count).toBe(1)
  for (let n = 0; n < 200; n++) slow.readOn()
  expect(slow.events()).toBe(58)
  watches.end()
  expect([watches.count, slow.ended()]).toEqual([0, 1])
})

it('A17: large answers are zipped for who takes that, small ones are not', async () => {
  const send = (text: string, encoding: string) =>
    new Promise<{ headers: Readonly<Record<string, string>>; body: Uint8Array }>((resolve) => {
      const reply = {
        send: (_status: number, headers: Readonly<Record<string, string>>, body: Uint8Array) =>
          resolve({ headers, body }),
      } as unknown as HttpReply
      sendZipped(textAnswer(200, text), reply, { 'accept-encoding': encoding }, gzip)
    })
  const large = 'large '.repeat(50_000)
  const zipped = await send(large, 'gzip, deflate')
  expect(zipped.headers['content-encoding']).toBe('gzip')
  expect(gunzipSync(zipped.body).toString()).toBe(large)
  for (const [text, encoding] of [
    ['small', 'gzip'],
    [large, ''],
    [large, 'br'],
  ] as const)
    expect((await send(text, encoding)).headers['content-encoding']).toBeUndefined()
})

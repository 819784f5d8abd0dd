// What every transport must do, whatever bus is below it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Fault } from '../../src/kernel/fault.ts'
import { subjectOf } from '../../schemas/subjects.ts'
import type { Link, Message, Transport } from '../../bus/transport.ts'

/** A bus under test: any number of transports, and what can be done to the bus. */
export interface TransportBed {
  readonly connect: () => Transport
  /** The largest payload that must pass. */
  readonly payloadBytes: number
  /** Stops and starts the server; left out where there is none. */
  readonly stop?: () => Promise<void>
  readonly start?: () => Promise<void>
  /** Makes bytes between transports and server vanish, or those from the server alone, or ends the connections. */
  readonly cut?: (how: CutKind) => void
  readonly heal?: () => void
  readonly close: () => Promise<void>
}

/** How a link is cut. */
export type CutKind = 'silent' | 'one-way' | 'reset'

const utf8 = new TextEncoder()
const text = new TextDecoder()

/** The next time the link is told to be so. */
const linkOf = (transport: Transport, wanted: Link): Promise<void> =>
  new Promise((told) => {
    const cancel = transport.watch((link) => {
      if (link !== wanted) return
      cancel()
      told()
    })
  })

const published = (transport: Transport, subject: string, bytes: Uint8Array | string) =>
  new Promise<Fault | undefined>((done) =>
    transport.publish(subject, typeof bytes === 'string' ? utf8.encode(bytes) : bytes, done),
  )

const closed = (transport: Transport) => new Promise<void>((done) => transport.close(done))

/** Messages of a subscription, to be awaited. */
function listen(transport: Transport, pattern: string) {
  const heard: Message[] = []
  const waiting: (() => void)[] = []
  const cancel = transport.subscribe(pattern, (message) => {
    heard.push(message)
    for (const wake of waiting.splice(0)) wake()
  })
  const until = async (
    done: (heard: readonly Message[]) => boolean,
  ): Promise<readonly Message[]> => {
    while (!done(heard)) await new Promise<void>((wake) => waiting.push(wake))
    return heard
  }
  return { heard, until, cancel }
}

let probes = 0

/** Waits until what `from` publishes reaches the subscriptions of `to`. */
async function joined(from: Transport, to: Transport): Promise<void> {
  await Promise.all([linkOf(from, 'up'), linkOf(to, 'up')])
  const subject = `probe.${probes++}`
  const ear = listen(to, subject)
  let heard = false
  void ear.until((all) => all.length > 0).then(() => (heard = true))
  while (!heard) {
    await published(from, subject, '')
    await new Promise((later) => setTimeout(later, 5))
  }
  ear.cancel()
}

const said = (messages: readonly Message[]) => messages.map(({ bytes }) => text.decode(bytes))

/** The suite. `open` is called once; tests use subjects of their own. */
export function transportConformance(name: string, open: () => Promise<TransportBed>): void {
  describe(`transport: ${name}`, () => {
    let bed: TransportBed
    let connected = false
    let onceOver = () => Promise.resolve()
    let a: Transport
    let b: Transport
    beforeAll(async () => {
      bed = await open()
      onceOver = bed.close
      a = bed.connect()
      b = bed.connect()
      await joined(a, b)
      await joined(b, a)
      connected = true
    })
    afterAll(async () => {
      if (connected) await Promise.all([closed(a), closed(b)])
      await onceOver()
    })

    /** Subscribes on b and waits until that is known to the bus. */
    const ear = async (pattern: string) => {
      const one = listen(b, pattern)
      await joined(a, b)
      return one
    }

    it('B1: a message reaches whoever subscribed to its subject, bytes and subject untouched', async () => {
      const [exact, other] = [await ear('t1.a'), await ear('t1.b')]
      const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)
      expect(await published(a, 't1.a', bytes)).toBeUndefined()
      const [message] = await exact.until((all) => all.length > 0)
      expect(message?.subject).toBe('t1.a')
      expect([...(message?.bytes ?? [])]).toEqual([...bytes])
      expect(other.heard).toEqual([])
    })

    it('B2: `*` stands for one token, a last `>` for one or more', async () => {
      const [one, rest, end] = [await ear('t2.*.c'), await ear('t2.>'), await ear('t2.end')]
      for (const subject of ['t2', 't2.b.c', 't2.b.d', 't2.b.b.c', 't2.c', 't2.end'])
        await published(a, subject, subject)
      await end.until((all) => all.length > 0)
      await rest.until((all) => all.length >= 5)
      expect(said(one.heard)).toEqual(['t2.b.c'])
      expect(new Set(said(rest.heard))).toEqual(
        new Set(['t2.b.c', 't2.b.d', 't2.b.b.c', 't2.c', 't2.end']),
      )
    })

    it('B3: messages of one publisher come in order while the link stays up', async () => {
      const all = await ear('t3.>')
      const wanted = Array.from({ length: 500 }, (_, i) => String(i))
      await Promise.all(wanted.map((n, i) => published(a, `t3.${i % 3}`, n)))
      await all.until((heard) => heard.length >= wanted.length)
      expect(said(all.heard)).toEqual(wanted)
    })

    it('B3: what may be lost does not overtake, or swallow, what may not', async () => {
      const up = subjectOf('up', 't3', { shard: '0', node: 'n' })
      const beat = subjectOf('beat', 't3', { shard: '0', node: 'n' })
      const [ups, beats] = [await ear(up), await ear(beat)]
      const wanted = Array.from({ length: 100 }, (_, i) => String(i))
      await Promise.all(wanted.flatMap((n) => [published(a, up, n), published(a, beat, n)]))
      await ups.until((heard) => heard.length >= wanted.length)
      await beats.until((heard) => heard.length >= wanted.length)
      expect(said(ups.heard)).toEqual(wanted)
      expect(said(beats.heard)).toEqual(wanted)
    })

    it('B4: nothing is called back before the call returns', async () => {
      const calls: string[] = []
      await new Promise<void>((heard) => {
        b.subscribe('t4', () => {
          calls.push('message')
          heard()
        })
        b.watch(() => calls.push('watch'))
        b.publish('t4', new Uint8Array(), () => calls.push('done'))
        calls.push('returned')
      })
      expect(calls[0]).toBe('returned')
    })

    it('B5: a cancelled subscription hears nothing more; cancelling again does nothing', async () => {
      const [gone, stays] = [await ear('t5'), await ear('t5')]
      gone.cancel()
      gone.cancel()
      await published(a, 't5', 'x')
      await stays.until((all) => all.length > 0)
      expect(gone.heard).toEqual([])
      stays.cancel()
    })

    it('B6: the largest payload passes, a larger one is refused', async () => {
      const all = await ear('t6')
      expect(await published(a, 't6', new Uint8Array(bed.payloadBytes).fill(7))).toBeUndefined()
      const [message] = await all.until((heard) => heard.length > 0)
      expect(message?.bytes.length).toBe(bed.payloadBytes)
      const large = new Uint8Array(a.supports.payloadBytesMax + 1)
      expect(await published(a, 't6', large)).toMatchObject({ code: 'TOO_LARGE' })
      expect(await published(a, 'x'.repeat(10_000), 'x')).toMatchObject({ code: 'TOO_LARGE' })
    })

    it('B7: a transport hears itself', async () => {
      const own = listen(a, 't7')
      await joined(a, a)
      await published(a, 't7', 'x')
      expect(said(await own.until((all) => all.length > 0))).toEqual(['x'])
    })

    it('B8: names of any kind pass through subjects', async () => {
      const names = [
        'a.b',
        '*',
        '>',
        '/',
        '+',
        '#',
        '%',
        ' ',
        '',
        'ü 日本 😀',
        'x'.repeat(253),
        '\u0007\ufffe',
      ]
      const subjects = names.map((node) => subjectOf('down', 't8 >', { node }))
      const all = await ear('cw.*.down.*')
      for (const subject of subjects) expect(await published(a, subject, 'x')).toBeUndefined()
      await all.until((heard) => heard.length >= subjects.length)
      expect(all.heard.map(({ subject }) => subject)).toEqual(subjects)
    })

    it('B9: closing hands on what was published before, and answers once', async () => {
      const all = await ear('t9.>')
      const c = bed.connect()
      await joined(c, b)
      for (let i = 0; i < 100; i++) c.publish(`t9.${i}`, utf8.encode(String(i)))
      let answers = 0
      await new Promise<void>((done) => {
        c.close(() => {
          answers += 1
          done()
        })
      })
      await all.until((heard) => heard.length >= 100)
      await closed(c)
      expect(answers).toBe(1)
    })

    it('B10: after closing, publishing is CLOSED and nothing is heard', async () => {
      const c = bed.connect()
      await joined(a, c)
      const deaf = listen(c, 't10')
      await joined(a, c)
      await closed(c)
      expect(await published(c, 't10', 'x')).toMatchObject({ code: 'CLOSED' })
      await published(a, 't10', 'x')
      await joined(a, b)
      expect(deaf.heard).toEqual([])
    })

    it('B11: a restarted server is found again, and subscriptions live on', async (test) => {
      if (bed.stop === undefined || bed.start === undefined) return test.skip()
      const all = await ear('t11')
      await bed.stop()
      await Promise.all([linkOf(a, 'down'), linkOf(b, 'down')])
      expect(await published(a, 't11', 'lost')).toMatchObject({ code: 'UNREACHABLE' })
      await bed.start()
      await joined(a, b)
      await published(a, 't11', 'kept')
      expect(said(await all.until((heard) => heard.length > 0))).toEqual(['kept'])
    })

    it.for(['silent', 'one-way', 'reset'] as const)(
      'B12: a %s cut is noticed, and healed',
      async (how, test) => {
        if (bed.cut === undefined || bed.heal === undefined) return test.skip()
        const all = await ear('t12')
        bed.cut(how)
        // More than the system's buffers take, so that the connection cannot even be closed in good order.
        for (let i = 0; i < 50; i++) a.publish('t12.lost', new Uint8Array(65_536))
        await Promise.all([linkOf(a, 'down'), linkOf(b, 'down')])
        expect(await published(a, 't12', 'lost')).toMatchObject({ code: 'UNREACHABLE' })
        bed.heal()
        await joined(a, b)
        await published(a, 't12', how)
        await all.until((heard) => said(heard).includes(how))
        all.cancel()
      },
    )

    it('B13: what does not fit on its way is FULL, what was taken arrives', async () => {
      const all = await ear('t13')
      const many = Array.from({ length: 100 }, () => published(a, 't13', new Uint8Array(65_536)))
      const outcomes = await Promise.all(many)
      const taken = outcomes.filter((fault) => fault === undefined)
      expect(taken.length).toBeGreaterThan(10)
      expect(new Set(outcomes.map((fault) => fault?.code))).toEqual(new Set([undefined, 'FULL']))
      await all.until((heard) => heard.length >= taken.length)
      expect(await published(a, 't13', 'x')).toBeUndefined()
    })
  })
}

// What every kind of local socket must do.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type {
  Answering,
  AskLocal,
  DoorBounds,
  LocalDoor,
  LocalSocket,
} from '../../edge/ipam/local-socket.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'

/** Local sockets under test. */
export interface LocalSocketBed {
  readonly socket: LocalSocket
  readonly ask: AskLocal
  /** A path of their own, where nobody listens. */
  readonly path: () => string
  readonly close: () => void
}

export const bounds: DoorBounds = { lineBytesMax: 1_000, callersMax: 8, questionMs: 300 }

const utf8 = (text: string) => new TextEncoder().encode(text)

/** Answers what was asked, backwards; a fault by its code. */
const backwards: Answering = (question, reply) =>
  reply(question instanceof Fault ? utf8(question.code) : question.toReversed())

/** The suite. */
export function localSocketConformance(name: string, open: () => LocalSocketBed): void {
  describe(`local socket: ${name}`, () => {
    let bed: LocalSocketBed
    const doors: LocalDoor[] = []
    beforeEach(() => {
      bed = open()
    })
    afterEach(async () => {
      for (const door of doors.splice(0)) await closed(door)
      bed.close()
    })
    const closed = (door: LocalDoor) => new Promise<void>((done) => door.close(done))
    const listen = (path: string, answer: Answering = backwards) =>
      new Promise<LocalDoor | Fault>((done) => {
        bed.socket.listen(path, bounds, answer, (outcome) => {
          if (!isFault(outcome)) doors.push(outcome)
          done(outcome)
        })
      })
    const ask = (path: string, question: Uint8Array, timeoutMs = 10_000) =>
      new Promise<Uint8Array | Fault>((done) => bed.ask(path, question, timeoutMs, done))

    it('I30: each question gets its own answer, with its bytes as they are', async () => {
      const path = bed.path()
      await listen(path)
      const questions = [1, 2, 3, 4, 5].map((n) => Uint8Array.of(n, 0, 200, 255, 13))
      const answers = await Promise.all(questions.map((question) => ask(path, question)))
      expect(answers.map((answer) => isFault(answer) || [...answer])).toEqual(
        [1, 2, 3, 4, 5].map((n) => [13, 255, 200, 0, n]),
      )
    })

    it('I30: where nobody listens asking is REFUSED', async () => {
      expect(await ask(bed.path(), utf8('x'))).toMatchObject({ code: 'REFUSED' })
      const path = bed.path()
      const door = (await listen(path)) as LocalDoor
      await closed(door)
      doors.length = 0
      expect(await ask(path, utf8('x'))).toMatchObject({ code: 'REFUSED' })
    })

    it('I30: a path where another listens is PORT_IN_USE; closed it is free again', async () => {
      const path = bed.path()
      const first = (await listen(path)) as LocalDoor
      expect(await listen(path)).toMatchObject({ code: 'PORT_IN_USE' })
      expect(await ask(path, utf8('ab'))).toEqual(utf8('ba'))
      await closed(first)
      doors.length = 0
      expect(isFault(await listen(path))).toBe(false)
    })

    it('I30: a question beyond the bound is answered as TOO_LARGE', async () => {
      const path = bed.path()
      await listen(path)
      const long = new Uint8Array(bounds.lineBytesMax + 1).fill(65)
      expect(await ask(path, long)).toEqual(utf8('TOO_LARGE'))
      expect(await ask(path, long.subarray(1))).toEqual(long.subarray(1))
    })

    it('I30: more callers than the bound are answered as TOO_BUSY, and the others wait undisturbed', async () => {
      const path = bed.path()
      const waiting: (() => void)[] = []
      await listen(path, (question, reply) => {
        if (isFault(question)) backwards(question, reply)
        else waiting.push(() => reply(question))
      })
      const first = Array.from({ length: bounds.callersMax }, (_, n) => ask(path, utf8(`q${n}`)))
      while (waiting.length < bounds.callersMax) await new Promise((later) => setTimeout(later, 5))
      expect(await ask(path, utf8('one more'))).toEqual(utf8('TOO_BUSY'))
      for (const answer of waiting) answer()
      expect(await Promise.all(first)).toEqual(first.map((_, n) => utf8(`q${n}`)))
    })

    it('I30: an answer that does not come in time is a TIMEOUT', async () => {
      const path = bed.path()
      await listen(path, () => {})
      expect(await ask(path, utf8('x'), 50)).toMatchObject({ code: 'TIMEOUT' })
    })

    it('I30: who waits for an answer when the door closes is told UNREACHABLE', async () => {
      const path = bed.path()
      const asked = new Promise<void>((heard) => {
        void listen(path, () => heard()).then(() => undefined)
      })
      while (doors.length === 0) await new Promise((later) => setTimeout(later, 5))
      const answer = ask(path, utf8('x'))
      await asked
      await closed(doors.pop() as LocalDoor)
      expect(await answer).toMatchObject({ code: 'UNREACHABLE' })
    })

    it('I30: nothing is called back before the call returns', async () => {
      const calls: string[] = []
      const path = bed.path()
      await new Promise<void>((done) => {
        bed.socket.listen(path, bounds, backwards, (outcome) => {
          if (!isFault(outcome)) doors.push(outcome)
          calls.push('listening')
          done()
        })
        calls.push('listen')
      })
      await new Promise<void>((done) => {
        bed.ask(path, utf8('x'), 1_000, () => {
          calls.push('answered')
          done()
        })
        calls.push('ask')
      })
      expect(calls).toEqual(['listen', 'listening', 'ask', 'answered'])
    })
  })
}

// What every kind of pipe must do.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { Address, Listener, Pipe, Pipes } from '../../bus/pipe.ts'

/** Pipes under test. */
export interface PipeBed {
  readonly pipes: Pipes
  readonly host: string
  /** An address where nobody answers, not even with a refusal; left out where there is none. */
  readonly deaf?: Address
  readonly close: () => Promise<void>
}

/** A pipe with its reports collected, to be awaited. */
function watched(pipe: Pipe) {
  const seen = {
    bytes: [] as number[],
    drained: 0,
    ended: false,
    closed: 0,
    fault: undefined as Fault | undefined,
  }
  const waiting: (() => void)[] = []
  const changed = () => {
    for (const wake of waiting.splice(0)) wake()
  }
  pipe.on({
    data: (bytes) => {
      seen.bytes.push(...bytes)
      changed()
    },
    drained: () => {
      seen.drained += 1
      changed()
    },
    ended: () => {
      seen.ended = true
      changed()
    },
    closed: (fault) => {
      seen.closed += 1
      seen.fault = fault
      changed()
    },
  })
  const until = async (done: () => boolean): Promise<void> => {
    while (!done()) await new Promise<void>((wake) => waiting.push(wake))
  }
  return { pipe, seen, until }
}

/** The suite. */
export function pipeConformance(name: string, open: () => Promise<PipeBed>): void {
  describe(`pipes: ${name}`, () => {
    let bed: PipeBed
    let listener: Listener
    const accepted: Pipe[] = []
    let wake = () => {}
    beforeAll(async () => {
      bed = await open()
      listener = await listen({ host: bed.host, port: 0 })
    })
    afterAll(async () => {
      await new Promise<void>((done) => listener.close(done))
      await bed.close()
    })

    const listen = (at: Address) =>
      new Promise<Listener>((opened, failed) => {
        const accept = (pipe: Pipe) => {
          accepted.push(pipe)
          wake()
        }
        bed.pipes.listen(at, accept, (outcome) =>
          isFault(outcome) ? failed(outcome) : opened(outcome),
        )
      })
    const dial = (to: Address, timeoutMs = 10_000) =>
      new Promise<Pipe | Fault>((done) => bed.pipes.dial(to, timeoutMs, done))

    /** Two joined ends. */
    const pair = async () => {
      const theirs = new Promise<Pipe>((got) => {
        wake = () => {
          const pipe = accepted.shift()
          if (pipe !== undefined) got(pipe)
        }
      })
      const ours = await dial(listener.address)
      if (isFault(ours)) throw ours
      return [watched(ours), watched(await theirs)] as const
    }

    it('B20: bytes come out as they went in, both ways', async () => {
      const [a, b] = await pair()
      const bytes = Array.from({ length: 1_000 }, (_, i) => i % 256)
      for (let i = 0; i < 10; i++) a.pipe.write(Uint8Array.from(bytes))
      b.pipe.write(Uint8Array.of(1, 2, 3))
      await b.until(() => b.seen.bytes.length === 10_000)
      await a.until(() => a.seen.bytes.length === 3)
      expect(b.seen.bytes).toEqual(Array.from({ length: 10 }, () => bytes).flat())
      expect(a.seen.bytes).toEqual([1, 2, 3])
      a.pipe.destroy()
    })

    it('B21: one direction may end while the other goes on; then both close without a fault', async () => {
      const [a, b] = await pair()
      a.pipe.write(Uint8Array.of(1))
      a.pipe.end()
      await b.until(() => b.seen.ended)
      expect(b.seen.bytes).toEqual([1])
      b.pipe.write(Uint8Array.of(2))
      await a.until(() => a.seen.bytes.length > 0)
      expect(a.seen).toMatchObject({ bytes: [2], closed: 0 })
      b.pipe.end()
      await Promise.all([a.until(() => a.seen.closed > 0), b.until(() => b.seen.closed > 0)])
      expect([a.seen, b.seen]).toMatchObject([
        { closed: 1, fault: undefined, ended: true },
        { closed: 1, fault: undefined, ended: true },
      ])
    })

    it('B22: a reader who pauses stops the writer; when he resumes, all comes and the writer is told', async () => {
      const [a, b] = await pair()
      b.pipe.pause()
      const chunk = new Uint8Array(64 * 1024)
      let sent = 0
      for (let open = true; open; sent++) {
        open = a.pipe.write(chunk)
        await new Promise((later) => setImmediate(later))
      }
      expect(b.seen.bytes.length).toBeLessThan(sent * chunk.length)
      b.pipe.resume()
      await a.until(() => a.seen.drained > 0)
      await b.until(() => b.seen.bytes.length === sent * chunk.length)
      a.pipe.destroy()
    })

    it('B23: a reset closes both ends, each once; the other side is told why', async () => {
      const [a, b] = await pair()
      a.pipe.destroy()
      a.pipe.destroy()
      await Promise.all([a.until(() => a.seen.closed > 0), b.until(() => b.seen.closed > 0)])
      expect(a.seen).toMatchObject({ closed: 1, fault: undefined })
      expect(b.seen.closed).toBe(1)
      expect(b.seen.fault).toMatchObject({ code: 'UNREACHABLE' })
      expect(a.pipe.write(Uint8Array.of(1))).toBe(false)
    })

    it('B24: nobody listens: REFUSED', async () => {
      const gone = await listen({ host: bed.host, port: 0 })
      await new Promise<void>((done) => gone.close(done))
      expect(await dial(gone.address)).toMatchObject({ code: 'REFUSED' })
    })

    it('B24: nobody answers: TIMEOUT', async (test) => {
      if (bed.deaf === undefined) return test.skip()
      expect(await dial(bed.deaf, 300)).toMatchObject({ code: 'TIMEOUT' })
    })

    it('B25: a taken port is PORT_IN_USE; a closed one is free again', async () => {
      await expect(listen(listener.address)).rejects.toMatchObject({ code: 'PORT_IN_USE' })
      const second = await listen({ host: bed.host, port: 0 })
      await new Promise<void>((done) => second.close(done))
      const third = await listen(second.address)
      expect(third.address).toEqual(second.address)
      await new Promise<void>((done) => third.close(done))
    })

    it('B26: nothing is called back before the call returns', async () => {
      const calls: string[] = []
      await new Promise<void>((done) => {
        bed.pipes.dial({ host: bed.host, port: 1 }, 1_000, () => {
          calls.push('called')
          done()
        })
        calls.push('returned')
      })
      expect(calls).toEqual(['returned', 'called'])
    })
  })
}

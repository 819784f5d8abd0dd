// What every kind of datagrams must do.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DatagramDoor, DatagramLine, Datagrams } from '../../bus/datagrams.ts'
import type { Address } from '../../bus/pipe.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'

/** Things that come, to be awaited in their order. */
function mailbox<T>() {
  const come: T[] = []
  let wake = () => {}
  return {
    put: (one: T) => {
      come.push(one)
      wake()
    },
    next: async (): Promise<T> => {
      for (;;) {
        const one = come.shift()
        if (one !== undefined) return one
        await new Promise<void>((later) => (wake = later))
      }
    },
    count: () => come.length,
  }
}

interface Letter {
  readonly bytes: Uint8Array
  readonly from: Address
}

/** The suite. */
export function datagramConformance(name: string, datagrams: Datagrams, host: string): void {
  describe(`datagrams: ${name}`, () => {
    const listen = async (at: Address, put: (letter: Letter) => void): Promise<DatagramDoor> => {
      const heard = (bytes: Uint8Array, from: Address) => put({ bytes, from })
      const outcome = await new Promise<DatagramDoor | Fault>((done) =>
        datagrams.listen(at, heard, done),
      )
      if (isFault(outcome)) throw outcome
      return outcome
    }
    const close = (door: DatagramDoor) => new Promise<void>((done) => door.close(done))
    const dial = async (to: Address) => {
      const heard = mailbox<Uint8Array>()
      const failed = mailbox<Fault>()
      const outcome = await new Promise<DatagramLine | Fault>((done) =>
        datagrams.dial(to, { heard: heard.put, failed: failed.put }, done),
      )
      if (isFault(outcome)) throw outcome
      return { line: outcome, heard, failed }
    }

    let door: DatagramDoor
    const letters = mailbox<Letter>()
    beforeAll(async () => {
      door = await listen({ host, port: 0 }, letters.put)
    })
    afterAll(() => close(door))

    it('N50: what is sent comes whole, with where to answer; the answer comes back', async () => {
      const { line, heard } = await dial(door.address)
      const bytes = Uint8Array.from({ length: 1_232 }, (_, i) => i % 256)
      line.send(bytes)
      const letter = await letters.next()
      expect([...letter.bytes]).toEqual([...bytes])
      expect(letter.bytes.slice().buffer).not.toBe(letter.bytes.buffer)
      door.send(Uint8Array.of(1, 2, 3), letter.from)
      expect([...(await heard.next())]).toEqual([1, 2, 3])
      line.close()
    })

    it('N51: each line has a port of its own', async () => {
      const lines = await Promise.all(Array.from({ length: 5 }, () => dial(door.address)))
      for (const { line } of lines) line.send(Uint8Array.of(9))
      const ports = new Set<number>()
      for (let i = 0; i < lines.length; i++) ports.add((await letters.next()).from.port)
      expect(ports.size).toBe(5)
      for (const { line } of lines) line.close()
    })

    it('N51: a line hears whom it was opened to, and nobody else', async () => {
      const stranger = await listen({ host, port: 0 }, () => {})
      const { line, heard } = await dial(door.address)
      line.send(Uint8Array.of(1))
      const { from } = await letters.next()
      stranger.send(Uint8Array.of(66), from)
      door.send(Uint8Array.of(2), from)
      expect([...(await heard.next())]).toEqual([2])
      expect(heard.count()).toBe(0)
      line.close()
      await close(stranger)
    })

    it('N52: where nobody listens a line is told', async () => {
      const gone = await listen({ host, port: 0 }, () => {})
      await close(gone)
      const { line, failed } = await dial(gone.address)
      line.send(Uint8Array.of(1))
      expect(await failed.next()).toMatchObject({ code: 'REFUSED' })
      line.close()
    })

    it('N53: a taken port is PORT_IN_USE; a closed one is free again', async () => {
      const taken = listen(door.address, () => {})
      await expect(taken).rejects.toMatchObject({ code: 'PORT_IN_USE' })
      const second = await listen({ host, port: 0 }, () => {})
      await close(second)
      const third = await listen(second.address, () => {})
      expect(third.address).toEqual(second.address)
      await close(third)
    })

    it('N54: who has closed hears nothing more, sends nothing, and may close again', async () => {
      const heard = mailbox<Letter>()
      const closed = await listen({ host, port: 0 }, heard.put)
      const { line } = await dial(closed.address)
      line.send(Uint8Array.of(1))
      const done = Promise.all([close(closed), close(closed)])
      closed.send(Uint8Array.of(1), door.address)
      await done
      line.close()
      line.close()
      line.send(Uint8Array.of(2))
      const last = await dial(door.address)
      last.line.send(Uint8Array.of(3))
      expect([...(await letters.next()).bytes]).toEqual([3])
      expect(heard.count()).toBe(0)
      last.line.close()
    })

    it('N54: nothing is called back before the call returns', async () => {
      const calls: string[] = []
      await new Promise<void>((done) => {
        datagrams.dial({ host, port: 0 }, { heard: () => {}, failed: () => {} }, (outcome) => {
          calls.push('called')
          if (!isFault(outcome)) outcome.close()
          done()
        })
        calls.push('returned')
      })
      expect(calls).toEqual(['returned', 'called'])
    })
  })
}

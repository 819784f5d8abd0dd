// What every store must do.
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Entry, Range, Store, Write } from '../../bus/store.ts'
import { Fault } from '../../src/kernel/fault.ts'
import { whole } from './disk.ts'
import type { TestDisk } from './disk.ts'

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

export function storeConformance(name: string, make: () => TestDisk): void {
  describe(`store on ${name}`, () => {
    let disk: TestDisk
    let store: Store
    const open = async (): Promise<Store> => whole(await disk.drive(disk.openStore))
    const batch = (writes: readonly Write[], sync = true) =>
      disk.drive<Fault | undefined>((done) => store.batch(writes, { sync }, done))
    const get = (key: string) =>
      disk.drive<Uint8Array | undefined | Fault>((done) => store.get(key, done))
    /** All pages of a range. */
    const range = async (wanted: Range): Promise<readonly Entry[]> => {
      const ask = (rest: Range) =>
        disk.drive<readonly Entry[] | Fault>((done) => store.range(rest, done))
      const page = whole(await ask(wanted))
      const last = page.at(-1)?.key
      if (last === undefined || page.length >= wanted.limit) return page
      const limit = wanted.limit - page.length
      const rest = wanted.reverse ? { before: last } : { after: last }
      return [...page, ...(await range({ ...wanted, ...rest, limit }))]
    }
    beforeEach(async () => {
      disk = make()
      store = await open()
    })
    afterEach(async () => {
      await disk.drive<void>((done) => store.close(() => done()))
      disk.dispose()
    })

    it('J1: ranges answer keys strictly between their bounds, in order, either way', async () => {
      const keys = ['a', 'b/1', 'b/2', 'b/3', 'b0', 'c']
      await batch(keys.map((key, n) => ({ put: key, value: bytes(n) })))
      const names = async (wanted: Range) => (await range(wanted)).map(({ key }) => key)
      expect(await names({ limit: 9 })).toEqual(keys)
      expect(await names({ after: 'b/', before: 'b0', limit: 9 })).toEqual(['b/1', 'b/2', 'b/3'])
      expect(await names({ after: 'b/1', before: 'b/3', limit: 9 })).toEqual(['b/2'])
      expect(await names({ after: 'a', reverse: true, limit: 2 })).toEqual(['c', 'b0'])
      expect(await names({ after: 'c', limit: 9 })).toEqual([])
      expect(await names({ before: 'a', reverse: true, limit: 9 })).toEqual([])
    })

    it('J2: a batch is written in its order, the last write to a key wins, and a reopened store holds it', async () => {
      expect(
        await batch([
          { put: 'x', value: bytes(1) },
          { del: 'x' },
          { put: 'y', value: bytes(1) },
          { put: 'y', value: bytes(2) },
          { del: 'nothing' },
          { put: 'empty', value: bytes() },
        ]),
      ).toBeUndefined()
      await disk.drive<void>((done) => store.close(() => done()))
      store = await open()
      expect(await get('x')).toBeUndefined()
      expect(await get('y')).toEqual(bytes(2))
      expect(await get('empty')).toEqual(bytes())
    })

    it('J2: it agrees with a sorted map, whatever is written and asked', async () => {
      const key = fc.string({
        unit: fc.constantFrom('a', 'b', '/', '0'),
        maxLength: 4,
        minLength: 1,
      })
      const value = fc.uint8Array({ maxLength: 8 })
      const write = fc.oneof(fc.record({ put: key, value }), fc.record({ del: key }))
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(write)),
          key,
          key,
          fc.boolean(),
          async (batches, a, b, reverse) => {
            const old = await range({ limit: 10_000 })
            await batch(
              old.map((entry) => ({ del: entry.key })),
              false,
            )
            const model = new Map<string, Uint8Array>()
            for (const writes of batches) {
              expect(await batch(writes, false)).toBeUndefined()
              for (const each of writes)
                if ('put' in each) model.set(each.put, each.value)
                else model.delete(each.del)
            }
            const inside = [...model]
              .filter(([each]) => each > a && each < b)
              .sort(([x], [y]) => (x < y ? -1 : 1))
            const expected = reverse ? inside.toReversed() : inside
            const found = await range({ after: a, before: b, reverse, limit: 10_000 })
            expect(found.map((entry) => [entry.key, [...entry.value]])).toEqual(
              expected.map(([each, bytes]) => [each, [...bytes]]),
            )
          },
        ),
        { numRuns: 40 },
      )
    })

    it('J2: what was written does not change when the caller changes its bytes', async () => {
      const value = bytes(1, 2)
      await batch([{ put: 'x', value }])
      value[0] = 9
      expect(await get('x')).toEqual(bytes(1, 2))
    })

    it('J3: an open store cannot be opened again, and a closed one answers CLOSED', async () => {
      const second = await disk.drive(disk.openStore)
      expect(second).toBeInstanceOf(Fault)
      expect(second).toHaveProperty('code', 'STORE_LOCKED')
      await disk.drive<void>((done) => store.close(() => done()))
      expect(await get('x')).toHaveProperty('code', 'CLOSED')
      expect(await batch([])).toHaveProperty('code', 'CLOSED')
      const ask = disk.drive<readonly Entry[] | Fault>((done) => store.range({ limit: 1 }, done))
      expect(await ask).toHaveProperty('code', 'CLOSED')
      store = await open()
      expect(await get('x')).toBeUndefined()
    })

    it('J4: nothing is answered before the call has returned', async () => {
      let returned = false
      const answered = disk.drive<boolean>((done) => {
        store.get('x', () => done(returned))
        returned = true
      })
      expect(await answered).toBe(true)
    })

    it('J4: there is room on a disk that is not full', async () => {
      expect(await disk.drive<Fault | undefined>((done) => store.room(done))).toBeUndefined()
    })
  })
}

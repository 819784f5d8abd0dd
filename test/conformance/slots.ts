// What every pair of slots must do.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Slots } from '../../bus/store.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { whole } from './disk.ts'
import type { TestDisk } from './disk.ts'

type Both = readonly [Uint8Array | undefined, Uint8Array | undefined]

export function slotsConformance(name: string, make: () => TestDisk): void {
  describe(`slots on ${name}`, () => {
    let disk: TestDisk
    let slots: Slots
    const open = async (): Promise<Slots> => whole(await disk.drive(disk.openSlots))
    const close = () => disk.drive<void>((done) => slots.close(() => done()))
    const read = async () => whole(await disk.drive<Both | Fault>((done) => slots.read(done)))
    const write = (slot: 0 | 1, bytes: Uint8Array) =>
      disk.drive<Fault | undefined>((done) => slots.write(slot, bytes, done))
    beforeEach(async () => {
      disk = make()
      slots = await open()
    })
    afterEach(async () => {
      await close()
      disk.dispose()
    })

    it('J5: a slot that was never written is undefined', async () => {
      expect(await read()).toEqual([undefined, undefined])
      await write(1, Uint8Array.of(7))
      expect((await read())[0]).toBeUndefined()
    })

    it('J5: each slot keeps what was last written to it, also when opened again', async () => {
      const long = Uint8Array.from({ length: 512 }, (_, n) => n % 251)
      expect(await write(0, long)).toBeUndefined()
      expect(await write(1, Uint8Array.of(1, 2, 3))).toBeUndefined()
      expect(await write(1, Uint8Array.of(4, 5, 6))).toBeUndefined()
      await close()
      slots = await open()
      const [first, second] = await read()
      expect(first).toEqual(long)
      expect(second?.subarray(0, 3)).toEqual(Uint8Array.of(4, 5, 6))
    })

    it('J5: closed slots answer CLOSED', async () => {
      await close()
      expect(await disk.drive((done) => slots.read(done))).toHaveProperty('code', 'CLOSED')
      expect(await write(0, Uint8Array.of(1))).toHaveProperty('code', 'CLOSED')
    })
  })
}

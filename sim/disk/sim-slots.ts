// The slots port on a simulated disk: a write that power cuts short leaves the old bytes, the new ones, or a torn mixture.
import type { Random } from '../../src/kernel/random.ts'
import type { Slots } from '../../bus/store.ts'
import { failsNow } from './mood.ts'
import { brokenFault, closedFault } from './sim-store.ts'
import type { Handle } from './sim-store.ts'

/** Both slots, and the write that is under way. */
export interface SlotPair {
  readonly slots: [Uint8Array | undefined, Uint8Array | undefined]
  writing: { readonly slot: 0 | 1; readonly bytes: Uint8Array } | undefined
}

/** Slots that were never written. */
export const emptySlots = (): SlotPair => ({ slots: [undefined, undefined], writing: undefined })

/** The same contents, apart. */
export const copySlots = ({ slots }: SlotPair): SlotPair => ({
  slots: [slots[0], slots[1]],
  writing: undefined,
})

/** Ends the write that is under way, some way or other. */
export function tearSlots(pair: SlotPair, random: Random): void {
  const { writing } = pair
  pair.writing = undefined
  if (writing === undefined || random.next() < 0.3) return
  const { slot, bytes } = writing
  const old = pair.slots[slot] ?? new Uint8Array(bytes.length)
  const torn = bytes.slice()
  const at = random.next() < 0.5 ? bytes.length : random.below(bytes.length)
  torn.set(old.subarray(at, bytes.length), at)
  pair.slots[slot] = torn
}

/** Opens the slots as this process sees them. */
export function simSlots(pair: SlotPair, handle: Handle, closed: () => void): Slots {
  const { clock, chance, alive } = handle
  let open = true
  const wait = (then: () => void): void => {
    clock.after(chance.random.next() * chance.mood.slowMs, () => alive() && then())
  }
  return {
    read: (done) => {
      const outcome = open
        ? ([pair.slots[0]?.slice(), pair.slots[1]?.slice()] as const)
        : closedFault()
      wait(() => done(outcome))
    },
    write: (slot, bytes, done) => {
      if (!open || !alive()) return wait(() => done(closedFault()))
      pair.writing = { slot, bytes: bytes.slice() }
      const fails = failsNow(chance)
      wait(() => {
        if (fails) tearSlots(pair, chance.random)
        else if (pair.writing) pair.slots[pair.writing.slot] = pair.writing.bytes
        pair.writing = undefined
        done(fails ? brokenFault() : undefined)
      })
    },
    close: (done) => {
      if (open) closed()
      open = false
      clock.soon(done)
    },
  }
}

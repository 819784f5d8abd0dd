// A simulated disk belongs to living processes: what a killed one still tries to write is not there.
import { expect, it } from 'vitest'
import type { Slots, Store } from '../../bus/store.ts'
import { beginBatch, contents, emptyLog, endBatch } from '../../sim/disk/batch-log.ts'
import { createSimDisk } from '../../sim/disk/disk.ts'
import type { SimDisk } from '../../sim/disk/disk.ts'
import { createSchedule } from '../../sim/schedule.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'

const bytes = Uint8Array.of(1)

function world() {
  const schedule = createSchedule({ wallStart: wallMs(1), random: random('disk') })
  const { clock } = schedule.spawn()
  const got = <T>(ask: (done: (outcome: T | Fault) => void) => void): T | undefined => {
    let found: T | undefined
    ask((outcome) => {
      if (!isFault(outcome)) found = outcome
    })
    schedule.run(schedule.now() + 1_000)
    return found
  }
  const open = (disk: SimDisk) => {
    const mount = disk.mount(clock)
    const store = got<Store>(mount.openStore)
    const slots = got<Slots>(mount.openSlots)
    if (store === undefined || slots === undefined) throw new Error('expected an open disk')
    return { store, slots }
  }
  return { got, open }
}

it.each(['crash', 'kill'] as const)('a process writes nothing after its %s', (end) => {
  // Chance decides what is left of a write that is under way.
  for (let seed = 0; seed < 20; seed += 1) {
    const { got, open } = world()
    const disk = createSimDisk(random(`disk ${seed}`))
    const dead = open(disk)
    disk[end]()
    expect(
      got((done) => dead.store.batch([{ put: 'a', value: bytes }], { sync: true }, done)),
    ).toBeUndefined()
    got<undefined>((done) => dead.slots.write(0, bytes, (fault) => done(fault)))
    disk[end]()
    const { store, slots } = open(disk)
    expect(got((done) => store.get('a', done))).toBeUndefined()
    expect(got(slots.read)).toEqual([undefined, undefined])
  }
})

it('W125: large values leave the log of a simulated store early, and nothing is lost by it', () => {
  const disk = emptyLog()
  const value = (n: number): Uint8Array => new Uint8Array(20 * 1024).fill(n)
  const write = (n: number, sync: boolean): void =>
    endBatch(disk, beginBatch(disk, [{ put: `key ${n % 3}`, value: value(n) }]), sync)
  for (let n = 0; n < 20; n++) write(n, true)
  expect(disk.log.reduce((sum, batch) => sum + batch.bytes, 0)).toBeLessThan(128 * 1024)
  expect([...contents(disk)].toSorted()).toEqual([
    ['key 0', value(18)],
    ['key 1', value(19)],
    ['key 2', value(17)],
  ])
})

it('W125: what was not synced stays in the log, however large', () => {
  const disk = emptyLog()
  for (let n = 0; n < 20; n++)
    endBatch(disk, beginBatch(disk, [{ put: 'key', value: new Uint8Array(20 * 1024) }]), false)
  expect(disk.log.length).toBe(20)
  expect(disk.tables.size).toBe(0)
})

// A journal on a disk that fails, fills up and slows down while it is open: writes are refused clearly, and nothing needs a restart.
import { expect, it } from 'vitest'
import { tailName } from '../../../bus/journal/names.ts'
import type { Open } from '../../../bus/journal/parts.ts'
import type { Slots, Store } from '../../../bus/store.ts'
import { lanes } from '../../../src/facts.ts'
import { Fault } from '../../../src/kernel/fault.ts'
import { sequence } from '../../../src/kernel/ids.ts'
import { simulatedDisk, whole } from '../../conformance/disk.ts'
import {
  asked,
  base,
  bodyOf,
  contents,
  draft,
  drafts,
  envelopeOf,
  open,
  tail,
  tryOpen,
} from '../../support/journal.ts'

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at)

async function opened(seed = 1, more: Parameters<typeof open>[1] = {}) {
  const disk = simulatedDisk(seed)
  const { journal } = await open(disk, more)
  return { disk, journal, ...asked(disk, journal) }
}

it('J23: a failed sync refuses its facts, and the journal opens its files again, verifies, and goes on', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { disk, journal, append, close } = await opened(seed)
    whole(await append(drafts(1, 3)))
    disk.disk.mood.failingSyncs = 1 + (seed % 2)
    const refused = await Promise.all([append([draft(4)]), append([draft(5)])])
    expect(refused.map((outcome) => outcome instanceof Fault)).toEqual([true, true])
    expect(journal.position('state').last).toBe(3)
    disk.schedule.run(disk.schedule.now() + 10_000)
    if ((await append([draft(6)])) instanceof Fault) {
      expect(seed % 2).toBe(1)
      disk.schedule.run(disk.schedule.now() + 10_000)
      whole(await append([draft(6)]))
    }
    expect(contents(await tail(disk, journal, 'state'))).toEqual([1, 2, 3, 6])
    await close()
    const again = await open(disk)
    expect(again.outcome).toBe('clean')
    expect(contents(await tail(disk, again.journal, 'state'))).toEqual([1, 2, 3, 6])
  }
})

it('J23: while its files are being opened again everything is answered, and closing waits for it', async () => {
  const { disk, append, read, compact, chainAt, close } = await opened()
  whole(await append(drafts(1, 3)))
  disk.disk.mood.failingSyncs = 1
  expect(await append([draft(4)])).toBeInstanceOf(Fault)
  for (const outcome of await Promise.all([
    append([draft(5)]),
    read('state', 0),
    compact('state', 2),
    chainAt('state', 2),
  ]))
    expect(outcome).toBeInstanceOf(Fault)
  await close()
  expect(contents(await tail(disk, (await open(disk)).journal, 'state'))).toEqual([1, 2, 3])
})

it('J62: what was confirmed while the disk was full stays so when the files are opened again', async () => {
  const { disk, journal, append } = await opened()
  whole(await append(drafts(1, 5)))
  disk.disk.mood.full = true
  journal.confirm('state', sequence(4))
  disk.schedule.run(disk.schedule.now() + 5_000)
  expect(await append([draft(6)])).toHaveProperty('code', 'FULL')
  disk.disk.mood.full = false
  disk.schedule.run(disk.schedule.now() + 10_000)
  expect(journal.position('state').confirmed).toBe(4)
  whole(await append([draft(6)]))
})

it('J24: on a full disk writes are refused with FULL, reads go on, and it recovers without a restart when there is room', async () => {
  const { disk, journal, append, read, compact } = await opened()
  whole(await append(drafts(1, 5)))
  disk.disk.mood.full = true
  const outcomes = await Promise.all([append([draft(6)]), append([draft(7)])])
  for (const outcome of outcomes) expect(outcome).toHaveProperty('code', 'FULL')
  expect(await append([draft(8)])).toHaveProperty('code', 'FULL')
  expect(await compact('state', 3)).toHaveProperty('code', 'FULL')
  disk.schedule.run(disk.schedule.now() + 60_000)
  expect(contents(whole(await read('state', 0)))).toEqual(range(1, 5))
  expect(contents(await base(disk, journal, 'state'))).toEqual([])
  expect(await append([draft(9)])).toHaveProperty('code', 'FULL')
  disk.disk.mood.full = false
  disk.schedule.run(disk.schedule.now() + 10_000)
  whole(await append([draft(10)]))
  expect(await compact('state', 3)).toBeUndefined()
  expect(contents(await tail(disk, journal, 'state'))).toEqual([4, 5, 10])
})

it('J24: a disk that fills up again while the journal recovers is waited for again', async () => {
  const { disk, journal, append } = await opened()
  whole(await append(drafts(1, 2)))
  disk.disk.mood.failingSyncs = 1
  expect(await append([draft(3)])).toBeInstanceOf(Fault)
  disk.disk.mood.full = true
  disk.schedule.run(disk.schedule.now() + 30_000)
  disk.disk.mood.full = false
  disk.schedule.run(disk.schedule.now() + 10_000)
  whole(await append([draft(4)]))
  expect(contents(await tail(disk, journal, 'state'))).toEqual([1, 2, 4])
})

it('J25: what arrives during a slow write forms the next commit, at most a mebibyte each', async () => {
  const disk = simulatedDisk(3)
  disk.disk.mood.slowMs = 500
  let batches = 0
  const { journal } = await open(disk, {
    openStore: (done) =>
      disk.openStore((store) => {
        if (store instanceof Fault) return done(store)
        done({
          ...store,
          batch: (writes, options, ended) => {
            batches += 1
            const bytes = writes.reduce(
              (sum, each) => sum + ('put' in each ? each.value.length : 0),
              0,
            )
            expect(bytes).toBeLessThan(1_200_000)
            store.batch(writes, options, ended)
          },
        })
      }),
  })
  batches = 0
  const { append } = asked(disk, journal)
  await Promise.all(range(1, 500).map((n) => append([draft(n)])))
  expect(batches).toBe(2)
  batches = 0
  const body = new Uint8Array(100_000)
  await Promise.all(range(1, 30).map((n) => append([draft(n, { body })])))
  expect(batches).toBe(4)
})

it('J25: two slots are written in turn, each only after its facts are on the disk', async () => {
  const disk = simulatedDisk(4)
  const events: string[] = []
  const { journal } = await open(disk, {
    openStore: (done) =>
      disk.openStore((store) =>
        done(
          store instanceof Fault
            ? store
            : {
                ...store,
                batch: (writes, options, ended) =>
                  store.batch(writes, options, (fault) => {
                    events.push('facts')
                    ended(fault)
                  }),
              },
        ),
      ),
    openSlots: (done) =>
      disk.openSlots((slots: Slots | Fault) =>
        done(
          slots instanceof Fault
            ? slots
            : {
                ...slots,
                write: (slot, bytes, ended) => {
                  events.push(`slot ${slot}`)
                  slots.write(slot, bytes, ended)
                },
              },
        ),
      ),
  })
  events.length = 0
  for (const n of range(1, 4)) whole(await asked(disk, journal).append([draft(n)]))
  expect(events.filter((_, at) => at % 2 === 0)).toEqual(['facts', 'facts', 'facts', 'facts'])
  const slots = events.filter((_, at) => at % 2 === 1)
  expect(new Set(slots.slice(0, 2)).size).toBe(2)
  expect(slots.slice(2)).toEqual(slots.slice(0, 2))
})

it('J26: above its bound the oldest telemetry is dropped, one fact a time says which; state and audit stay', async () => {
  const tailBytesMax = 20_000
  const { disk, journal, append } = await opened(5, { tailBytesMax })
  whole(await append([...drafts(1, 10), ...drafts(11, 20, { lane: 'audit' })]))
  for (let n = 100; n < 400; n += 5) whole(await append(drafts(n, n + 4, { lane: 'telemetry' })))
  disk.schedule.run(disk.schedule.now() + 1_000)
  expect(contents(await tail(disk, journal, 'state'))).toEqual(range(1, 10))
  expect(contents(await tail(disk, journal, 'audit'))).toEqual(range(11, 20))
  const kept = await tail(disk, journal, 'telemetry')
  const { checkpoint } = journal.position('telemetry')
  expect(kept[0]?.seq).toBe(checkpoint + 1)
  expect(contents(kept)).toContain(399)
  const ranges = kept.filter((fact) => envelopeOf(fact).kind === 'dropped').map(bodyOf)
  expect(ranges.length).toBeGreaterThan(0)
  expect((ranges.at(-1) as { to: number }).to).toBe(checkpoint)
  expect(await base(disk, journal, 'telemetry')).toEqual([])
  const bytes = (await Promise.all(lanes.map((lane) => tail(disk, journal, lane))))
    .flat()
    .reduce((sum, fact) => sum + fact.envelope.length, 0)
  expect(bytes).toBeLessThan(tailBytesMax)
  await asked(disk, journal).close()
  expect((await open(disk)).outcome).toBe('clean')
})

it('J26: with state and audit alone above the bound nothing is dropped', async () => {
  const { disk, journal, append } = await opened(6, { tailBytesMax: 1_000 })
  for (let n = 1; n <= 40; n += 4) whole(await append(drafts(n, n + 3)))
  expect(contents(await tail(disk, journal, 'state'))).toEqual(range(1, 40))
})

it('J27: a second process on the folder is refused with STORE_LOCKED', async () => {
  const { disk } = await opened()
  expect(await tryOpen(disk)).toHaveProperty('code', 'STORE_LOCKED')
})

/** A disk whose store loses something before it is opened a second time. */
function losing(lose: (store: Store) => Store) {
  const disk = simulatedDisk(9)
  let openings = 0
  const openStore: Open<Store> = (done) =>
    disk.openStore((store) => {
      openings += 1
      done(store instanceof Fault || openings === 1 ? store : lose(store))
    })
  return { disk, openStore }
}

it('J23: when acknowledged facts are lost meanwhile, a new epoch begins in the running process', async () => {
  const { disk, openStore } = losing((store) => ({
    ...store,
    range: (range, done) =>
      store.range(range, (page) =>
        done(page instanceof Fault ? page : page.filter(({ key }) => key < tailName('state', 29))),
      ),
  }))
  const { journal } = await open(disk, { openStore })
  const { append } = asked(disk, journal)
  for (const n of range(1, 30)) whole(await append([draft(n)]))
  const { epoch: before } = journal.position('state')
  disk.disk.mood.failingSyncs = 1
  expect(await append([draft(31)])).toBeInstanceOf(Fault)
  disk.schedule.run(disk.schedule.now() + 10_000)
  expect(whole(await append([draft(32)])).map(({ seq }) => seq)).toEqual([30])
  expect(journal.position('state').epoch).toBeGreaterThan(before)
})

it('J23: what recovery finds and cannot repair is told by every later call', async () => {
  const { disk, openStore } = losing((store) => ({
    ...store,
    range: (range, done) =>
      store.range(range, (page) =>
        done(page instanceof Fault ? page : page.filter(({ key }) => key !== tailName('state', 7))),
      ),
  }))
  const { journal } = await open(disk, { openStore })
  const { append, read, close } = asked(disk, journal)
  for (const n of range(1, 30)) whole(await append([draft(n)]))
  disk.disk.mood.failingSyncs = 1
  expect(await append([draft(31)])).toBeInstanceOf(Fault)
  disk.schedule.run(disk.schedule.now() + 60_000)
  expect(await append([draft(32)])).toHaveProperty('code', 'JOURNAL_HOLE')
  expect(await read('state', 0)).toHaveProperty('code', 'JOURNAL_HOLE')
  await close()
})

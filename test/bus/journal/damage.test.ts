// A journal whose files were damaged while it was closed: every outcome is defined, and nothing is missing in silence.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { encodeHead, readHead } from '../../../bus/journal/head.ts'
import { encodeMeta } from '../../../bus/journal/checkpoint.ts'
import { checkpointName, metaName, tailName } from '../../../bus/journal/names.ts'
import type { OpenedJournal, Remedy, Untold } from '../../../bus/journal/parts.ts'
import { copyUntold } from '../../../bus/up/copy-untold.ts'
import type { Stored } from '../../../bus/journal.ts'
import type { Store, Write } from '../../../bus/store.ts'
import { Fault } from '../../../src/kernel/fault.ts'
import { epoch, producerId, sequence } from '../../../src/kernel/ids.ts'
import { memoryDisk, whole } from '../../conformance/disk.ts'
import type { TestDisk } from '../../conformance/disk.ts'
import {
  asked,
  base,
  bodyOf,
  contents,
  drafts,
  envelopeOf,
  open,
  producer,
  tail,
  tamper,
  tamperSlots,
  tryOpen,
} from '../../support/journal.ts'

/** A closed journal of `facts` facts in the state lane, `compacted` of them in the base. */
async function closed(facts: number, compacted = 0) {
  const disk = memoryDisk()
  const { journal } = await open(disk)
  const stored: Stored[] = []
  for (let n = 1; n <= facts; n++)
    stored.push(...whole(await asked(disk, journal).append(drafts(n, n))))
  whole(await asked(disk, journal).compact('state', compacted))
  const position = journal.position('state')
  await asked(disk, journal).close()
  return { disk, stored, position }
}

const remove = (disk: TestDisk, ...seqs: number[]) =>
  tamper(disk, () => seqs.map((seq) => ({ del: tailName('state', seq) })))

const bend = (bytes: Uint8Array, at: number): Uint8Array => {
  const bent = bytes.slice()
  bent[at % bent.length] = (bent[at % bent.length] ?? 0) ^ 4
  return bent
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at)

const renewing = { repair: (_holes: unknown, answer: (remedy: Remedy) => void) => answer('renew') }

it('J15: facts missing between others: the journal does not open, and the fault names their exact sequences', async () => {
  const { disk } = await closed(20)
  await remove(disk, 5, 6, 7, 12)
  const outcome = await tryOpen(disk)
  expect(outcome).toHaveProperty('code', 'JOURNAL_HOLE')
  expect(String(outcome)).toContain('state tail 5..7, state tail 12..12')
  expect(await tryOpen(disk)).toHaveProperty('code', 'JOURNAL_HOLE')
})

it('J15: a record with a flipped bit is a missing one, wherever the bit is', async () => {
  const { disk } = await closed(9)
  for (const at of [0, 3, 4, 11, 12, 20, 43, 44, 80]) {
    let old: Uint8Array | undefined
    const name = tailName('state', 4)
    await tamper(disk, (entries) => {
      old = entries.find((entry) => entry.key === name)?.value
      return [{ put: name, value: bend(old ?? new Uint8Array(1), at) }]
    })
    expect(String(await tryOpen(disk))).toContain('state tail 4..4')
    await tamper(disk, () => [{ put: name, value: old ?? new Uint8Array(0) }])
  }
  expect((await open(disk)).outcome).toBe('clean')
})

it('J15: of facts that were committed together none is there without the others', async () => {
  const disk = memoryDisk()
  const { journal } = await open(disk)
  for (const n of [1, 6, 11]) whole(await asked(disk, journal).append(drafts(n, n + 4)))
  await asked(disk, journal).close()
  await remove(disk, 6)
  expect(String(await tryOpen(disk))).toContain('state tail 6..10')
})

it('J16: a hole that is filled with the very facts is whole again; other facts do not fit', async () => {
  const { disk, stored, position } = await closed(20)
  await remove(disk, 5, 6, 12)
  const others = stored.map((fact) => (fact.seq === 6 ? (stored[7] as Stored) : fact))
  const answering = (facts: readonly Stored[]) => ({
    repair: (_holes: unknown, answer: (remedy: Remedy) => void) =>
      answer(facts.map((fact) => fact.envelope)),
  })
  expect(await tryOpen(disk, answering(others))).toHaveProperty('code', 'JOURNAL_HOLE')
  expect(await tryOpen(disk, answering([]))).toHaveProperty('code', 'JOURNAL_HOLE')
  const opened = await open(disk, answering(stored))
  expect(opened.outcome).toBe('repaired')
  expect(contents(await tail(disk, opened.journal, 'state'))).toEqual(range(1, 20))
  expect(opened.journal.position('state')).toEqual(position)
})

it('J17: a hole that is given up begins a new epoch, keeps the last fact of each key up to it and every fact after it, and says what is lost', async () => {
  const { disk, position } = await closed(20, 3)
  await remove(disk, 6, 7, 12)
  const opened = await open(disk, renewing)
  expect(opened.outcome).toBe('renewed')
  expect(opened.losses).toEqual([
    { lane: 'state', part: 'tail', from: 6, to: 7 },
    { lane: 'state', part: 'tail', from: 12, to: 12 },
  ])
  const { journal } = opened
  expect(journal.position('state').epoch).toBeGreaterThan(position.epoch)
  const kept = [...(await base(disk, journal, 'state')), ...(await tail(disk, journal, 'state'))]
  expect(contents(kept)).toEqual([5, 8, 9, 10, 11, 13, ...range(14, 20), 'epoch-began'])
  expect(bodyOf(kept.at(-1) as Stored)).toMatchObject({ previous: position.epoch, upTo: 20 })
  const audit = await tail(disk, journal, 'audit')
  expect(audit.map((fact) => envelopeOf(fact).kind)).toEqual([
    'epoch-began',
    'hole-found',
    'hole-found',
  ])
  expect(bodyOf(audit[1] as Stored)).toEqual({ lane: 'state', part: 'tail', from: 6, to: 7 })
  await asked(disk, journal).close()
  expect((await open(disk)).outcome).toBe('clean')
})

it('J60: what had not travelled when a hole was given up is written again in the new epoch, in its order and before all else', async () => {
  const disk = memoryDisk()
  const { journal: first } = await open(disk)
  for (let n = 1; n <= 9; n++) whole(await asked(disk, first).append(drafts(n, n)))
  first.confirm('state', sequence(3))
  for (let n = 10; n <= 14; n++) whole(await asked(disk, first).append(drafts(n, n)))
  const { epoch: life } = first.position('state')
  await asked(disk, first).close()
  await remove(disk, 6, 11)
  const { journal, untold } = await open(disk, renewing)
  expect(untold).toEqual({ state: 3, telemetry: 0, audit: 0 })
  await disk.drive<Fault | undefined>((done) => copyUntold(journal, untold as Untold, done))
  const facts = await tail(disk, journal, 'state')
  const again = [4, 7, 8, 9, 10, 12, 13, 14]
  expect(contents(facts)).toEqual([13, 14, 'epoch-began', ...again])
  const causes = facts.slice(3).map((fact) => envelopeOf(fact).cause)
  expect(causes).toEqual(again.map((seq) => `node/a/state/${life}/${seq}`))
  expect(journal.position('state').confirmed).toBe(14)
})

/** A disk whose store takes so many more batches, and then none: its process is about to die. */
const dying = (disk: TestDisk, batches: number): TestDisk & { readonly isDead: () => boolean } => {
  let left = batches
  const openStore: TestDisk['openStore'] = (done) =>
    disk.openStore((store) => {
      if (store instanceof Fault) return done(store)
      const batch: Store['batch'] = (writes, how, answer) => {
        if (--left >= 0) store.batch(writes, how, answer)
        else disk.clock.soon(() => answer(new Fault('STORE_BROKEN', 'the power is cut')))
      }
      done({ ...store, batch })
    })
  return { ...disk, openStore, isDead: () => left < 0 }
}

/** Opens a journal, gives up its holes and tells what was untold, as agents do. */
async function openAndTell(disk: TestDisk) {
  const opened = await tryOpen(disk, renewing)
  if (opened instanceof Fault) return undefined
  const { journal, untold, told } = opened
  const failed =
    untold === undefined
      ? undefined
      : ((await disk.drive<Fault | undefined>((done) => copyUntold(journal, untold, done))) ??
        (await disk.drive<Fault | undefined>(told)))
  if (failed === undefined) return opened
  await asked(disk, journal).close()
  return undefined
}

it('J61: a giving up that a power cut interrupts anywhere goes on, and what had not travelled is told', async () => {
  for (let batches = 0; ; batches++) {
    const disk = memoryDisk()
    const { journal: first } = await open(disk)
    for (const lane of ['state', 'audit'] as const) {
      for (let n = 1; n <= 9; n++) whole(await asked(disk, first).append(drafts(n, n, { lane })))
      first.confirm(lane, sequence(3))
    }
    const { epoch: life } = first.position('state')
    await asked(disk, first).close()
    await tamper(disk, () =>
      (['state', 'audit'] as const).map((lane) => ({ del: tailName(lane, 6) })),
    )
    const before = dying(disk, batches)
    const ended = await openAndTell(before)
    if (ended !== undefined) await asked(disk, ended.journal).close()
    const opened = await openAndTell(disk)
    expect(opened).toBeDefined()
    const { journal } = opened as OpenedJournal
    for (const lane of ['state', 'audit'] as const) {
      const facts = (await tail(disk, journal, lane)).filter(({ epoch: of }) => of > life)
      const again = contents(facts).filter((one) => typeof one === 'number')
      expect([lane, batches, [...new Set(again)]]).toEqual([lane, batches, [4, 5, 7, 8, 9]])
      const kinds = facts.map((fact) => envelopeOf(fact).kind)
      expect(kinds.filter((kind) => kind === 'epoch-began')).toHaveLength(1)
      expect(kinds.filter((kind) => kind === 'hole-found')).toHaveLength(lane === 'audit' ? 2 : 0)
    }
    await asked(disk, journal).close()
    const last = await open(disk)
    expect([last.outcome, last.untold]).toEqual(['clean', undefined])
    if (!before.isDead()) return
  }
})

it('J61: what was said before the telling came to its end stands last all the same', async () => {
  const disk = memoryDisk()
  const { journal: first } = await open(disk)
  for (let n = 1; n <= 9; n++) whole(await asked(disk, first).append(drafts(n, n)))
  first.confirm('state', sequence(3))
  await asked(disk, first).close()
  await remove(disk, 6)
  const untold = await open(disk, renewing)
  // Of the same key as 5.
  whole(await asked(disk, untold.journal).append(drafts(12, 12)))
  await asked(disk, untold.journal).close()
  const { journal } = (await openAndTell(disk)) as OpenedJournal
  const said = contents(await tail(disk, journal, 'state')).filter((n) => n === 5 || n === 12)
  expect(said).toEqual([12, 5, 12])
})

it('J18: a lost end begins a new epoch after what is left, so that no sequence is used twice under one name', async () => {
  const { disk, position } = await closed(20)
  await remove(disk, 18, 19, 20)
  const { journal, outcome, losses } = await open(disk)
  expect(outcome).toBe('renewed')
  expect(losses).toEqual([{ lane: 'state', part: 'tail', from: 18, to: 20 }])
  const facts = await tail(disk, journal, 'state')
  expect(contents(facts)).toEqual([...range(1, 17), 'epoch-began'])
  expect(bodyOf(facts.at(-1) as Stored)).toMatchObject({
    previous: position.epoch,
    upTo: 17,
    lostTo: 20,
  })
  whole(await asked(disk, journal).append(drafts(50, 52)))
  const names = (await tail(disk, journal, 'state')).map(({ epoch, seq }) => `${epoch}/${seq}`)
  expect(new Set(names).size).toBe(names.length)
  await asked(disk, journal).close()
  const again = await open(disk)
  expect(again.outcome).toBe('clean')
  expect(contents(await tail(disk, again.journal, 'state')).slice(-3)).toEqual([50, 51, 52])
})

it('J18: an empty store beside a head is a lost journal, not a new one', async () => {
  const { disk, position } = await closed(6)
  await tamper(disk, (entries) => entries.map(({ key }) => ({ del: key })))
  const { outcome, losses, journal } = await open(disk)
  expect(outcome).toBe('renewed')
  expect(losses).toEqual([{ lane: 'state', part: 'tail', from: 1, to: 6 }])
  expect(journal.position('state').epoch).toBeGreaterThan(position.epoch)
})

it('J18: without a head nothing proves the end: a new epoch', async () => {
  const { disk, position } = await closed(6)
  await tamperSlots(disk, (bytes) => bytes && bend(bytes, 20))
  const { outcome, losses, journal } = await open(disk)
  expect(outcome).toBe('renewed')
  expect(losses).toEqual([])
  expect(journal.position('state').epoch).toBeGreaterThan(position.epoch)
  expect(contents(await tail(disk, journal, 'state'))).toEqual([...range(1, 6), 'epoch-began'])
})

it('J19: a torn head is made up for by the other slot; facts that were written but never acknowledged stay', async () => {
  const { disk, position } = await closed(6)
  let newest = -1
  await tamperSlots(disk, (bytes) => {
    newest = Math.max(newest, bytes === undefined ? -1 : (readHead(bytes)?.generation ?? -1))
    return undefined
  })
  await tamperSlots(disk, (bytes) =>
    bytes && readHead(bytes)?.generation === newest ? bytes.subarray(0, 60) : undefined,
  )
  await tamperSlots(disk, (bytes) =>
    bytes && readHead(bytes) === undefined ? bend(bytes, 70) : undefined,
  )
  const { outcome, journal } = await open(disk)
  expect(outcome).toBe('clean')
  expect(journal.position('state')).toEqual(position)
  whole(await asked(disk, journal).append(drafts(7, 7)))
  await asked(disk, journal).close()
  const again = await open(disk)
  expect([again.outcome, again.journal.position('state').last]).toEqual(['clean', 7])
})

it('J19: the last fact in the place of another is found by the head', async () => {
  const { disk } = await closed(6)
  const other = await closed(8)
  let foreign: Write | undefined
  await tamper(other.disk, (entries) => {
    const entry = entries.find(({ key }) => key === tailName('state', 6))
    foreign = entry && { put: entry.key, value: entry.value }
    return []
  })
  await tamperSlots(disk, (bytes) => {
    const head = bytes && readHead(bytes)
    const state = { last: sequence(6), chain: new Uint8Array(32).fill(7) }
    return head && encodeHead({ ...head, lanes: { ...head.lanes, state } })
  })
  await tamper(disk, () => (foreign ? [foreign] : []))
  const { outcome, losses } = await open(disk)
  expect([outcome, losses]).toEqual(['renewed', [{ lane: 'state', part: 'tail', from: 6, to: 6 }]])
})

it('J20: a journal of a newer format, or of another producer, is refused and left as it is', async () => {
  const { disk, position } = await closed(3)
  const put = (version: number, who: string) =>
    tamper(disk, () => [
      {
        put: metaName,
        value: encodeMeta({ version, epoch: position.epoch, producer: producerId(who) }),
      },
    ])
  await put(2, producer)
  expect(await tryOpen(disk, renewing)).toHaveProperty('code', 'NEWER_VERSION')
  await put(1, 'node/b')
  expect(await tryOpen(disk, renewing)).toHaveProperty('code', 'STORE_FOREIGN')
  await put(1, producer)
  expect((await open(disk)).outcome).toBe('clean')
})

it('J21: a base that lost or bent an entry is a hole of the base; given up, what is left counts again', async () => {
  for (const damage of ['lost', 'bent'] as const) {
    const { disk } = await closed(20, 10)
    await tamper(disk, (entries) =>
      entries
        .filter(({ key }) => key.endsWith('key-6'))
        .map(({ key, value }) =>
          damage === 'lost' ? { del: key } : { put: key, value: bend(value, 30) },
        ),
    )
    expect(String(await tryOpen(disk))).toContain('state base 1..10')
    const { journal, losses } = await open(disk, renewing)
    expect(losses).toEqual([{ lane: 'state', part: 'base', from: 1, to: 10 }])
    expect(contents(await base(disk, journal, 'state'))).toEqual([4, 5, 7, 8, 9, 10])
    expect(contents(await tail(disk, journal, 'state'))).toEqual([...range(11, 20), 'epoch-began'])
    await asked(disk, journal).close()
    expect((await open(disk)).outcome).toBe('clean')
  }
})

it('J21: a base whose compaction was lost heals from the facts that are then still in the tail', async () => {
  const disk = memoryDisk()
  const { journal } = await open(disk)
  for (const n of range(1, 12)) whole(await asked(disk, journal).append(drafts(n, n)))
  const before: Write[] = []
  await asked(disk, journal).close()
  await tamper(disk, (entries) => {
    before.push(
      ...entries
        .filter(({ key }) => /^[tb]/.test(key))
        .map(({ key, value }) => ({ put: key, value })),
    )
    return []
  })
  const second = await open(disk)
  whole(await asked(disk, second.journal).compact('state', 5))
  whole(await asked(disk, second.journal).compact('state', 9))
  await asked(disk, second.journal).close()
  await tamper(disk, (entries) => [
    ...entries
      .filter(({ key }) => key.startsWith('b/') && !/key-[12]$/.test(key))
      .map(({ key }) => ({ del: key })),
    ...before.filter(
      (write) =>
        'put' in write && write.put <= tailName('state', 7) && write.put.startsWith('t/state'),
    ),
  ])
  const { outcome, journal: healed } = await open(disk)
  expect(outcome).toBe('clean')
  expect(contents(await base(disk, healed, 'state'))).toEqual([3, 4, 5, 6, 7, 8, 9])
})

it('J21: a lost or bent checkpoint is never taken for an empty journal', async () => {
  for (const damage of [undefined, 40]) {
    const { disk } = await closed(20, 10)
    const name = checkpointName('state')
    await tamper(disk, (entries) => {
      const old = entries.find(({ key }) => key === name)?.value ?? new Uint8Array(1)
      return damage === undefined ? [{ del: name }] : [{ put: name, value: bend(old, damage) }]
    })
    expect(await tryOpen(disk)).toHaveProperty('code', 'JOURNAL_HOLE')
    const { journal } = await open(disk, renewing)
    const kept = [...(await base(disk, journal, 'state')), ...(await tail(disk, journal, 'state'))]
    expect(contents(kept)).toEqual([...range(5, 20), 'epoch-began'])
  }
})

it('J22: whatever single record is lost or bent, what is left is what was acknowledged, or the missing is named', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        facts: fc.integer({ min: 1, max: 25 }),
        compacted: fc.nat(25),
        pick: fc.nat(),
        bit: fc.option(fc.nat()),
        slots: fc.boolean(),
      }),
      async ({ facts, compacted, pick, bit, slots }) => {
        const { disk, stored } = await closed(facts, Math.min(compacted, facts))
        const all = new Map(stored.map((fact) => [fact.seq, fact.envelope]))
        if (slots) {
          await tamperSlots(disk, (bytes, at) =>
            bytes && at === pick % 2 ? bend(bytes, bit ?? 9) : undefined,
          )
        } else {
          await tamper(disk, (entries) => {
            const { key, value } = entries[pick % entries.length] ?? {
              key: '',
              value: new Uint8Array(1),
            }
            return [bit === null ? { del: key } : { put: key, value: bend(value, bit) }]
          })
        }
        const outcome = await tryOpen(disk, renewing)
        if (outcome instanceof Fault) throw outcome
        const { journal, losses } = outcome as OpenedJournal
        const kept = [
          ...(await base(disk, journal, 'state')),
          ...(await tail(disk, journal, 'state')),
        ]
        const own = kept.filter((fact) => envelopeOf(fact).kind === 'counted')
        for (const fact of own) expect(fact.envelope).toEqual(all.get(fact.seq))
        const latest = new Map(stored.map((fact) => [envelopeOf(fact).key, fact.seq]))
        const named = (seq: number) =>
          losses.some((loss) => loss.lane === 'state' && seq >= loss.from && seq <= loss.to)
        const there = new Set(own.map((fact) => fact.seq))
        for (const seq of latest.values()) expect(there.has(seq) || named(seq)).toBe(true)
        const names = kept.map(({ epoch, seq }) => `${epoch}/${seq}`)
        expect(new Set(names).size).toBe(names.length)
        await asked(disk, journal).close()
        expect((await open(disk)).outcome).toBe('clean')
      },
    ),
    { numRuns: 150 },
  )
})

it('J18: an epoch that had just begun when the process ended is not begun again', async () => {
  const { disk, position } = await closed(5)
  const opened = await open(disk)
  const heads: (Uint8Array | undefined)[] = []
  await asked(disk, opened.journal).close()
  await tamperSlots(disk, (bytes) => {
    heads.push(bytes)
    return undefined
  })
  const { journal } = await open(disk)
  await disk.drive<unknown>((done) => journal.begin(epoch(0), done))
  await asked(disk, journal).close()
  await tamperSlots(disk, (_bytes, at) => heads[at])
  const again = await open(disk)
  expect(again.outcome).toBe('clean')
  expect(contents(await tail(disk, again.journal, 'state'))).toEqual([
    ...range(1, 5),
    'epoch-began',
  ])
  expect(again.journal.position('state').epoch).toBeGreaterThan(position.epoch)
})

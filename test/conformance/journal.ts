// What a journal must do on every disk.
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Journal, Stored } from '../../bus/journal.ts'
import { lanes } from '../../src/facts.ts'
import type { Lane } from '../../src/facts.ts'
import { epoch } from '../../src/kernel/ids.ts'
import type { Epoch } from '../../src/kernel/ids.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import {
  asked,
  base,
  bodyOf,
  contents,
  draft,
  drafts,
  envelopeOf,
  open,
  sha256,
  tail,
} from '../support/journal.ts'
import { whole } from './disk.ts'
import type { TestDisk } from './disk.ts'

/** chain(n), computed the slow way. */
function chainOf(previous: Uint8Array, n: number, envelope: Uint8Array): Uint8Array {
  const count = Buffer.alloc(8)
  count.writeBigUInt64BE(BigInt(n))
  return sha256(Buffer.concat([previous, count, sha256(envelope)]))
}

export function journalConformance(name: string, make: () => TestDisk): void {
  describe(`journal on ${name}`, () => {
    let disk: TestDisk
    let journal: Journal
    const ask = () => asked(disk, journal)
    const reopen = async (): Promise<string> => {
      await ask().close()
      const opened = await open(disk)
      journal = opened.journal
      return opened.outcome
    }
    beforeEach(async () => {
      disk = make()
      const opened = await open(disk)
      expect(opened.outcome).toBe('created')
      journal = opened.journal
    })
    afterEach(async () => {
      await ask().close()
      disk.dispose()
    })

    it('J6: facts get dense sequences of their lane, in order, and are read back untouched', async () => {
      const first = whole(await ask().append([draft(1), draft(2, { lane: 'audit' }), draft(3)]))
      const second = whole(await ask().append([draft(4)]))
      const stored = [...first, ...second]
      expect(stored.map(({ lane, seq }) => `${lane} ${seq}`)).toEqual([
        'state 1',
        'audit 1',
        'state 2',
        'state 3',
      ])
      const read = await tail(disk, journal, 'state')
      expect(contents(read)).toEqual([1, 3, 4])
      const { producer, lane, epoch, seq, key } = envelopeOf(read[1] as Stored)
      expect({ producer, lane, epoch, seq, key }).toEqual({
        producer: 'node/a',
        lane: 'state',
        epoch: journal.position('state').epoch,
        seq: 2,
        key: 'key-3',
      })
      expect(contents(whole(await ask().read('state', 1, 1)))).toEqual([3])
      expect(whole(await ask().read('state', 3))).toEqual([])
      expect(whole(await ask().append([]))).toEqual([])
    })

    it('J6: appends made together are answered in order, each with its own facts', async () => {
      const order: number[] = []
      const all = Array.from({ length: 300 }, async (_, n) => {
        const stored = whole(await ask().append([draft(n)]))
        order.push(n)
        expect(contents(stored)).toEqual([n])
      })
      await Promise.all(all)
      expect(order).toEqual(order.toSorted((a, b) => a - b))
      expect(contents(await tail(disk, journal, 'state'))).toEqual(order)
    })

    it('J6: listeners hear every commit after its appends were answered, until they cancel', async () => {
      const heard: unknown[] = []
      const cancel = journal.listen((facts) => heard.push(...contents(facts)))
      journal.append([draft(1)], () => heard.push('answered'))
      whole(await ask().append([draft(2), draft(3)]))
      await ask().read('state', 0)
      expect(heard).toEqual(['answered', 1, 2, 3])
      cancel()
      whole(await ask().append([draft(4)]))
      await ask().read('state', 0)
      expect(heard).toHaveLength(4)
    })

    it('J7: the chain is chain(n) = H(chain(n−1) ‖ n ‖ H(envelope)), and is told for every sequence from the checkpoint on', async () => {
      whole(await ask().append(drafts(1, 5)))
      let chain: Uint8Array = new Uint8Array(32)
      for (const fact of await tail(disk, journal, 'state')) {
        chain = chainOf(chain, fact.seq, fact.envelope)
        expect(whole(await ask().chainAt('state', fact.seq))).toEqual(chain)
      }
      expect(journal.position('state').chain).toEqual(chain)
      expect(whole(await ask().chainAt('state', 0))).toEqual(new Uint8Array(32))
      expect(await ask().chainAt('state', 6)).toHaveProperty('code', 'GONE')
    })

    it('J8: an opened journal is where it was when it was closed', async () => {
      whole(await ask().append([...drafts(1, 20), ...drafts(21, 25, { lane: 'telemetry' })]))
      await ask().compact('state', 8)
      const before = lanes.map((lane) => journal.position(lane))
      expect(await reopen()).toBe('clean')
      expect(lanes.map((lane) => journal.position(lane))).toEqual(before)
      whole(await ask().append([draft(26)]))
      expect(contents(await tail(disk, journal, 'state')).slice(-2)).toEqual([20, 26])
    })

    it('J9: compaction keeps the last fact of each key, in order, and all after it; reading before is GONE', async () => {
      whole(await ask().append(drafts(1, 20)))
      expect(await ask().compact('state', 10)).toBeUndefined()
      expect(contents(await base(disk, journal, 'state'))).toEqual([4, 5, 6, 7, 8, 9, 10])
      expect(contents(await tail(disk, journal, 'state'))[0]).toBe(11)
      expect(await ask().read('state', 9)).toHaveProperty('code', 'GONE')
      expect(await ask().chainAt('state', 9)).toHaveProperty('code', 'GONE')
      expect(await ask().compact('state', 999)).toBeUndefined()
      expect(journal.position('state')).toMatchObject({ checkpoint: 20, last: 20 })
      expect(await reopen()).toBe('clean')
      expect(contents(await base(disk, journal, 'state'))).toEqual([14, 15, 16, 17, 18, 19, 20])
    })

    it('J9: compaction and reading may end anywhere within what was committed together', async () => {
      whole(await ask().append(drafts(1, 40)))
      whole(await ask().append(drafts(41, 50)))
      const chains: Uint8Array[] = []
      for (let at = 0; at <= 50; at++) chains.push(whole(await ask().chainAt('state', at)).slice())
      for (const upTo of [7, 8, 39, 40, 45]) {
        expect(await ask().compact('state', upTo)).toBeUndefined()
        expect(contents(await tail(disk, journal, 'state'))[0]).toBe(upTo + 1)
        for (let at = upTo; at <= 50; at++)
          expect(whole(await ask().chainAt('state', at))).toEqual(chains[at])
        for (let after = upTo; after < 50; after++)
          expect(contents(whole(await ask().read('state', after, 3)))[0]).toBe(after + 1)
        expect(await reopen()).toBe('clean')
      }
    })

    it('J9: thousands of facts are compacted step by step while others are appended', async () => {
      whole(await ask().append(drafts(1, 2_500)))
      const compacted = ask().compact('state', 2_500)
      whole(await ask().append(drafts(2_501, 2_503)))
      expect(await compacted).toBeUndefined()
      expect(contents(await tail(disk, journal, 'state'))).toEqual([2_501, 2_502, 2_503])
      expect(await reopen()).toBe('clean')
    })

    it('J10: a new epoch begins with a fact in every lane that says where it hangs on the previous one', async () => {
      whole(await ask().append(drafts(1, 3)))
      const before = lanes.map((lane) => journal.position(lane))
      const begun = await disk.drive<Epoch | Fault>((done) => journal.begin(epoch(0), done))
      const later = whole(begun)
      expect(later).toBeGreaterThan(before[0]?.epoch ?? 0)
      for (const [n, lane] of lanes.entries()) {
        const fact = (await tail(disk, journal, lane)).at(-1) as Stored
        expect(fact.epoch).toBe(later)
        expect(envelopeOf(fact)).toMatchObject({ kind: 'epoch-began', epoch: later })
        expect(bodyOf(fact)).toEqual({
          previous: before[n]?.epoch,
          upTo: before[n]?.last,
          chain: Buffer.from(before[n]?.chain ?? []).toString('hex'),
        })
      }
      expect(journal.position('state').began).toBe(4)
      expect(await reopen()).toBe('clean')
      expect(journal.position('audit').epoch).toBe(later)
      expect(journal.position('state').began).toBe(4)
      await ask().compact('state', 4)
      expect(journal.position('state').began).toBe(5)
      const above = await disk.drive<Epoch | Fault>((done) =>
        journal.begin(epoch(later + 50_000), done),
      )
      expect(above).toBeGreaterThan(later + 50_000)
    })

    it('J11: bodies, names and appends beyond their bounds are refused and nothing is written', async () => {
      const body = new Uint8Array(1_000_000)
      expect(await ask().append([draft(1), draft(2, { body })])).toHaveProperty('code', 'TOO_LARGE')
      expect(
        await ask().append(
          Array.from({ length: 40 }, (_, n) => draft(n, { body: body.subarray(0, 250_000) })),
        ),
      ).toHaveProperty('code', 'TOO_LARGE')
      expect(await ask().append([draft(1, { key: 'k'.repeat(2_000) })])).toHaveProperty(
        'code',
        'MALFORMED',
      )
      expect(await ask().append([draft(1, { kind: '' })])).toHaveProperty('code', 'MALFORMED')
      expect(journal.position('state').last).toBe(0)
    })

    it('J11: more bytes than may wait for the disk are refused with TOO_BUSY, the rest is written', async () => {
      const body = new Uint8Array(200_000)
      const outcomes = await Promise.all(
        Array.from({ length: 120 }, (_, n) => ask().append([draft(n, { body })])),
      )
      const refused = outcomes.filter((outcome) => outcome instanceof Error)
      expect(refused.length).toBeGreaterThan(0)
      expect(
        refused.every(
          (outcome) => outcome instanceof Error && 'code' in outcome && outcome.code === 'TOO_BUSY',
        ),
      ).toBe(true)
      expect(journal.position('state').last).toBe(120 - refused.length)
    })

    it('J12: closing answers everything that waits first; afterwards all is CLOSED', async () => {
      const waiting = [
        ask().append([draft(1)]),
        ask().append([draft(2)]),
        ask().compact('state', 1),
      ]
      await ask().close()
      const [first, second] = await Promise.all(waiting)
      expect([contents(whole(first as Stored[])), contents(whole(second as Stored[]))]).toEqual([
        [1],
        [2],
      ])
      expect(await ask().append([draft(3)])).toHaveProperty('code', 'CLOSED')
      expect(await ask().read('state', 0)).toHaveProperty('code', 'CLOSED')
      expect(await ask().compact('state', 1)).toHaveProperty('code', 'CLOSED')
      const opened = await open(disk)
      journal = opened.journal
      expect(contents(await tail(disk, journal, 'state'))).toEqual([1, 2])
    })

    type Step =
      | { readonly append: readonly { readonly lane: Lane; readonly key: number }[] }
      | { readonly compact: Lane; readonly part: number }
      | { readonly reopen: true }
      | { readonly begin: true }
    const lane = fc.constantFrom(...lanes)
    const step: fc.Arbitrary<Step> = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({
          append: fc.array(fc.record({ lane, key: fc.nat(4) }), { maxLength: 12 }),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ compact: lane, part: fc.double({ min: 0, max: 1, noNaN: true }) }),
      },
      { weight: 2, arbitrary: fc.constant({ reopen: true } as const) },
      { weight: 1, arbitrary: fc.constant({ begin: true } as const) },
    )

    it('J8, J9: whatever is appended, compacted, reopened and begun, it holds what a plain list would', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
          const model: Record<Lane, Stored[]> = { state: [], telemetry: [], audit: [] }
          const checkpoint: Record<Lane, number> = { state: 0, telemetry: 0, audit: 0 }
          const own = make()
          let mine = (await open(own)).journal
          let n = 0
          for (const each of steps) {
            if ('append' in each) {
              const list = each.append.map((fact) =>
                draft(n++, { lane: fact.lane, key: `k${fact.key}` }),
              )
              for (const fact of whole(await asked(own, mine).append(list)))
                model[fact.lane].push(fact)
            } else if ('compact' in each) {
              const upTo = Math.floor(each.part * model[each.compact].length)
              expect(await asked(own, mine).compact(each.compact, upTo)).toBeUndefined()
              checkpoint[each.compact] = Math.max(checkpoint[each.compact], upTo)
            } else if ('reopen' in each) {
              await asked(own, mine).close()
              const opened = await open(own)
              expect(opened.outcome).toBe('clean')
              mine = opened.journal
            } else {
              whole(await own.drive<Epoch | Fault>((done) => mine.begin(epoch(0), done)))
              for (const one of lanes)
                model[one].push((await tail(own, mine, one)).at(-1) as Stored)
            }
          }
          for (const one of lanes) {
            const list = model[one]
            const latest = new Map(
              list.slice(0, checkpoint[one]).map((fact) => [envelopeOf(fact).key, fact]),
            )
            const bytes = (facts: readonly Stored[]) =>
              facts.map(({ seq, epoch, envelope }) => [seq, epoch, ...envelope])
            expect(mine.position(one)).toMatchObject({
              checkpoint: checkpoint[one],
              last: list.length,
            })
            expect(bytes(await tail(own, mine, one))).toEqual(bytes(list.slice(checkpoint[one])))
            expect(bytes(await base(own, mine, one))).toEqual(
              bytes([...latest.values()].sort((a, b) => a.seq - b.seq)),
            )
            const chain = list.reduce<Uint8Array>(
              (before, fact) => chainOf(before, fact.seq, fact.envelope),
              new Uint8Array(32),
            )
            expect(mine.position(one).chain).toEqual(chain)
          }
          await asked(own, mine).close()
          own.dispose()
        }),
        { numRuns: 25 },
      )
    })
  })
}

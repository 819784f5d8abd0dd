// A journal under test: opened on a disk, written, read back whole, and its files damaged by hand.
import { createHash } from 'node:crypto'
import { openJournal } from '../../bus/journal/open-journal.ts'
import type { JournalParts, OpenedJournal } from '../../bus/journal/parts.ts'
import type { Draft, Journal, Stored } from '../../bus/journal.ts'
import type { Entry, Slots, Store, Write } from '../../bus/store.ts'
import { decodeEnvelope } from '../../schemas/envelope.ts'
import type { Envelope } from '../../schemas/envelope.ts'
import type { Lane } from '../../src/facts.ts'
import { Fault } from '../../src/kernel/fault.ts'
import { producerId, sequence } from '../../src/kernel/ids.ts'
import { wallMs } from '../../src/kernel/time.ts'
import { whole } from '../conformance/disk.ts'
import type { TestDisk } from '../conformance/disk.ts'

export const sha256 = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update(bytes).digest())

export const producer = producerId('node/a')

/** A draft; `n` is its content. */
export const draft = (n: number, more: Partial<Draft> = {}): Draft => ({
  lane: 'state',
  kind: 'counted',
  kindVersion: 1,
  key: `key-${n % 7}`,
  hlc: { wallMs: wallMs(n), counter: 0 },
  body: new TextEncoder().encode(JSON.stringify({ n })),
  ...more,
})

/** The drafts `from`..`to`. */
export const drafts = (from: number, to: number, more: Partial<Draft> = {}): readonly Draft[] =>
  Array.from({ length: to - from + 1 }, (_, at) => draft(from + at, more))

/** Opens a journal on a disk; a refusal is the outcome. */
export const tryOpen = (
  disk: TestDisk,
  more: Partial<JournalParts> = {},
): Promise<OpenedJournal | Fault> =>
  disk.drive<OpenedJournal | Fault>((done) =>
    openJournal(
      {
        producer,
        openStore: disk.openStore,
        openSlots: disk.openSlots,
        hash: sha256,
        clock: disk.clock,
        ...more,
      },
      done,
    ),
  )

/** Opens a journal that must open. */
export const open = async (disk: TestDisk, more: Partial<JournalParts> = {}) =>
  whole(await tryOpen(disk, more))

/** Everything one may ask of a journal, as promises. */
export const asked = (disk: TestDisk, journal: Journal) => ({
  append: (list: readonly Draft[]) =>
    disk.drive<readonly Stored[] | Fault>((done) => journal.append(list, done)),
  read: (lane: Lane, after: number, max = 10_000) =>
    disk.drive<readonly Stored[] | Fault>((done) => journal.read(lane, sequence(after), max, done)),
  compact: (lane: Lane, upTo: number) =>
    disk.drive<Fault | undefined>((done) => journal.compact(lane, sequence(upTo), done)),
  chainAt: (lane: Lane, at: number) =>
    disk.drive<Uint8Array | Fault>((done) => journal.chainAt(lane, sequence(at), done)),
  close: () => disk.drive<void>((done) => journal.close(() => done())),
})

/** All facts of a lane's tail. */
export async function tail(disk: TestDisk, journal: Journal, lane: Lane): Promise<Stored[]> {
  const all: Stored[] = []
  let after = journal.position(lane).checkpoint
  for (;;) {
    const page = whole(await asked(disk, journal).read(lane, after, 100))
    const last = page.at(-1)
    if (last === undefined) return all
    all.push(...page)
    after = last.seq
  }
}

/** All facts of a lane's base. */
export async function base(disk: TestDisk, journal: Journal, lane: Lane): Promise<Stored[]> {
  const all: Stored[] = []
  const fault = await disk.drive<Fault | undefined>((done) =>
    journal.base(lane, (facts) => all.push(...facts), done),
  )
  whole(fault)
  return all
}

/** What a fact's envelope says. */
export const envelopeOf = (fact: Stored): Envelope => whole(decodeEnvelope(fact.envelope))

/** The content of facts made by `draft`. */
export const contents = (facts: readonly Stored[]): readonly unknown[] =>
  facts.map((fact) => (bodyOf(fact) as { n?: number }).n ?? envelopeOf(fact).kind)

/** A fact's body. */
export const bodyOf = (fact: Stored): unknown =>
  JSON.parse(new TextDecoder().decode(envelopeOf(fact).body))

/** Changes the store's records by hand, the journal being closed. */
export async function tamper(
  disk: TestDisk,
  change: (entries: readonly Entry[]) => readonly Write[],
): Promise<void> {
  const store = whole(await disk.drive<Store | Fault>(disk.openStore))
  const entries: Entry[] = []
  for (;;) {
    const after = entries.at(-1)?.key
    const page = whole(
      await disk.drive<readonly Entry[] | Fault>((done) =>
        store.range({ ...(after === undefined ? {} : { after }), limit: 1_000 }, done),
      ),
    )
    if (page.length === 0) break
    entries.push(...page)
  }
  const fault = await disk.drive<Fault | undefined>((done) =>
    store.batch(change(entries), { sync: true }, done),
  )
  whole(fault)
  await disk.drive<void>((done) => store.close(() => done()))
}

/** Changes the slots by hand, the journal being closed. */
export async function tamperSlots(
  disk: TestDisk,
  change: (slot: Uint8Array | undefined, at: 0 | 1) => Uint8Array | undefined,
): Promise<void> {
  const slots = whole(await disk.drive<Slots | Fault>(disk.openSlots))
  type Both = readonly [Uint8Array | undefined, Uint8Array | undefined]
  const both = whole(await disk.drive<Both | Fault>((done) => slots.read(done)))
  for (const at of [0, 1] as const) {
    const bytes = change(both[at], at)
    if (bytes !== undefined)
      whole(await disk.drive<Fault | undefined>((done) => slots.write(at, bytes, done)))
  }
  await disk.drive<void>((done) => slots.close(() => done()))
}

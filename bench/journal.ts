// The journal beside the LevelDB it stands on: synced appends, and opening with verification.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Level } from 'level'
import { openFileSlots } from '../bus/adapters/file-slots.ts'
import { openLevelStore } from '../bus/adapters/level-store.ts'
import { sha256 } from '../bus/adapters/node-keyring.ts'
import { systemClock } from '../bus/adapters/system-clock.ts'
import type { Draft, Journal } from '../bus/journal.ts'
import { openJournal } from '../bus/journal/open-journal.ts'
import type { OpenedJournal } from '../bus/journal/parts.ts'
import { producerId, sequence } from '../src/kernel/ids.ts'
import { wallMs } from '../src/kernel/time.ts'
import { median, type Line } from './measure.ts'
import { outcome } from './outcome.ts'

const bodyBytes = 300
/** What one fact of ours weighs: the body and the envelope, checksum and chain around it. */
const recordBytes = 400
const runMs = 700
const runs = 5

function draft(n: number): Draft {
  const body = new Uint8Array(bodyBytes).fill(97)
  const hlc = { wallMs: wallMs(1_763_600_000_000 + n), counter: 0 }
  return {
    lane: 'state',
    kind: 'verdict-reached',
    kindVersion: 1,
    key: `node/n-${n % 1000}/verdict-reached`,
    hlc,
    body,
  }
}

async function open(folder: string): Promise<OpenedJournal> {
  return outcome<OpenedJournal>((done) =>
    openJournal(
      {
        producer: producerId('node/bench'),
        openStore: (opened) => openLevelStore(join(folder, 'journal'), opened),
        openSlots: (opened) => openFileSlots(join(folder, 'head'), opened),
        hash: sha256,
        clock: systemClock,
      },
      done,
    ),
  )
}

const close = (journal: Journal): Promise<void> => new Promise((resolve) => journal.close(resolve))

/** Facts per second when each commit carries `each` facts and the next waits for it. */
async function perSecond(each: number, commit: () => Promise<unknown>): Promise<number> {
  let facts = 0
  const began = performance.now()
  while (performance.now() - began < runMs) {
    await commit()
    facts += each
  }
  return (facts / (performance.now() - began)) * 1000
}

/** Ours and raw in turn, so that both see the same disk. */
async function appends(each: number): Promise<Line> {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-bench-'))
  const { journal } = await open(folder)
  const raw = new Level<string, Uint8Array>(join(folder, 'raw'), { valueEncoding: 'view' })
  await raw.open()
  let n = 0
  const ours: number[] = []
  const theirs: number[] = []
  const drafts = Array.from({ length: each }, (_, i) => draft(i))
  const value = new Uint8Array(recordBytes).fill(97)
  const oursOnce = (): Promise<unknown> => outcome((done) => journal.append(drafts, done))
  const rawOnce = (): Promise<unknown> => {
    const batch = raw.batch()
    for (let i = 0; i < each; i++) batch.put(`t/state/${String((n += 1)).padStart(16, '0')}`, value)
    return batch.write({ sync: true })
  }
  for (let i = 0; i < runs; i++) {
    theirs.push(await perSecond(each, rawOnce))
    ours.push(await perSecond(each, oursOnce))
  }
  await close(journal)
  await raw.close()
  rmSync(folder, { recursive: true })
  const aim = each === 1 ? '≥ 45 %' : '≥ 60 %'
  const what = `append, ${each} a commit, synced`
  return { what, ours: median(ours), raw: median(theirs), unit: 'facts/s', aim }
}

const replayed = 100_000
const perCommit = 20

/** Opening a journal of 100,000 facts, every byte verified, beside a scan of as many records of raw LevelDB. */
async function replay(): Promise<Line> {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-bench-'))
  await writeFacts(folder)
  await writeRaw(join(folder, 'raw'))
  const ours: number[] = []
  const theirs: number[] = []
  for (let i = 0; i < runs; i++) {
    theirs.push(await timed(replayed, () => scan(join(folder, 'raw'))))
    ours.push(await timed(replayed, async () => close((await readAll(folder)).journal)))
  }
  rmSync(folder, { recursive: true })
  const what = `open and verify 100,000 facts, ${perCommit} a commit`
  return { what, ours: median(ours), raw: median(theirs), unit: 'facts/s', aim: '≥ 50 %' }
}

async function writeFacts(folder: string): Promise<void> {
  const { journal } = await open(folder)
  for (let done = 0; done < replayed; done += perCommit) {
    const drafts = Array.from({ length: perCommit }, (_, i) => draft(done + i))
    await outcome((answer) => journal.append(drafts, answer))
  }
  await close(journal)
}

async function writeRaw(folder: string): Promise<void> {
  const raw = new Level<string, Uint8Array>(folder, { valueEncoding: 'view' })
  await raw.open()
  const value = new Uint8Array(recordBytes).fill(97)
  for (let done = 0; done < replayed; done += 1000) {
    const batch = raw.batch()
    for (let i = 0; i < 1000; i++) batch.put(`t/state/${String(done + i).padStart(16, '0')}`, value)
    await batch.write({ sync: true })
  }
  await raw.close()
}

async function readAll(folder: string): Promise<OpenedJournal> {
  const opened = await open(folder)
  const { last } = opened.journal.position('state')
  if (last < replayed) throw new Error(`expected ${replayed} facts, found ${sequence(last)}`)
  return opened
}

async function scan(folder: string): Promise<void> {
  const raw = new Level<string, Uint8Array>(folder, { valueEncoding: 'view' })
  await raw.open()
  const iterator = raw.iterator({ highWaterMarkBytes: 1_048_576 })
  let seen = 0
  for (let page = await iterator.nextv(1000); page.length > 0; page = await iterator.nextv(1000)) {
    seen += page.length
  }
  await iterator.close()
  await raw.close()
  if (seen < replayed) throw new Error(`expected ${replayed} records, found ${seen}`)
}

async function timed(count: number, call: () => Promise<void>): Promise<number> {
  const began = performance.now()
  await call()
  return (count / (performance.now() - began)) * 1000
}

/** The lines of this section. */
export async function journalLines(): Promise<readonly Line[]> {
  return [await appends(1), await appends(100), await appends(1000), await replay()]
}

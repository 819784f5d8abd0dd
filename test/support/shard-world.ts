// Replicas that share the logs of two shards, on virtual time, and what each of them knows.
import { createHash } from 'node:crypto'
import { openJournal } from '../../bus/journal/open-journal.ts'
import type { OpenedJournal } from '../../bus/journal/parts.ts'
import type { Draft, Journal, Stored } from '../../bus/journal.ts'
import { replayLane } from '../../bus/journal-replay.ts'
import { shardBounds } from '../../bus/shards/shard-parts.ts'
import type { ShardBounds, ShardNews } from '../../bus/shards/shard-parts.ts'
import { readBooks, Shards } from '../../bus/shards/shards.ts'
import type { ShardBook } from '../../bus/shards/shard-book.ts'
import { takenFact } from '../../bus/up/taken.ts'
import type { Envelope } from '../../schemas/envelope.ts'
import { createSchedule } from '../../sim/schedule.ts'
import { factFromEnvelope } from '../../schemas/fact-codec.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { LogLost } from '../../src/kernel/log-facts.ts'
import { producerId } from '../../src/kernel/ids.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'
import { whole } from '../conformance/disk.ts'
import { createSimDisk } from '../../sim/disk/disk.ts'
import type { SimDisk } from '../../sim/disk/disk.ts'
import { createKeyOffice } from '../../sim/keys.ts'
import { faultyLog } from './faulty-log.ts'
import { settled } from './up.ts'

const sha256 = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update(bytes).digest())

/** How many shards there are. */
export const shardCount = 2

/** A running replica. */
export interface RunningReplica {
  readonly name: string
  readonly shards: Shards
  readonly journal: Journal
  /** What it knows of notes, in the order in which it came to know. */
  readonly notes: string[]
  readonly news: ShardNews[]
  /** What others told of logs that were lost. */
  readonly lost: LogLost[]
  cut: boolean
  readonly kill: () => void
}

/** The body of a note: any text. */
export const note = (text: string): Draft => ({
  lane: 'state',
  kind: 'noted',
  kindVersion: 1,
  key: `note/${text}`,
  hlc: { wallMs: wallMs(1), counter: 0 },
  body: new TextEncoder().encode(JSON.stringify({ text })),
})

const noteIn = ({ kind, body }: Envelope): readonly string[] =>
  kind === 'noted' ? [(JSON.parse(new TextDecoder().decode(body)) as { text: string }).text] : []

function lostIn(envelope: Envelope): readonly LogLost[] {
  const fact = envelope.kind === 'log-lost' ? factFromEnvelope(envelope) : undefined
  return fact !== undefined && !isFault(fact) && fact.kind === 'log-lost' ? [fact] : []
}

/** The world: two logs, and as many replicas as are begun. */
export function shardWorld(seed: number | string = 1, bounds: Partial<ShardBounds> = {}) {
  const schedule = createSchedule({ wallStart: wallMs(1_700_000_000_000), random: random(seed) })
  const logs = Array.from({ length: shardCount }, faultyLog)
  const keys = createKeyOffice(sha256, String(seed)).keyringOf('cloud')
  const disks = new Map<string, SimDisk>()

  const begin = (name: string, own: Partial<ShardBounds> = bounds): RunningReplica => {
    const process = schedule.spawn()
    const { clock } = process
    const disk = disks.get(name) ?? createSimDisk(random(`${seed}/disk/${name}`))
    disks.set(name, disk)
    const mount = disk.mount(clock)
    const opened = settled<OpenedJournal | Fault>(schedule, (done) =>
      openJournal(
        { producer: producerId(`cloud/${name}`), hash: keys.hash, clock, ...mount },
        done,
      ),
    )
    const { journal } = whole(opened)
    const running = {
      name,
      journal,
      notes: replayed(schedule, journal),
      news: [] as ShardNews[],
      lost: [] as LogLost[],
      cut: false,
      kill: () => {
        process.kill()
        disk.crash()
      },
    }
    const parts = {
      replica: name,
      clock,
      random: random(`${seed}/${name}/${schedule.now()}`),
      signer: { producer: producerId(`cloud/${name}`), keyring: keys },
      stamp: () => ({ wallMs: clock.wall(), counter: 0 }),
      journal,
      openLog: (shard: number, done: (outcome: ReturnType<typeof opensLog>) => void) =>
        clock.soon(() => done(opensLog(shard))),
      shardOf: (envelope: Envelope) => shardOfNote(noteIn(envelope)[0] ?? ''),
      tells: {
        took: (items: readonly { readonly envelope: Envelope }[]) => {
          running.notes.push(...items.flatMap(({ envelope }) => noteIn(envelope)))
          running.lost.push(...items.flatMap(({ envelope }) => lostIn(envelope)))
        },
        wrote: () => {},
        changed: () => {},
        news: (_shard: number, news: ShardNews) => void running.news.push(news),
      },
      bounds: { ...shardBounds, ...own },
    }
    const opensLog = (shard: number) => {
      const log = logs[shard]
      if (log === undefined) throw new Error(`no shard ${shard}`)
      return log.open(clock, () => running.cut)
    }
    const books = whole(
      settled<readonly ShardBook[] | Fault>(schedule, (done) =>
        readBooks({ journal }, shardCount, done),
      ),
    )
    const shards = new Shards(parts, books)
    shards.lookEvery(500)
    return Object.assign(running, { shards })
  }
  return { schedule, logs, begin, run: (ms: number) => schedule.run(schedule.now() + ms), keys }
}

/** Notes belong to shards by their first letter. */
export const shardOfNote = (text: string): number => (text.startsWith('b') ? 1 : 0)

/** Writes a note through a replica; the outcome comes when the world has run. */
export function write(replica: RunningReplica, text: string, done: (fault?: Fault) => void): void {
  replica.shards.append(shardOfNote(text), [note(text)], (fault) => {
    if (fault === undefined) replica.notes.push(text)
    done(fault)
  })
}

function replayed(schedule: ReturnType<typeof createSchedule>, journal: Journal): string[] {
  const notes: string[] = []
  const take = (facts: readonly Stored[]): void => {
    for (const stored of facts) {
      const fact = takenFact(stored)
      if (fact !== undefined) notes.push(...noteIn(fact))
    }
  }
  whole(settled<Fault | undefined>(schedule, (done) => replayLane(journal, 'state', take, done)))
  return notes
}

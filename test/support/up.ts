// Producers and an owner on virtual time, joined by a network that may lose, repeat and reorder what it carries.
import { generateKeyPairSync } from 'node:crypto'
import { createMemoryDisk } from '../../bus/adapters/memory-store.ts'
import type { MemoryDisk } from '../../bus/adapters/memory-store.ts'
import { keyringOf } from '../../bus/adapters/node-keyring.ts'
import { openDoor } from '../../bus/door.ts'
import { openJournal } from '../../bus/journal/open-journal.ts'
import type { JournalParts, OpenedJournal } from '../../bus/journal/parts.ts'
import type { Journal, Stored } from '../../bus/journal.ts'
import type { Keyring } from '../../bus/keyring.ts'
import { copyUntold } from '../../bus/up/copy-untold.ts'
import { openOwner } from '../../bus/up/owner.ts'
import type { Owner } from '../../bus/up/owner.ts'
import { Uplink } from '../../bus/up/uplink.ts'
import type { UplinkBounds, UplinkNews } from '../../bus/up/uplink-parts.ts'
import { takenFact } from '../../bus/up/taken.ts'
import { intoJournal } from '../../bus/journal-facts.ts'
import { replayLane } from '../../bus/journal-replay.ts'
import type { Applied, Want } from '../../schemas/down.ts'
import { decodeEnvelope } from '../../schemas/envelope.ts'
import type { Envelope } from '../../schemas/envelope.ts'
import { createSchedule } from '../../sim/schedule.ts'
import type { Schedule } from '../../sim/schedule.ts'
import { producerId } from '../../src/kernel/ids.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'
import { lanes } from '../../src/facts.ts'
import { whole } from '../conformance/disk.ts'
import type { Fault } from '../../src/kernel/fault.ts'

const makeKeyring = (): Keyring =>
  keyringOf(generateKeyPairSync('ed25519').privateKey, generateKeyPairSync('x25519').privateKey)

const [cloudKeys, nodeKeys] = [makeKeyring(), makeKeyring()]

/** Chances in [0, 1) and the longest delay. */
export interface Weather {
  loss: number
  repeat: number
  delayMs: number
}

/** A world with one owner and as many lives of `node/a` as are begun. */
export function upWorld(seed = 1) {
  const schedule = createSchedule({ wallStart: wallMs(1_700_000_000_000), random: random(seed) })
  const chance = random(`${seed}/weather`)
  const weather: Weather = { loss: 0, repeat: 0, delayMs: 5 }
  const cloudDisk = createMemoryDisk(schedule.spawn().clock)
  return { schedule, chance, weather, cloudDisk }
}

/** The world's parts. */
export type UpWorld = ReturnType<typeof upWorld>

/** Runs the world until the callback was called. */
export function settled<T>(schedule: Schedule, ask: (done: (outcome: T) => void) => void): T {
  const box: { value?: T; there: boolean } = { there: false }
  ask((value) => Object.assign(box, { value, there: true }))
  while (!box.there) {
    const next = schedule.nextMs()
    if (next === undefined) throw new Error('the world ended before an answer came')
    schedule.run(next)
  }
  return box.value as T
}

/** Carries a message some time later, twice, or not at all. */
export function carry(world: UpWorld, deliver: () => void): void {
  const { clock } = world.schedule.spawn()
  const { weather, chance } = world
  const times = chance.next() < weather.loss ? 0 : chance.next() < weather.repeat ? 2 : 1
  for (let n = 0; n < times; n++) clock.after(1 + chance.next() * weather.delayMs, deliver)
}

/** A running owner. */
export interface RunningOwner {
  readonly owner: Owner
  readonly journal: Journal
  readonly took: Envelope[]
  readonly refused: () => Readonly<Record<string, number>>
  /** Connects a producer's ears. */
  ears: (down: Applied | Want) => void
  readonly said: (Applied | Want)[]
  readonly stop: () => void
}

/** Opens the owner on the cloud's disk, or on what `more` says. */
export function beginOwner(world: UpWorld, more: Partial<JournalParts> = {}): RunningOwner {
  const { clock } = world.schedule.spawn()
  const opened = settled<OpenedJournal | Fault>(world.schedule, (done) =>
    openJournal(
      { producer: producerId('cloud/0'), hash: cloudKeys.hash, clock, ...world.cloudDisk, ...more },
      done,
    ),
  )
  const { journal } = whole(opened)
  const door = openDoor(() => undefined, clock.mono)
  const took: Envelope[] = []
  const said: (Applied | Want)[] = []
  const running: { ears: (down: Applied | Want) => void } = { ears: () => undefined }
  const owner = settled<Owner | Fault>(world.schedule, (done) =>
    openOwner(
      {
        journal,
        sink: intoJournal(journal),
        keyring: cloudKeys,
        stamp: () => ({ wallMs: clock.wall(), counter: 0 }),
        door,
        keyOf: (producer) => (producer === 'node/a' ? nodeKeys.publicKeys.sign : undefined),
        say: (down) => {
          said.push(down)
          carry(world, () => running.ears(down))
        },
        took: (facts) => took.push(...facts),
      },
      done,
    ),
  )
  const stop = (): void => settled<void>(world.schedule, (done) => journal.close(() => done()))
  return Object.assign(running, {
    owner: whole(owner),
    journal,
    took,
    said,
    refused: door.refused,
    stop,
  })
}

/** A running producer. */
export interface RunningNode {
  readonly journal: Journal
  readonly uplink: Uplink
  readonly news: UplinkNews[]
  /** Batches under way, at most. */
  readonly sent: Uint8Array[]
  readonly stop: () => void
}

/** Begins a life of `node/a` on a disk, its batches going to whoever `to` is then. */
export function beginNode(
  world: UpWorld,
  disk: MemoryDisk & Pick<JournalParts, 'repair'>,
  to: () => RunningOwner | undefined,
  bounds: Partial<UplinkBounds> = {},
): RunningNode {
  const { clock } = world.schedule.spawn()
  const opened = settled<OpenedJournal | Fault>(world.schedule, (done) =>
    openJournal({ producer: producerId('node/a'), hash: nodeKeys.hash, clock, ...disk }, done),
  )
  const { journal, untold } = whole(opened)
  if (untold !== undefined)
    whole(settled<Fault | undefined>(world.schedule, (done) => copyUntold(journal, untold, done)))
  const news: UplinkNews[] = []
  const sent: Uint8Array[] = []
  const uplink = new Uplink({
    journal,
    keyring: nodeKeys,
    clock,
    random: world.chance.fork('uplink'),
    send: (bytes) => {
      sent.push(bytes)
      carry(world, () => to()?.owner.hear(bytes))
    },
    told: (each) => news.push(each),
    bounds,
  })
  uplink.linked()
  const stop = (): void => {
    uplink.stop()
    settled<void>(world.schedule, (done) => journal.close(() => done()))
  }
  return { journal, uplink, news, sent, stop }
}

/** Signs as `node/a`, or as a stranger. */
export const signers = { node: nodeKeys, stranger: makeKeyring() }

/** Everything in the cloud's journal, lane by lane. */
function everything(world: UpWorld, { journal }: RunningOwner): readonly Stored[] {
  return lanes.flatMap((lane) => {
    const facts: Stored[] = []
    const take = (page: readonly Stored[]) => facts.push(...page)
    const fault = settled<Fault | undefined>(world.schedule, (done) =>
      replayLane(journal, lane, take, done),
    )
    whole(fault)
    return facts
  })
}

/** Every fact of others that the cloud's journal holds. */
export const held = (world: UpWorld, running: RunningOwner): readonly Envelope[] =>
  everything(world, running).flatMap((stored) => takenFact(stored) ?? [])

/** The kinds of all facts in the cloud's journal. */
export const ownKinds = (world: UpWorld, running: RunningOwner): readonly string[] =>
  everything(world, running).map((stored) => whole(decodeEnvelope(stored.envelope)).kind)

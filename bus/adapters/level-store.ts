// The store port on LevelDB.
import { open as openFile, unlink } from 'node:fs/promises'
import { Level } from 'level'
import { Fault } from '../../src/kernel/fault.ts'
import type { Entry, Range, Store, Write } from '../store.ts'
import { mendLevel, repairLevel } from './level-mend.ts'

type Database = Level<string, Uint8Array>

/** What one answer of `range` holds at most, unless a single value is larger. */
const rangeBytes = 1_048_576

/** Free space that must be there before a full store is tried again. */
const roomBytes = 8 * 1_048_576

/** Folders that this process has open: LevelDB's own lock is between processes. */
const opened = new Set<string>()

/** Opens the LevelDB in `folder`, making it when it is not there: STORE_LOCKED, STORE_BROKEN, FULL. */
export function openLevelStore(folder: string, done: (outcome: Store | Fault) => void): void {
  if (opened.has(folder)) return void setImmediate(done, lockedFault(folder))
  opened.add(folder)
  open(folder).then(
    (level) => done(storeOver(level, folder)),
    (error: unknown) => {
      opened.delete(folder)
      done(faultOf(error, folder))
    },
  )
}

/** What LevelDB refuses to open it may still repair; the journal above verifies what comes of it. */
async function open(folder: string): Promise<Database> {
  await mendLevel(folder)
  const level: Database = new Level(folder, { keyEncoding: 'utf8', valueEncoding: 'view' })
  try {
    await level.open()
  } catch (error) {
    if (!isCorruption(error)) throw error
    await repairLevel(folder)
    await level.open()
  }
  return level
}

function storeOver(level: Database, folder: string): Store {
  const failed = (error: unknown): Fault => faultOf(error, folder)
  return {
    get: (key, done) => answer(() => level.get(key).then(plain), failed, done),
    range: (range, done) => answer(() => rangeOf(level, range), failed, done),
    batch: (writes, options, done) => answer(() => write(level, writes, options), failed, done),
    room: (done) => answer(() => probe(`${folder}.room`), failed, done),
    close: (done) => {
      const closed = (): void => {
        opened.delete(folder)
        done()
      }
      level.close().then(closed, closed)
    },
  }
}

/** LevelDB throws at once on a closed handle; either way the answer comes later and once. */
function answer<T>(
  ask: () => Promise<T>,
  failed: (error: unknown) => Fault,
  done: (outcome: T | Fault) => void,
): void {
  const asked = new Promise<T>((resolve) => resolve(ask()))
  asked.then(done, (error: unknown) => done(failed(error)))
}

/** LevelDB answers Buffers, whose `slice` does not copy. */
function plain<T extends Uint8Array | undefined>(bytes: T): T | Uint8Array {
  return bytes && new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

async function rangeOf(level: Database, range: Range): Promise<readonly Entry[]> {
  const { after, before, reverse = false, limit } = range
  const bounds = {
    ...(after === undefined ? {} : { gt: after }),
    ...(before === undefined ? {} : { lt: before }),
  }
  const iterator = level.iterator({ ...bounds, reverse, limit, highWaterMarkBytes: rangeBytes })
  try {
    const pairs = await iterator.nextv(limit)
    return pairs.map(([key, value]) => ({ key, value: plain(value) }))
  } finally {
    await iterator.close()
  }
}

/** A chained batch: a third of the cost of an array of operations. */
function write(
  level: Database,
  writes: readonly Write[],
  options: { readonly sync: boolean },
): Promise<undefined> {
  const batch = level.batch()
  for (const each of writes) {
    if ('put' in each) batch.put(each.put, each.value)
    else batch.del(each.del)
  }
  return batch.write({ sync: options.sync }).then(() => undefined)
}

async function probe(file: string): Promise<undefined> {
  const handle = await openFile(file, 'w')
  try {
    await handle.writeFile(new Uint8Array(roomBytes))
    await handle.sync()
  } finally {
    await handle.close()
    await unlink(file)
  }
}

function faultOf(error: unknown, folder: string): Fault {
  const causes = [error, error instanceof Error ? error.cause : undefined]
  const codes = causes.map((each) => (each as { code?: string } | undefined)?.code ?? '')
  const text = causes.map((each) => (each instanceof Error ? each.message : '')).join('; ')
  if (codes.includes('ENOSPC') || /no space left|quota exceeded/i.test(text))
    return new Fault('FULL', `expected room on the disk of ${folder}, got none: make room`, error)
  if (codes.includes('LEVEL_LOCKED')) return lockedFault(folder, error)
  if (codes.includes('LEVEL_DATABASE_NOT_OPEN') && !codes.includes('LEVEL_CORRUPTION'))
    if (causes[1] === undefined) return new Fault('CLOSED', `expected ${folder} to be open`, error)
  return new Fault('STORE_BROKEN', `expected a working store in ${folder}, got: ${text}`, error)
}

const isCorruption = (error: unknown): boolean =>
  error instanceof Error &&
  (error.cause as { code?: string } | undefined)?.code === 'LEVEL_CORRUPTION'

const lockedFault = (folder: string, error?: unknown): Fault =>
  new Fault(
    'STORE_LOCKED',
    `expected ${folder} to be free, got one that is open already: stop the other process first`,
    error,
  )

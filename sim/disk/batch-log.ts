// What a store has on a simulated disk: batches in the order written, of which those after the last sync may be lost.
//
// It loses as LevelDB does. A batch is there whole or not at all. A flipped bit in the log takes out a run of batches and
// keeps those after it, without a word. What is old enough was moved to tables, where a flipped bit bends one value.
import type { Random } from '../../src/kernel/random.ts'
import type { Write } from '../../bus/store.ts'

/** A batch in the log: under way, written to the system's memory, or on the disk. */
export interface Logged {
  readonly writes: readonly Write[]
  readonly bytes: number
  state: 'under way' | 'written' | 'synced'
}

/** So many batches are in the log before the older ones are moved to tables, or twice as many bytes as this. */
const logLength = 64
const logBytes = 64 * 1024

/** A run of batches that a flipped bit takes out has at most this length. */
const blockLength = 24

/** The tables and the log of one store. */
export interface BatchLog {
  readonly tables: Map<string, Uint8Array>
  log: Logged[]
}

/** A store without anything. */
export const emptyLog = (): BatchLog => ({ tables: new Map(), log: [] })

/** The same contents, apart. */
export const copyLog = ({ tables, log }: BatchLog): BatchLog => ({
  tables: new Map(tables),
  log: log.map((batch) => ({ ...batch })),
})

/** A batch begins to be written. */
export function beginBatch(disk: BatchLog, writes: readonly Write[]): Logged {
  const bytes = writes.reduce((sum, write) => sum + ('put' in write ? write.value.length : 0), 0)
  const batch: Logged = { writes, bytes, state: 'under way' }
  disk.log.push(batch)
  return batch
}

/** A batch is written; with `sync` it and all before it are on the disk. */
export function endBatch(disk: BatchLog, batch: Logged, sync: boolean): void {
  batch.state = 'written'
  if (!sync) return
  for (const each of disk.log.slice(0, disk.log.indexOf(batch) + 1))
    if (each.state !== 'under way') each.state = 'synced'
  moveToTables(disk)
}

/** A batch failed: it is there all the same, or not, as chance has it. */
export function failBatch(disk: BatchLog, batch: Logged, random: Random): void {
  batch.state = 'written'
  if (random.next() < 0.5) disk.log = disk.log.filter((each) => each !== batch)
}

function moveToTables(disk: BatchLog): void {
  const old = countOfOld(disk.log)
  if (old === 0 || disk.log.slice(0, old).some((batch) => batch.state !== 'synced')) return
  for (const batch of disk.log.splice(0, old)) apply(disk.tables, batch.writes)
}

/** How many of the oldest batches are old enough. */
function countOfOld(log: readonly Logged[]): number {
  if (log.length >= 2 * logLength) return log.length - logLength
  let bytes = log.reduce((sum, batch) => sum + batch.bytes, 0)
  if (bytes < 2 * logBytes) return 0
  let old = 0
  for (; bytes > logBytes && old < log.length - 1; old++) bytes -= log[old]?.bytes ?? 0
  return old
}

/** What a process that opens the store finds. */
export function contents(disk: BatchLog): Map<string, Uint8Array> {
  const found = new Map(disk.tables)
  for (const batch of disk.log) apply(found, batch.writes)
  return found
}

/** Power is lost: each batch that was not synced is there or not, as chance has it; what is there is on the disk. */
export function losePower(disk: BatchLog, random: Random): void {
  disk.log = disk.log.filter((batch) => batch.state === 'synced' || random.next() < 0.5)
  for (const batch of disk.log) batch.state = 'synced'
}

/** The process is killed: only what was under way is left to chance. */
export function loseProcess(disk: BatchLog, random: Random): void {
  disk.log = disk.log.filter((batch) => batch.state !== 'under way' || random.next() < 0.5)
  for (const batch of disk.log) if (batch.state === 'under way') batch.state = 'written'
}

/** One bit of the log flips, or, when it is empty, of a value in the tables; says whether there was any. */
export function flipBit(disk: BatchLog, random: Random): boolean {
  if (disk.log.length === 0) return bendValue(disk.tables, random)
  disk.log.splice(random.below(disk.log.length), 1 + random.below(blockLength))
  return true
}

/** The log's file is gone. */
export function loseLog(disk: BatchLog): void {
  disk.log = []
}

function bendValue(tables: Map<string, Uint8Array>, random: Random): boolean {
  const [key, value] = [...tables][random.below(Math.max(1, tables.size))] ?? []
  if (key === undefined || value === undefined || value.length === 0) return false
  const bent = value.slice()
  const at = random.below(bent.length)
  bent[at] = (bent[at] ?? 0) ^ (1 << random.below(8))
  tables.set(key, bent)
  return true
}

function apply(values: Map<string, Uint8Array>, writes: readonly Write[]): void {
  for (const write of writes)
    if ('put' in write) values.set(write.put, write.value)
    else values.delete(write.del)
}

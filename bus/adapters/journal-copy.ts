// A stopped producer's folder, looked at without changing it: locked, its files checked, its journal opened from a copy.
import { copyFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../../src/kernel/fault.ts'
import { readHead } from '../journal/head.ts'
import type { Open } from '../journal/parts.ts'
import type { Slots, Store } from '../store.ts'
import { readIfThere } from './durable-file.ts'
import { fileFault } from './file-fault.ts'
import { openFileSlots } from './file-slots.ts'
import type { FileDamage } from './level-check.ts'
import { copyLevel } from './level-copy.ts'
import { holdLevelLock, isLocked } from './level-lock.ts'
import { openLevelStore } from './level-store.ts'

/** Holds the locks of a store's LevelDBs; STORE_LOCKED when a process has one of them open. */
export async function holdStopped(
  folder: string,
  levels: readonly string[],
): Promise<() => Promise<void>> {
  const held: (() => Promise<void>)[] = []
  const letGo = async (): Promise<void> => {
    for (const each of held.toReversed()) await each()
  }
  try {
    for (const level of levels) held.push(await holdLevelLock(level))
  } catch (error) {
    await letGo()
    if (!isLocked(error)) throw fileFault((error as Error).cause ?? error, folder)
    const text = `expected ${folder} to be stopped, got one that a process has open: stop that process first`
    throw new Fault('STORE_LOCKED', text, error)
  }
  return letGo
}

/** The files of a journal, opened from a copy. */
export interface JournalCopy {
  readonly openStore: Open<Store>
  readonly openSlots: Open<Slots>
  readonly remove: () => Promise<void>
}

/** Copies store and slots of the journal in a producer's folder. */
export async function copyJournal(folder: string): Promise<JournalCopy> {
  const copy = await copyLevel(join(folder, 'journal'))
  const slots = join(copy.folder, 'slots')
  await copyFile(join(folder, 'head'), slots).catch(() => undefined)
  return {
    openStore: (done) => openLevelStore(copy.folder, done),
    openSlots: (done) => openFileSlots(slots, done),
    remove: copy.remove,
  }
}

/** Who a folder says it belongs to; undefined when that cannot be read. */
export async function ownerOf(folder: string): Promise<string | undefined> {
  try {
    const { producer } = JSON.parse(await readFile(join(folder, 'owner.json'), 'utf8'))
    return typeof producer === 'string' ? producer : undefined
  } catch {
    return undefined
  }
}

/** Slots lie in blocks of this size. */
const blockBytes = 4_096

/** Which of the two slots are damaged. */
export async function checkSlots(file: string): Promise<readonly FileDamage[]> {
  const bytes = await readIfThere(file)
  if (bytes !== undefined) return damagedSlots(bytes)
  return [{ file: 'head', what: 'is not there', harmless: false }]
}

/** A slot of zeros was never written, which may be so only before the second head. */
export function damagedSlots(bytes: Uint8Array): readonly FileDamage[] {
  const slots = [bytes.subarray(0, blockBytes), bytes.subarray(blockBytes, 2 * blockBytes)]
  const heads = slots.map((slot) => readHead(slot))
  const generation = Math.max(0, ...heads.map((head) => head?.generation ?? 0))
  return slots.flatMap((slot, at) => {
    const isEmpty = slot.every((byte) => byte === 0)
    if (heads[at] !== undefined || (isEmpty && generation < 2)) return []
    return [{ file: 'head', what: `slot ${at} is torn or bent; the other counts`, harmless: false }]
  })
}

// The stores below a folder, however deep: producers' folders, and any other LevelDB.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ownerOf } from '../../../bus/adapters/journal-copy.ts'
import { isDataFile } from '../../../bus/adapters/level-check.ts'
import { Fault } from '../../kernel/fault.ts'

/** A store: a producer's folder with its journal, or a LevelDB of another use. */
export interface StoreFolder {
  readonly folder: string
  readonly kind: 'producer' | 'level'
  /** Where its LevelDB lies. */
  readonly level: string
}

/** Finds them, in the order of their names: NOT_FOUND when the folder is not there. */
export async function findStores(data: string): Promise<readonly StoreFolder[]> {
  try {
    return await below(data)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new Fault('NOT_FOUND', `expected a folder with stores, got ${data}, which is not there`)
  }
}

/** What LevelDB put aside is no store, and the lock is an empty one. */
const passedOver = new Set(['damaged', 'lost', 'lock'])

/** `up` locks its folder as producers do, but has no journal. */
async function isOfUp(folder: string, names: readonly string[]): Promise<boolean> {
  return !names.includes('journal') && (await ownerOf(folder)) === 'up'
}

async function below(folder: string): Promise<readonly StoreFolder[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.map(({ name }) => name)
  const isProducer = names.includes('owner.json') && !(await isOfUp(folder, names))
  const found: StoreFolder[] = []
  if (isProducer) found.push({ folder, kind: 'producer', level: join(folder, 'journal') })
  if (names.some(isDataFile)) found.push({ folder, kind: 'level', level: folder })
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  for (const name of folders.toSorted())
    if (!passedOver.has(name) && !(isProducer && name === 'journal'))
      found.push(...(await below(join(folder, name))))
  return found
}

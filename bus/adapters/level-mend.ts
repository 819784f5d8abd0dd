// What must be mended before LevelDB may open a folder.
//
// A damaged table would stop the process, and for a lost CURRENT it would begin an empty database and remove the files
// of the old one.
import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { Level } from 'level'
import { currentHolds, damagedTables, namesIn } from './level-check.ts'
import { holdLevelLock } from './level-lock.ts'

/** On Node, `Level` is classic-level's class; its declaration leaves `repair` out. */
const { repair } = Level as unknown as { readonly repair: (folder: string) => Promise<void> }

/** Makes what is left of a database one that opens; nobody may have it open. */
export const repairLevel = (folder: string): Promise<void> => repair(folder)

/** Looks at every table and at CURRENT; repairs from what is whole when something is not. Damaged tables are kept aside. */
export async function mendLevel(folder: string): Promise<void> {
  const names = await namesIn(folder)
  const damaged = await damagedTables(folder, names)
  if (damaged.length === 0 && (await currentHolds(folder, names))) return
  const unlock = await holdLevelLock(folder)
  try {
    for (const name of damaged) await putAside(folder, name)
  } finally {
    await unlock()
  }
  await repairLevel(folder)
}

async function putAside(folder: string, name: string): Promise<void> {
  await mkdir(join(folder, 'damaged'), { recursive: true })
  await rename(join(folder, name), join(folder, 'damaged', name))
}

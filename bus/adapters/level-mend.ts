// What must be mended before LevelDB may open a folder.
//
// A damaged table would stop the process, and for a lost CURRENT it would begin an empty database and remove the files
// of the old one.
import { link, mkdir, mkdtemp, readFile, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Level } from 'level'
import { tableIsWhole } from './level-table.ts'

/** On Node, `Level` is classic-level's class; its declaration leaves `repair` out. */
const { repair } = Level as unknown as { readonly repair: (folder: string) => Promise<void> }

/** Makes what is left of a database one that opens; nobody may have it open. */
export const repairLevel = (folder: string): Promise<void> => repair(folder)

/** Looks at every table and at CURRENT; repairs from what is whole when something is not. Damaged tables are kept aside. */
export async function mendLevel(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  const damaged = await damagedTables(folder, names)
  if (damaged.length === 0 && (await currentHolds(folder, names))) return
  const unlock = await holdLock(folder)
  try {
    for (const name of damaged) await putAside(folder, name)
  } finally {
    await unlock()
  }
  await repairLevel(folder)
}

async function damagedTables(folder: string, names: readonly string[]): Promise<readonly string[]> {
  const damaged: string[] = []
  for (const name of names.filter((each) => /\.(?:ldb|sst)$/.test(each))) {
    const table = await readFile(join(folder, name))
    if (!tableIsWhole(new Uint8Array(table.buffer, table.byteOffset, table.length)))
      damaged.push(name)
  }
  return damaged
}

/** Whether CURRENT names a manifest that is there; a folder without any data needs none. */
async function currentHolds(folder: string, names: readonly string[]): Promise<boolean> {
  const current = await readFile(join(folder, 'CURRENT'), 'utf8').catch(() => '')
  if (current.endsWith('\n') && names.includes(current.trim())) return true
  return !names.some((name) => /\.(?:ldb|sst|log)$|^MANIFEST-/.test(name))
}

/**
 * Takes LevelDB's lock without opening the database: an empty one beside it is opened, whose LOCK is the same file.
 * Throws as an open would when another process has it.
 */
async function holdLock(folder: string): Promise<() => Promise<void>> {
  const beside = await mkdtemp(`${folder}.mend-`)
  await link(join(folder, 'LOCK'), join(beside, 'LOCK')).catch(() => undefined)
  const level = new Level(beside)
  await level.open()
  return async () => {
    await level.close()
    await rm(beside, { recursive: true, force: true })
  }
}

async function putAside(folder: string, name: string): Promise<void> {
  await mkdir(join(folder, 'damaged'), { recursive: true })
  await rename(join(folder, name), join(folder, 'damaged', name))
}

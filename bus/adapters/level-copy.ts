// A copy of a LevelDB that may be opened, mended and thrown away while the original stays as it is.
//
// LevelDB changes a folder by the mere opening: it makes tables of its logs and begins a new manifest. Tables are never
// changed in place, so the copy only points to them.
import { copyFile, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { isDataFile, isTable, namesIn } from './level-check.ts'

/** A folder for a while. */
export interface LevelCopy {
  readonly folder: string
  readonly remove: () => Promise<void>
}

/** Copies what LevelDB needs into a temporary folder. */
export async function copyLevel(original: string): Promise<LevelCopy> {
  const folder = await mkdtemp(join(tmpdir(), 'causeway-copy-'))
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true })
  try {
    for (const name of (await namesIn(original)).filter(isDataFile)) {
      const from = resolve(original, name)
      if (isTable(name)) await symlink(from, join(folder, name))
      else await copyFile(from, join(folder, name))
    }
  } catch (error) {
    await remove()
    throw error
  }
  return { folder, remove }
}

// LevelDB's lock, taken without opening the database behind it and without writing into its folder.
import { access, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Level } from 'level'

/**
 * An empty database elsewhere is opened whose LOCK is the same file. Throws as an open would when another process has
 * it; where there is no LOCK nobody has it.
 */
export async function holdLevelLock(folder: string): Promise<() => Promise<void>> {
  const lock = resolve(folder, 'LOCK')
  const isThere = await access(lock).then(
    () => true,
    () => false,
  )
  if (!isThere) return () => Promise.resolve()
  const beside = await mkdtemp(join(tmpdir(), 'causeway-lock-'))
  const remove = (): Promise<void> => rm(beside, { recursive: true, force: true })
  try {
    await symlink(lock, join(beside, 'LOCK'))
    const level = new Level(beside, { writeBufferSize: 65_536, cacheSize: 0 })
    await level.open()
    return () => level.close().then(remove)
  } catch (error) {
    await remove()
    throw error
  }
}

/** Whether an open failed because another process has the lock. */
export function isLocked(error: unknown): boolean {
  const { cause } = error as Error
  return ((cause ?? error) as NodeJS.ErrnoException).code === 'LEVEL_LOCKED'
}

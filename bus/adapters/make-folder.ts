// Makes a folder and those above it. Node's own recursive `mkdir` tries for ever below /proc.
import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Makes `path` and what is missing above it, for its owner alone; rejects with the file system's error. */
export async function makeFolder(path: string): Promise<void> {
  const refused = await tryToMake(path)
  if (refused === undefined) return
  const above = dirname(path)
  if (refused.code !== 'ENOENT' || above === path) throw refused
  await makeFolder(above)
  const again = await tryToMake(path)
  if (again !== undefined) throw again
}

/** Why there is no such folder now, if so. */
async function tryToMake(path: string): Promise<NodeJS.ErrnoException | undefined> {
  try {
    await mkdir(path, { mode: 0o700 })
    return undefined
  } catch (error) {
    return (await isFolder(path)) ? undefined : (error as NodeJS.ErrnoException)
  }
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )

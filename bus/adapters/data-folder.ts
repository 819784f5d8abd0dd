// A producer's data folder: who it belongs to, in which format, and the lock that keeps a second process out.
import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'
import { Level } from 'level'
import { Fault } from '../../src/kernel/fault.ts'
import type { ProducerId } from '../../src/kernel/ids.ts'
import { readIfThere, writeDurably } from './durable-file.ts'
import { fileFault } from './file-fault.ts'
import { isLocked } from './level-lock.ts'
import { makeFolder } from './make-folder.ts'

/** The format of folders that this code reads and writes. */
export const folderVersion = 1

/** An open folder; nobody else has it until it is closed. */
export interface DataFolder {
  readonly path: string
  readonly close: (done: () => void) => void
}

/**
 * Opens a folder as `producer`, making it when it is not there: STORE_LOCKED, STORE_FOREIGN, NEWER_VERSION,
 * CONFIG_INVALID (it cannot be made or written), FULL, STORE_BROKEN.
 */
export function openDataFolder(
  path: string,
  producer: ProducerId,
  done: (outcome: DataFolder | Fault) => void,
): void {
  claim(path, producer).then(
    (close) => done({ path, close: (closed) => void close().then(closed, closed) }),
    (error: unknown) => done(fileFault(error, path)),
  )
}

async function claim(path: string, producer: ProducerId): Promise<() => Promise<void>> {
  await makeWritable(path)
  const unlock = await lock(path)
  try {
    await checkOwner(join(path, 'owner.json'), producer)
  } catch (error) {
    await unlock()
    throw error
  }
  return unlock
}

/** Makes the folder, and that of its lock: LevelDB would try for ever where there can be none. */
async function makeWritable(path: string): Promise<void> {
  try {
    await makeFolder(path)
    await access(path, constants.W_OK | constants.X_OK)
    await makeFolder(join(path, 'lock'))
  } catch (error) {
    const fault = fileFault(error, path)
    throw fault.code === 'FULL' ? fault : unusable(path, error as NodeJS.ErrnoException)
  }
}

function unusable(path: string, error: NodeJS.ErrnoException): Fault {
  const { code = error.message } = error
  const came = ['EEXIST', 'ENOTDIR'].includes(code) ? 'a file in its way' : code
  return new Fault(
    'CONFIG_INVALID',
    `expected a folder at "${path}" that can be made and written, came ${came}: name another with --data, or change its owner`,
    error,
  )
}

/**
 * The lock is that of an empty LevelDB: the only lock on a file that Node offers, and the system lets go of it when the
 * process ends, however it ends.
 */
async function lock(path: string): Promise<() => Promise<void>> {
  const level = new Level(join(path, 'lock'), { writeBufferSize: 65_536, cacheSize: 0 })
  try {
    await level.open()
  } catch (error) {
    if (!isLocked(error)) throw (error as Error).cause ?? error
    throw new Fault(
      'STORE_LOCKED',
      `expected ${path} to be free, got one that another process has open: stop it first`,
      error,
    )
  }
  return () => level.close()
}

async function checkOwner(file: string, producer: ProducerId): Promise<void> {
  const bytes = await readIfThere(file)
  if (bytes === undefined)
    return writeDurably(file, `${JSON.stringify({ version: folderVersion, producer })}\n`)
  const owner = parse(bytes)
  if (typeof owner?.version !== 'number' || typeof owner.producer !== 'string')
    throw new Fault('STORE_BROKEN', `expected ${file} to name version and producer; restore it`)
  if (owner.version > folderVersion)
    throw new Fault(
      'NEWER_VERSION',
      `expected a folder of format ${folderVersion} or older, got format ${owner.version} in ${file}: update Causeway`,
    )
  if (owner.producer !== producer)
    throw new Fault(
      'STORE_FOREIGN',
      `expected the folder of ${producer}, got the folder of ${owner.producer} (${file}): use another --data`,
    )
}

function parse(bytes: Uint8Array): { version?: unknown; producer?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

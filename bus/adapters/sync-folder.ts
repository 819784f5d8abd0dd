// Making the names in a folder durable.
import { open } from 'node:fs/promises'

/** Syncs a folder, so that files made or renamed in it are found after a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

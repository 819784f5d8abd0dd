// What every role takes from the system: a seed, and its data folder.
import { randomUUID } from 'node:crypto'
import { openDataFolder, type DataFolder } from '../../../bus/adapters/data-folder.ts'
import { openNodeKeyring } from '../../../bus/adapters/node-keyring.ts'
import type { Keyring } from '../../../bus/keyring.ts'
import { producerId } from '../../kernel/ids.ts'
import { random, type Random } from '../../kernel/random.ts'
import { UsageError } from '../exit.ts'
import { outcomeOf } from '../promise.ts'

/** A fresh stream of randomness. */
export const freshRandom = (): Random => random(randomUUID())

/** The count that a flag says, from 1 on. */
export function countOf(flag: string, text: string, max: number): number {
  const count = /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0
  if (count >= 1 && count <= max) return count
  throw new UsageError(`${flag}: expected a count from 1 to ${max}, got "${text}"`)
}

/** A producer's folder, locked for this process, and its keys: those in it, or those of another folder. */
export async function openFolder(
  path: string,
  producer: string,
  keys = `${path}/keys`,
): Promise<{ folder: DataFolder; keyring: Keyring }> {
  const folder = await outcomeOf<DataFolder>((done) =>
    openDataFolder(path, producerId(producer), done),
  )
  const keyring = await outcomeOf<Keyring>((done) => openNodeKeyring(keys, done))
  return { folder, keyring }
}

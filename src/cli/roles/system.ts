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

/** The number of shards that `--shards` says. */
export function shardsOf(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text))
    throw new UsageError(`--shards: expected a count from 1 to 9999, got "${text}"`)
  return Number(text)
}

/** A producer's folder, locked for this process, and its keys. */
export async function openFolder(
  path: string,
  producer: string,
): Promise<{ folder: DataFolder; keyring: Keyring }> {
  const folder = await outcomeOf<DataFolder>((done) =>
    openDataFolder(path, producerId(producer), done),
  )
  const keyring = await outcomeOf<Keyring>((done) => openNodeKeyring(`${path}/keys`, done))
  return { folder, keyring }
}

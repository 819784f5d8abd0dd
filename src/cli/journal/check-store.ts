// Checking one stopped store: what of its files is damaged, where its lanes stand, and which sequences are missing.
import { join } from 'node:path'
import {
  checkSlots,
  copyJournal,
  holdStopped,
  ownerOf,
} from '../../../bus/adapters/journal-copy.ts'
import type { FileDamage } from '../../../bus/adapters/level-check.ts'
import { checkLevelFiles } from '../../../bus/adapters/level-check.ts'
import { sha256 } from '../../../bus/adapters/node-keyring.ts'
import { inspectJournal } from '../../../bus/journal/inspect.ts'
import type { Inspection } from '../../../bus/journal/inspect.ts'
import { isFault } from '../../kernel/fault.ts'
import type { Fault } from '../../kernel/fault.ts'
import { producerId } from '../../kernel/ids.ts'
import { outcomeOf } from '../promise.ts'
import type { StoreFolder } from './find-stores.ts'

/** What was found of one store. */
export interface StoreCheck {
  readonly store: StoreFolder
  readonly producer: string | undefined
  readonly damages: readonly FileDamage[]
  /** Its journal; a fault when it cannot be read at all. */
  readonly journal: Inspection | Fault | undefined
}

/** Whether nothing at all is wrong. */
export const isWhole = ({ damages, journal }: StoreCheck): boolean =>
  damages.every((damage) => damage.harmless) &&
  (journal === undefined || (!isFault(journal) && journal.missing.length === 0))

/** Checks a store and leaves it as it is: STORE_LOCKED when a process has it open. */
export async function checkStore(
  store: StoreFolder,
  looked: (file: string) => void = () => undefined,
): Promise<StoreCheck> {
  const { folder, kind, level } = store
  const letGo = await holdStopped(
    folder,
    kind === 'producer' ? [join(folder, 'lock'), level] : [level],
  )
  try {
    const files = await checkLevelFiles(level, looked)
    if (kind === 'level') return { store, producer: undefined, damages: files, journal: undefined }
    return await checkProducer(
      store,
      files.map((damage) => ({ ...damage, file: join('journal', damage.file) })),
    )
  } finally {
    await letGo()
  }
}

async function checkProducer(
  store: StoreFolder,
  files: readonly FileDamage[],
): Promise<StoreCheck> {
  const { folder } = store
  const owner = await ownerOf(folder)
  const journal = await inspect(folder, owner)
  const damages = [...files, ...(await checkSlots(join(folder, 'head')))]
  if (owner === undefined) damages.push(damageOf('owner.json', 'does not name a producer'))
  if (!isFault(journal) && journal.unproven)
    damages.push(damageOf('journal', 'nothing proves that its end is the end'))
  const producer = owner ?? (isFault(journal) ? undefined : journal.producer)
  return { store, producer, damages, journal }
}

const damageOf = (file: string, what: string): FileDamage => ({ file, what, harmless: false })

async function inspect(folder: string, owner: string | undefined): Promise<Inspection | Fault> {
  const copy = await copyJournal(folder)
  const whose = owner === undefined ? undefined : producerId(owner)
  try {
    return await outcomeOf<Inspection>((done) =>
      inspectJournal({ ...copy, hash: sha256 }, whose, done),
    )
  } catch (error) {
    if (isFault(error)) return error
    throw error
  } finally {
    await copy.remove()
  }
}

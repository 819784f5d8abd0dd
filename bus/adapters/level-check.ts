// What is damaged in the files of a LevelDB, told from their bytes alone: nothing is opened, and nothing written.
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { checkLog } from './level-log.ts'
import { tableIsWhole } from './level-table.ts'

/** A damaged file. Harmless is what a kill leaves behind: if facts are missing with it, the journal's walk names them. */
export interface FileDamage {
  readonly file: string
  readonly what: string
  readonly harmless: boolean
}

/** Whether a name is that of a table. */
export const isTable = (name: string): boolean => /\.(?:ldb|sst)$/.test(name)

/** Whether a name is that of a file that holds data or says where they are; LOG and LOCK are none. */
export const isDataFile = (name: string): boolean =>
  isTable(name) || /^(?:CURRENT|MANIFEST-\d+|\d+\.log)$/.test(name)

/** Looks at every table, log and manifest, and at CURRENT; `looked` is told of each. */
export async function checkLevelFiles(
  folder: string,
  looked: (file: string) => void = () => undefined,
): Promise<readonly FileDamage[]> {
  const names = (await namesIn(folder)).filter(isDataFile)
  const found: FileDamage[] = []
  for (const file of names) {
    const damage = damageOf(file, await bytesOf(join(folder, file)))
    if (damage !== undefined) found.push({ file, ...damage })
    looked(file)
  }
  if (await currentHolds(folder, names)) return found
  const what = 'does not name a manifest that is there'
  return [...found, { file: 'CURRENT', what, harmless: false }]
}

/** The tables that LevelDB must not open. */
export async function damagedTables(
  folder: string,
  names: readonly string[],
): Promise<readonly string[]> {
  const damaged: string[] = []
  for (const name of names.filter(isTable))
    if (!tableIsWhole(await bytesOf(join(folder, name)))) damaged.push(name)
  return damaged
}

/** Whether CURRENT names a manifest that is there; a folder without any data needs none. */
export async function currentHolds(folder: string, names: readonly string[]): Promise<boolean> {
  const current = await readFile(join(folder, 'CURRENT'), 'utf8').catch(() => '')
  if (current.endsWith('\n') && names.includes(current.trim())) return true
  return !names.some((name) => name !== 'CURRENT' && isDataFile(name))
}

/** The names in a folder; none where there is none. */
export const namesIn = (folder: string): Promise<readonly string[]> =>
  readdir(folder).then(
    (names) => names.toSorted(),
    () => [],
  )

/** What is wrong with a file's bytes, by its name; CURRENT is judged by what it names. */
export function damageOf(file: string, bytes: Uint8Array): Omit<FileDamage, 'file'> | undefined {
  if (file === 'CURRENT') return undefined
  if (isTable(file))
    return tableIsWhole(bytes)
      ? undefined
      : { what: 'a block is not what its checksum says', harmless: false }
  const check = checkLog(bytes)
  if (check.kind === 'whole') return undefined
  if (check.kind === 'bent')
    return { what: `the record at byte ${check.at} is bent`, harmless: false }
  return { what: `ends within a record at byte ${check.at}, as after a kill`, harmless: true }
}

const bytesOf = async (file: string): Promise<Uint8Array> => {
  const { buffer, byteOffset, length } = await readFile(file)
  return new Uint8Array(buffer, byteOffset, length)
}

// `causeway journal import`: carried batches into the running cloud, or the cloud's answers into a stopped node's folder.
import { readFile } from 'node:fs/promises'
import { sha256 } from '../../../bus/adapters/node-keyring.ts'
import { decodeCarried } from '../../../schemas/carried.ts'
import type { Carried } from '../../../schemas/carried.ts'
import { Fault, isFault } from '../../kernel/fault.ts'
import { importAnswers } from './import-answers.ts'
import { importBatches } from './import-batches.ts'

/** Flags of `journal import`. */
export interface ImportOptions {
  readonly data: string
  readonly cloud?: string
  /** Where the cloud's answers are written, to be carried back. */
  readonly answers?: string
}

/** Whoever does it twice changes nothing the second time. */
export async function importJournal(file: string, options: ImportOptions): Promise<void> {
  const carried = await read(file)
  if (carried.kind === 'batches') return importBatches(carried.messages, options)
  await importAnswers(carried.messages, options.data)
}

async function read(file: string): Promise<Carried> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new Fault('NOT_FOUND', `expected to read ${file}, got ${error.code ?? error.message}`)
  })
  const carried = decodeCarried(
    new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length),
    sha256,
  )
  if (isFault(carried)) throw new Fault(carried.code, `${file}: ${carried.message}`)
  return carried
}

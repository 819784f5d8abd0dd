// `causeway journal import`: carried batches into the running cloud, or the cloud's answers into a stopped node's folder.
import { readCarried } from './carried-file.ts'
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
  const { kind, messages } = await readCarried(file)
  if (kind === 'batches') await importBatches(messages, options)
  else await importAnswers(messages, options.data)
}

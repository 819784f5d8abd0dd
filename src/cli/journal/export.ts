// `causeway journal export`: a stopped node's facts as signed batches in a file, to be carried to the cloud by hand.
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { copyJournal, holdStopped, ownerOf } from '../../../bus/adapters/journal-copy.ts'
import { openNodeKeyring } from '../../../bus/adapters/node-keyring.ts'
import { systemClock } from '../../../bus/adapters/system-clock.ts'
import { openJournal } from '../../../bus/journal/open-journal.ts'
import type { OpenedJournal } from '../../../bus/journal/parts.ts'
import type { Keyring } from '../../../bus/keyring.ts'
import { writeBatches } from '../../../bus/up/by-hand.ts'
import type { After, Written } from '../../../bus/up/by-hand.ts'
import { lanes } from '../../facts.ts'
import type { Lane } from '../../facts.ts'
import { Fault } from '../../kernel/fault.ts'
import { producerId, sequence } from '../../kernel/ids.ts'
import type { ProducerId, Sequence } from '../../kernel/ids.ts'
import { UsageError } from '../exit.ts'
import { doneOf, outcomeOf } from '../promise.ts'
import { table } from '../show/table.ts'
import { writeCarried } from './carried-file.ts'

/** Flags of `journal export`. */
export interface ExportOptions {
  readonly data: string
  readonly after?: readonly string[]
}

/** Writes the file; the folder stays as it is. */
export async function exportJournal(file: string, options: ExportOptions): Promise<void> {
  const after = afterOf(options.after ?? [])
  const { data } = options
  const producer = await nodeIn(data)
  const letGo = await holdStopped(data, [join(data, 'lock'), join(data, 'journal')])
  try {
    const keyring = await keysIn(data)
    const { lanes: written, batches } = await read(data, { producer, keyring, after })
    await writeCarried(file, { kind: 'batches', messages: batches })
    process.stdout.write(table(columns, written))
    process.stdout.write(`\nwritten: ${file}; at the cloud: causeway journal import ${file}\n`)
  } finally {
    await letGo()
  }
}

type Row = Written['lanes'][number]

const columns = [
  { title: 'LANE', cell: (row: Row) => row.lane },
  { title: 'AFTER', cell: (row: Row) => String(row.after) },
  { title: 'LAST', cell: (row: Row) => String(row.last) },
  { title: 'FACTS', cell: (row: Row) => String(row.last - row.after) },
]

function afterOf(texts: readonly string[]): After {
  const after: Partial<Record<Lane, Sequence>> = {}
  for (const text of texts) {
    const [, name, seq] = /^(\w+)=(\d{1,15})$/.exec(text) ?? []
    const lane = lanes.find((each) => each === name)
    if (lane === undefined)
      throw new UsageError(`--after: expected LANE=SEQUENCE such as state=120, got "${text}"`)
    after[lane] = sequence(Number(seq))
  }
  return after
}

/** The node whose folder this is: NOT_FOUND when it is none. */
export async function nodeIn(data: string): Promise<ProducerId> {
  const owner = await ownerOf(data)
  if (owner?.startsWith('node/')) return producerId(owner)
  const came = owner === undefined ? 'none of a producer' : `that of ${owner}`
  throw new Fault(
    'NOT_FOUND',
    `expected the data folder of a node, got ${came} (${data}): name it with --data`,
  )
}

/** Keys are never made here: without them nobody would believe the batches. */
async function keysIn(data: string): Promise<Keyring> {
  const folder = join(data, 'keys')
  for (const name of ['sign.pem', 'seal.pem'])
    await access(join(folder, name)).catch(() => {
      throw new Fault('NOT_FOUND', `expected ${name} in ${folder}, found none: restore it`)
    })
  return outcomeOf((done) => openNodeKeyring(folder, done))
}

async function read(
  data: string,
  { producer, keyring, after }: { producer: ProducerId; keyring: Keyring; after: After },
): Promise<Written> {
  const copy = await copyJournal(data)
  const { hash, sign } = keyring
  try {
    const { journal, outcome } = await outcomeOf<OpenedJournal>((done) =>
      openJournal({ producer, hash, clock: systemClock, ...copy }, done),
    )
    try {
      if (outcome !== 'clean') throw notWhole(data)
      return await outcomeOf<Written>((done) => writeBatches({ journal, sign }, after, done))
    } finally {
      await doneOf((done) => journal.close(done))
    }
  } finally {
    await copy.remove()
  }
}

/** The fault for a journal that must be mended by its agent first. */
export const notWhole = (data: string): Fault =>
  new Fault(
    'JOURNAL_HOLE',
    `expected a whole journal in ${data}, got one that lacks facts or has none: see \`causeway journal verify --data ${data}\``,
  )

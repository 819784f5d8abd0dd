// `causeway journal verify`: every store below a folder, checked without changing anything.
import { relative } from 'node:path'
import { isDataFile, namesIn } from '../../../bus/adapters/level-check.ts'
import { lanes } from '../../facts.ts'
import type { Lane } from '../../facts.ts'
import { Fault, isFault } from '../../kernel/fault.ts'
import { table, type Column } from '../show/table.ts'
import { Progress } from '../up/progress.ts'
import { checkStore, isWhole } from './check-store.ts'
import type { StoreCheck } from './check-store.ts'
import { findStores } from './find-stores.ts'
import type { StoreFolder } from './find-stores.ts'

/** One line of the table. */
interface Row {
  readonly store: string
  readonly producer: string
  readonly lane: string
  readonly epoch: string
  readonly checkpoint: string
  readonly last: string
  readonly verdict: string
}

const columns: readonly Column<Row>[] = [
  { title: 'STORE', cell: (row) => row.store },
  { title: 'PRODUCER', cell: (row) => row.producer },
  { title: 'LANE', cell: (row) => row.lane },
  { title: 'EPOCH', cell: (row) => row.epoch },
  { title: 'CHECKPOINT', cell: (row) => row.checkpoint },
  { title: 'LAST', cell: (row) => row.last },
  { title: 'VERDICT', cell: (row) => row.verdict },
]

/** Prints what was found; rejects with JOURNAL_HOLE or STORE_BROKEN unless all is whole. */
export async function verify({ data }: { readonly data: string }): Promise<void> {
  const stores = await findStores(data)
  if (stores.length === 0)
    throw new Fault('NOT_FOUND', `expected stores below ${data}, found none: name another --data`)
  const checks = await checkAll(stores)
  const rows = checks.flatMap((check) => rowsOf(data, check))
  const notes = checks.flatMap((check) => notesOf(data, check))
  process.stdout.write(table(columns, rows))
  if (notes.length > 0) process.stdout.write(`\n${notes.join('\n')}\n`)
  const bad = checks.filter((check) => !isWhole(check))
  if (bad.length > 0) throw faultOf(data, bad)
}

async function checkAll(stores: readonly StoreFolder[]): Promise<readonly StoreCheck[]> {
  const files = await countFiles(stores)
  const progress = process.stderr.isTTY ? new Progress(process.stderr) : undefined
  let looked = 0
  const checks: StoreCheck[] = []
  for (const store of stores)
    checks.push(await checkStore(store, () => progress?.step('files', ++looked, files)))
  progress?.end(`looked at ${files} files of ${stores.length} stores`)
  return checks
}

async function countFiles(stores: readonly StoreFolder[]): Promise<number> {
  let files = 0
  for (const { level } of stores) files += (await namesIn(level)).filter(isDataFile).length
  return files
}

const nameOf = (data: string, { store }: StoreCheck): string => relative(data, store.folder) || '.'

function rowsOf(data: string, check: StoreCheck): readonly Row[] {
  const { producer = '-', journal, damages } = check
  const none = { lane: '-', epoch: '-', checkpoint: '-', last: '-' }
  const store = nameOf(data, check)
  const isBent = damages.some((damage) => !damage.harmless)
  if (journal === undefined || isFault(journal)) {
    const verdict = journal?.code ?? (isBent ? 'bent' : 'whole')
    return [{ store, producer, ...none, verdict }]
  }
  return lanes.map((lane) => {
    const { epoch, checkpoint, last } = journal.positions[lane]
    const missing = missingOf(check, lane)
    const verdict = missing === '' ? (isBent ? 'bent, no fact missing' : 'whole') : missing
    const numbers = { epoch: String(epoch), checkpoint: String(checkpoint), last: String(last) }
    return { store, producer, lane, ...numbers, verdict }
  })
}

/** `missing 5..7, 12`; facts of the base are known by their range alone. */
function missingOf({ journal }: StoreCheck, lane: Lane): string {
  if (journal === undefined || isFault(journal)) return ''
  const holes = journal.missing.filter((hole) => hole.lane === lane)
  const texts = holes.map(({ part, from, to }) => {
    const range = from === to ? String(from) : `${from}..${to}`
    return part === 'base' ? `of the base of ${range}` : range
  })
  return texts.length === 0 ? '' : `missing ${texts.join(', ')}`
}

/** Below the table: every damaged file, and why a journal cannot be read. */
function notesOf(data: string, check: StoreCheck): readonly string[] {
  const store = nameOf(data, check)
  const files = check.damages.map(({ file, what, harmless }) =>
    `${store}/${file}: ${what}${harmless ? ' (harmless)' : ''}`.replace(/^\.\//, ''),
  )
  return isFault(check.journal) ? [...files, `${store}: ${check.journal.message}`] : files
}

function faultOf(data: string, bad: readonly StoreCheck[]): Fault {
  const texts = bad.map((check) => {
    const missing = lanes.flatMap((lane) => {
      const text = missingOf(check, lane)
      return text === '' ? [] : [`${lane} ${text}`]
    })
    const what = missing.length > 0 ? missing.join(', ') : 'damaged, but no fact is missing'
    return `${nameOf(data, check)}: ${isFault(check.journal) ? check.journal.code : what}`
  })
  const isHoled = bad.some((check) => lanes.some((lane) => missingOf(check, lane) !== ''))
  const then = isHoled
    ? 'restore an older copy, or let the process start: it goes on in a new epoch'
    : 'the process mends that when it starts'
  const text = `expected whole stores, got ${texts.join('; ')}; ${then}`
  return new Fault(isHoled ? 'JOURNAL_HOLE' : 'STORE_BROKEN', text)
}

// Handing carried batches to the running cloud, one by one, and writing down what it answers.
import { Fault } from '../../kernel/fault.ts'
import { fromHex } from '../../kernel/hex.ts'
import { cloudOf } from '../data-folder.ts'
import { askJson } from '../http.ts'
import { table, type Column } from '../show/table.ts'
import { Progress } from '../up/progress.ts'
import { writeCarried } from './carried-file.ts'

/** What the cloud says of one batch. */
interface Answer {
  readonly lane: string
  readonly from: number
  readonly facts: number
  readonly epoch: number
  readonly answer: 'applied' | 'want'
  /** The epoch that the cloud knows. */
  readonly known: number
  readonly upTo: number
  /** The same, signed for the node, in hexadecimal. */
  readonly signed: string
}

const columns: readonly Column<Answer>[] = [
  { title: 'LANE', cell: ({ lane }) => lane },
  { title: 'EPOCH', cell: ({ epoch }) => String(epoch) },
  {
    title: 'FACTS',
    cell: ({ from, facts }) => (facts === 0 ? '-' : `${from}..${from + facts - 1}`),
  },
  { title: 'THE CLOUD HAS', cell: ({ upTo }) => String(upTo) },
  { title: 'OUTCOME', cell: outcomeOf },
]

/** Prints a line a batch; rejects with CONFLICT when the cloud did not come to have all of them. */
export async function importBatches(
  batches: readonly Uint8Array[],
  options: { readonly data: string; readonly cloud?: string; readonly answers?: string },
): Promise<void> {
  const cloud = cloudOf(options)
  const progress = process.stderr.isTTY ? new Progress(process.stderr) : undefined
  const answers: Answer[] = []
  for (const [at, body] of batches.entries()) {
    const ask = { ...cloud, method: 'POST', path: '/v1/batch', body, timeoutMs: 15_000 } as const
    answers.push(await askJson<Answer>(ask))
    progress?.step('batches', at + 1, batches.length)
  }
  progress?.end(`handed ${batches.length} batches to the cloud`)
  process.stdout.write(
    table(
      columns,
      answers.filter(({ facts }) => facts > 0),
    ),
  )
  if (options.answers !== undefined) await writeAnswers(options.answers, answers)
  const bad = answers.find((answer) => !hasAll(answer))
  if (bad !== undefined) throw notTaken(bad)
}

/** A lane that is still empty is asked about, but unknown to the cloud. */
const hasAll = ({ answer, known, epoch, upTo, from, facts }: Answer): boolean =>
  from + facts === 1 || (answer === 'applied' && known >= epoch && upTo >= from + facts - 1)

function outcomeOf(answer: Answer): string {
  if (hasAll(answer)) return 'taken'
  return answer.answer === 'want' ? `wants facts after ${answer.upTo}` : 'not taken'
}

function notTaken({ lane, answer, upTo, known }: Answer): Fault {
  if (answer === 'want') {
    const text = `expected ${lane} to go on after ${upTo}, got later facts`
    return new Fault('CONFLICT', `${text}: export again with --after ${lane}=${upTo}`)
  }
  const text = `expected facts that hang on what the cloud has of ${lane}, ${upTo} of epoch ${known}`
  return new Fault('CONFLICT', `${text}, got another history: let the node's agent link up once`)
}

/** The last answer of each lane says it all. */
async function writeAnswers(file: string, answers: readonly Answer[]): Promise<void> {
  const last = new Map(answers.map(({ lane, signed }) => [lane, signed]))
  const messages = [...last.values()].flatMap((signed) => fromHex(signed) ?? [])
  await writeCarried(file, { kind: 'answers', messages })
  process.stdout.write(
    `\nwritten: ${file}; at the node: causeway journal import ${file} --data FOLDER\n`,
  )
}

// `causeway state`: what the cloud held true at a past time.
import { stringify } from 'yaml'
import { cloudOf } from './data-folder.ts'
import { UsageError } from './exit.ts'
import { askJson } from './http.ts'
import { parseTime } from './time.ts'

/** Flags of `state`. */
export interface StateOptions {
  readonly data: string
  readonly cloud?: string
  readonly at: string
  readonly output: string
}

/** A long history is read through once or twice. */
const timeoutMs = 120_000

/** Prints nodes and sites as they were. */
export async function state(options: StateOptions): Promise<void> {
  const show = renderer(options.output)
  const at = new Date(parseTime(options.at, Date.now())).toISOString()
  const path = `/v1/state?${new URLSearchParams({ at })}`
  const answer = await askJson<unknown>({ ...cloudOf(options), method: 'GET', path, timeoutMs })
  process.stdout.write(show(answer))
}

function renderer(output: string): (answer: unknown) => string {
  if (output === 'json') return (answer) => `${JSON.stringify(answer, null, 2)}\n`
  if (output === 'yaml') return stringify
  throw new UsageError(`-o: expected json or yaml, got "${output}"`)
}

// `causeway events`: the facts the cloud keeps, as a table, JSON lines or CloudEvents.
import { request } from 'node:http'
import { createInterface } from 'node:readline'
import { cloudAddress } from '../data-folder.ts'
import { UsageError } from '../exit.ts'
import { splitHostPort } from '../host-port.ts'

/** Flags of `events`. */
export interface EventsOptions {
  readonly data: string
  readonly cloud?: string
  readonly from: string
  readonly follow?: boolean
  readonly kind?: string
  readonly output: string
}

/** One line of the cloud's answer. */
interface EventLine {
  readonly seq: number
  readonly time: string
  readonly kind: string
  readonly key: string
  readonly producer: string
  readonly fact: Readonly<Record<string, unknown>>
  readonly cloudevent: Readonly<Record<string, unknown>>
}

/** Prints facts from a sequence on; with `follow`, until interrupted. */
export async function events(options: EventsOptions): Promise<void> {
  const show = renderer(options.output)
  if (!/^\d+$/.test(options.from)) {
    throw new UsageError(`--from: expected a sequence such as 1, got "${options.from}"`)
  }
  const query = new URLSearchParams({ from: options.from })
  if (options.kind !== undefined) query.set('kind', options.kind)
  if (options.follow === true) query.set('follow', '1')
  const at = options.cloud ?? cloudAddress(options.data)
  if (options.output === 'table') process.stdout.write(header)
  await eachLine(at, `/v1/events?${query}`, (line) => {
    process.stdout.write(show(JSON.parse(line) as EventLine))
  })
}

const pad = (text: string, width: number): string => text.padEnd(width)
const header = `${pad('SEQ', 7)}${pad('TIME', 26)}${pad('KIND', 20)}${pad('KEY', 22)}WHAT\n`

function renderer(output: string): (line: EventLine) => string {
  switch (output) {
    case 'table':
      return tableLine
    case 'json':
      return (line) => `${JSON.stringify({ ...line, cloudevent: undefined })}\n`
    case 'cloudevents':
      return (line) => `${JSON.stringify(line.cloudevent)}\n`
    default:
      throw new UsageError(`-o: expected table, json or cloudevents, got "${output}"`)
  }
}

function tableLine({ seq, time, kind, key, fact }: EventLine): string {
  const columns = pad(`${seq} `, 7) + pad(`${time} `, 26) + pad(`${kind} `, 20) + pad(`${key} `, 22)
  return `${columns}${summary(fact)}\n`
}

/** The fields of a fact that fit a line. */
function summary(fact: Readonly<Record<string, unknown>>): string {
  return Object.entries(fact)
    .filter(([name, value]) => name !== 'kind' && name !== 'node' && typeof value !== 'object')
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ')
}

function eachLine(at: string, path: string, each: (line: string) => void): Promise<void> {
  const { host, port } = splitHostPort(at)
  return new Promise((resolve, reject) => {
    const call = request({ host, port, path }, (answer) => {
      if (answer.statusCode !== 200) {
        reject(new Error(`the cloud at ${at} answered ${answer.statusCode} to ${path}`))
        answer.resume()
        return
      }
      createInterface({ input: answer }).on('line', each).on('close', resolve)
    })
    call.on('error', reject)
    call.end()
  })
}

// `causeway events`: the facts the cloud keeps, as a table, JSON lines or CloudEvents.
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { cloudOf } from '../data-folder.ts'
import { UsageError } from '../exit.ts'
import { addressOf } from '../host-port.ts'
import { GrowingTable } from './growing-table.ts'
import { fieldsOf, refusal, unanswered, type Asked } from '../http.ts'

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
  const { show, end } = renderer(options.output, options.follow === true)
  if (!/^\d{1,15}$/.test(options.from)) {
    throw new UsageError(`--from: expected a sequence such as 1, got "${options.from}"`)
  }
  const query = new URLSearchParams({ from: options.from })
  if (options.kind !== undefined) query.set('kind', options.kind)
  if (options.follow === true) query.set('follow', '1')
  const cloud = cloudOf(options)
  await eachLine(cloud, `/v1/events?${query}`, {
    begin: (headers) => {
      process.stderr.write(leftOut(Number(options.from), headers))
    },
    line: (line) => process.stdout.write(show(line)),
  })
  process.stdout.write(end())
}

/** What a reader should know before the first line: that there are no such facts any more, or not yet. */
function leftOut(from: number, headers: IncomingHttpHeaders): string {
  const [keptFrom, last] = ['causeway-kept-from', 'causeway-last'].map((name) =>
    Number(headers[name]),
  )
  if (keptFrom !== undefined && from < keptFrom) {
    const to = keptFrom - 1
    return `facts ${Math.max(1, from)}..${to} are no longer kept one by one; these begin with ${keptFrom}\n`
  }
  return last !== undefined && from > last + 1 ? `the last fact so far is ${last}\n` : ''
}

/** How lines become text, one after the other, and what is left at the end. */
interface Renderer {
  readonly show: (line: EventLine) => string
  readonly end: () => string
}

const titles = ['SEQ', 'TIME', 'KIND', 'KEY', 'BY', 'WHAT']

function renderer(output: string, isFollowing: boolean): Renderer {
  const end = (): string => ''
  switch (output) {
    case 'table':
      return tableOf(isFollowing)
    case 'json':
      return { show: (line) => `${JSON.stringify({ ...line, cloudevent: undefined })}\n`, end }
    case 'cloudevents':
      return { show: (line) => `${JSON.stringify(line.cloudevent)}\n`, end }
    default:
      throw new UsageError(`-o: expected table, json or cloudevents, got "${output}"`)
  }
}

/** Who follows sees each line as it comes. */
function tableOf(isFollowing: boolean): Renderer {
  const table = new GrowingTable(titles)
  return {
    show: ({ seq, time, kind, key, producer, fact }) => {
      const text = table.add([String(seq), time, kind, key, producer, summary(fact)])
      return isFollowing ? text + table.flush() : text
    },
    end: () => table.flush(),
  }
}

const valueLengthMax = 24

/** The fields of a fact that fit a line; keys and other long values by their beginning. */
function summary(fact: Readonly<Record<string, unknown>>): string {
  return Object.entries(fact)
    .filter(([name, value]) => name !== 'kind' && name !== 'node' && typeof value !== 'object')
    .map(([name, value]) => `${name}=${shortened(String(value))}`)
    .join(' ')
}

const shortened = (text: string): string =>
  text.length > valueLengthMax ? `${text.slice(0, 12)}…` : text

/** What is done with an answer of lines. */
interface Lines {
  readonly begin: (headers: IncomingHttpHeaders) => void
  readonly line: (line: EventLine) => void
}

const answerWithinMs = 5_000

function eachLine(cloud: Asked, path: string, lines: Lines): Promise<void> {
  const { host, port } = addressOf(`the address of ${cloud.whom}`, cloud.at)
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => reject(unanswered(cloud, error))
    const call = request({ host, port, path, timeout: answerWithinMs }, (answer) => {
      call.setTimeout(0) // whoever follows may wait for long
      answer.on('error', fail)
      if (answer.statusCode === 200) readLines(answer, lines, fail, resolve)
      else text(answer).then((said) => reject(refusal(cloud, said)), fail)
    })
    call.on('timeout', () => call.destroy(new Error(`none within ${answerWithinMs / 1000} s`)))
    call.on('error', fail)
    call.end()
  })
}

function readLines(
  answer: IncomingMessage,
  { begin, line }: Lines,
  fail: (error: unknown) => void,
  done: () => void,
): void {
  begin(answer.headers)
  createInterface({ input: answer })
    .on('line', (said) => {
      const found = fieldsOf(said)
      if (found !== undefined && Object.hasOwn(found, 'seq')) line(found as unknown as EventLine)
      else fail(new Error('something else'))
    })
    .on('error', fail)
    .on('close', done)
}

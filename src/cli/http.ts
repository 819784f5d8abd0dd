// Small JSON requests of commands to the cloud, the relay and `up`.
import { request } from 'node:http'
import { Fault } from '../kernel/fault.ts'
import { addressOf } from './host-port.ts'

/** Somebody to ask: `at` is `host:port`. */
export interface Asked {
  /** `the cloud`, for people. */
  readonly whom: string
  readonly at: string
  /** What to do when nobody answers there. */
  readonly otherwise: string
}

/** What to ask, and whom. */
export interface JsonRequest extends Asked {
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** Bytes as they are, anything else as JSON. */
  readonly body?: unknown
  /** What the answer must have: whoever answers without them is somebody else. */
  readonly fields?: readonly string[]
  readonly timeoutMs: number
}

/** Asks and answers the parsed JSON; an answer of 400 and more is an error with its text. */
export function askJson<T>(ask: JsonRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    const { host, port } = addressOf(`the address of ${ask.whom}`, ask.at)
    const { method, path, timeoutMs } = ask
    const fail = (error: unknown): void => reject(unanswered(ask, error))
    const call = request({ host, port, method, path, timeout: timeoutMs }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (part: string) => (text += part))
      answer.on('error', fail)
      answer.on('end', () => {
        if ((answer.statusCode ?? 500) >= 400) return reject(refusal(ask, text))
        const found = fieldsOf(text)
        if (found !== undefined && (ask.fields ?? []).every((name) => Object.hasOwn(found, name)))
          resolve(found as T)
        else fail(new Error('something else'))
      })
    })
    call.on('timeout', () => call.destroy(new Error(`none within ${timeoutMs / 1000} s`)))
    call.on('error', fail)
    call.end(ask.body instanceof Uint8Array ? ask.body : JSON.stringify(ask.body))
  })
}

/** The fault when nobody answers, or an answer breaks off. */
export function unanswered({ whom, at, otherwise }: Asked, error: unknown): Fault {
  const { code, message } = error as NodeJS.ErrnoException
  const came = code ?? message
  return new Fault(
    'UNREACHABLE',
    `expected an answer of ${whom} at ${at}, came ${came}: ${otherwise}`,
  )
}

/** The error for an answer of 400 and more: its own message, where it is one of ours. */
export function refusal(asked: Asked, text: string): Error {
  const message = fieldsOf(text)?.['message']
  return typeof message === 'string'
    ? new Error(message)
    : unanswered(asked, new Error('something else'))
}

/** The fields of a JSON object; undefined when the text is none. */
export function fieldsOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null
      ? (value as Readonly<Record<string, unknown>>)
      : undefined
  } catch {
    return undefined
  }
}

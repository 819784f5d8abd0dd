// Small JSON requests of commands to the cloud, the relay and `up`.
import { request } from 'node:http'
import { splitHostPort } from './host-port.ts'

/** What to ask: `at` is `host:port`. */
export interface JsonRequest {
  readonly at: string
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: unknown
  readonly timeoutMs: number
}

/** Asks and answers the parsed JSON; an answer of 400 and more is an error with its text. */
export function askJson<T>(ask: JsonRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    const { host, port } = splitHostPort(ask.at)
    const { method, path, timeoutMs } = ask
    const call = request({ host, port, method, path, timeout: timeoutMs }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (part: string) => (text += part))
      answer.on('error', reject)
      answer.on('end', () => {
        try {
          if ((answer.statusCode ?? 500) < 400) resolve(JSON.parse(text) as T)
          else reject(new Error(messageIn(text)))
        } catch (error) {
          reject(error)
        }
      })
    })
    call.on('timeout', () =>
      call.destroy(new Error(`no answer from ${ask.at} within ${timeoutMs} ms`)),
    )
    call.on('error', reject)
    call.end(ask.body === undefined ? undefined : JSON.stringify(ask.body))
  })
}

function messageIn(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown }
    return typeof message === 'string' ? message : text
  } catch {
    return text
  }
}

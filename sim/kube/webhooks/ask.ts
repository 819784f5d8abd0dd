// Asks one webhook one question: an exchange over HTTPS, of bounded size and time.
import type { Clock } from '../../../bus/clock.ts'
import type { HttpClient } from '../../../bus/http.ts'
import { httpCall } from '../../../bus/http-call.ts'
import type { HttpWhole } from '../../../bus/http-call.ts'
import { isFault } from '../../../src/kernel/fault.ts'
import type { Fault } from '../../../src/kernel/fault.ts'
import type { Question } from './hearing.ts'
import { jsonIn, reviewBody, wordOf } from './word.ts'
import type { Word } from './word.ts'

/** Who answers at an origin (`https://host:port`), known by certificates that these lead to (PEM in base64; empty: the usual ones). */
export type WebhookDoors = (origin: string, authority: string) => HttpClient

/** What asking stands on. */
export interface AskParts {
  readonly doors: WebhookDoors
  readonly clock: Clock
}

const bodyBytesMax = 3 * 1_024 * 1_024
const json = { 'content-type': 'application/json', accept: 'application/json' }

/** Asks, and answers within the webhook's time whatever comes of it. */
export function askHook(
  { doors, clock }: AskParts,
  { hook, asked }: Question,
  uid: string,
  done: (word: Word) => void,
): void {
  const { origin, pathname, search } = new URL(hook.url)
  const timeout = `timeout=${Math.ceil(hook.timeoutMs / 1_000)}s`
  const path = `${pathname}${search === '' ? '?' : `${search}&`}${timeout}`
  const post = `Post "${origin}${path}"`
  const failed = (why: string): Word => ({ is: 'failed', why: `failed to call webhook: ${why}` })
  let isOver = false
  const end = (word: Word): void => {
    if (isOver) return
    isOver = true
    stopWaiting()
    done(word)
  }
  // All of it has to come in this time; silence alone is not what is waited for.
  const stopWaiting = clock.after(hook.timeoutMs, () => {
    cancel()
    end(failed(`${post}: context deadline exceeded`))
  })
  const cancel = httpCall(
    { http: doors(origin, hook.authority), clock },
    { method: 'POST', path, headers: json, body: reviewBody(uid, asked) },
    { silenceMs: hook.timeoutMs + 1_000, bodyBytesMax },
    (outcome) => end(read(outcome)),
  )
  const read = (outcome: HttpWhole | Fault): Word => {
    if (isFault(outcome)) return failed(`${post}: ${outcome.message}`)
    if (outcome.status < 300) return wordOf(hook, uid, jsonIn(outcome.body))
    const said = JSON.stringify(new TextDecoder().decode(outcome.body.slice(0, 200)).trim())
    return failed(`an error on the server (${said}) has prevented the request from succeeding`)
  }
}

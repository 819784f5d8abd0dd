// One write's hearing: what webhooks said of it so far. What they have not said yet puts the write off.
import { unavailable } from '../../../src/objects/answers/failures.ts'
import type { Status } from '../../../src/objects/answers/status.ts'
import type { Json } from '../../../src/objects/schema/typed.ts'
import type { Attempt } from '../policies/attempt.ts'
import type { Hook } from './hook.ts'
import { askedOf } from './word.ts'
import type { Word } from './word.ts'

/** A question to a webhook; the same one is asked once. */
export interface Question {
  readonly hook: Hook
  readonly asked: Json
}

/** What a try of a write knows, and what it would have to know. */
export interface Hearing {
  /** What a webhook said; undefined if it must be asked first: the try ends then, and there will be another. */
  readonly heard: (hook: Hook, attempt: Attempt) => Word | undefined
}

/** The answers so far, by question. */
export class Answers {
  readonly #words = new Map<string, Word>()

  /** A hearing for one try, which collects its open questions. */
  hearing(open: Map<string, Question>): Hearing {
    return {
      heard: (hook, attempt) => {
        const asked = askedOf(attempt)
        const key = JSON.stringify([hook, asked])
        const word = this.#words.get(key)
        if (word === undefined) open.set(key, { hook, asked })
        return word
      },
    }
  }

  take(key: string, word: Word): void {
    this.#words.set(key, word)
  }
}

/** What a try comes to that has to wait for webhooks; nobody is answered it. */
export const putOff: Status = unavailable('webhooks are being asked')

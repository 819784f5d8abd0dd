// Tries a write until all webhooks have been heard: a try that lacks their word changes nothing, and is made again with it.
import { random as seeded } from '../../../src/kernel/random.ts'
import { gatewayTimeout } from '../../../src/objects/answers/failures.ts'
import { statusAnswer } from '../../../src/objects/answers/answer.ts'
import type { Answer, WatchAnswer } from '../../../src/objects/read-answer.ts'
import type { KubeContext } from '../context.ts'
import { randomUid } from '../context.ts'
import { respond } from '../respond.ts'
import type { KubeRequest } from '../respond.ts'
import { askHook } from './ask.ts'
import type { WebhookDoors } from './ask.ts'
import { Answers } from './hearing.ts'
import type { Question } from './hearing.ts'
import { hasHooks } from './about.ts'

/** So often a write is tried whose object others change meanwhile. */
const triesMax = 20

/** What a request is answered with. */
export type Outcome = Answer | WatchAnswer

/** Answers a request, at once if nobody has to be asked; else it answers undefined and calls `later` once, after all are. */
export type Responder = (
  request: KubeRequest,
  later: (outcome: Outcome) => void,
) => Outcome | undefined

/** How requests are answered where webhooks can be asked; `doors` absent: nobody is ever asked. */
export function responder(kube: KubeContext, doors: WebhookDoors | undefined): Responder {
  if (doors === undefined) return (request) => respond(kube, request)
  let count = 0
  return (request, later) => {
    if (request.method === 'GET' || !hasHooks(kube)) return respond(kube, request)
    return new Tries(kube, doors, request, (count += 1)).begin(later)
  }
}

class Tries {
  readonly #kube: KubeContext
  readonly #doors: WebhookDoors
  readonly #request: KubeRequest
  readonly #answers = new Answers()
  /** Every try draws the same and reads the same time, so that it asks the same. */
  readonly #seed: string
  readonly #wall: ReturnType<KubeContext['clock']['wall']>
  #left = triesMax

  constructor(kube: KubeContext, doors: WebhookDoors, request: KubeRequest, count: number) {
    this.#kube = kube
    this.#doors = doors
    this.#request = request
    this.#wall = kube.clock.wall()
    this.#seed = `${kube.random.fork(`write ${count}`).next()}`
  }

  begin(later: (outcome: Outcome) => void): Outcome | undefined {
    const { clock } = this.#kube
    this.#left -= 1
    const open = new Map<string, Question>()
    const outcome = respond(
      {
        ...this.#kube,
        clock: { ...clock, wall: () => this.#wall },
        random: seeded(this.#seed),
        hearing: this.#answers.hearing(open),
      },
      this.#request,
    )
    if (open.size === 0) return outcome
    if (this.#left === 0) return statusAnswer(gatewayTimeout())
    this.#ask(open, () => {
      const next = this.begin(later)
      if (next !== undefined) later(next)
    })
    return undefined
  }

  #ask(open: ReadonlyMap<string, Question>, then: () => void): void {
    const { clock, random } = this.#kube
    let left = open.size
    for (const [key, question] of open)
      askHook({ doors: this.#doors, clock }, question, randomUid(random), (word) => {
        this.#answers.take(key, word)
        left -= 1
        if (left === 0) then()
      })
  }
}

// The door for Kubernetes' webhooks: reviews in, answers out. What it does not understand it refuses, and changes nothing.
import type { Clock } from '../../bus/clock.ts'
import type { HttpClient, HttpReply, HttpRequest } from '../../bus/http.ts'
import type { Tap } from '../../bus/tap.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { part } from '../../src/objects/fields.ts'
import { bornPatch } from '../belt/born-pods.ts'
import { heldMessage, listPath } from '../belt/objects.ts'
import { struckNode } from '../belt/struck-node.ts'
import { kubeCall } from '../kube-call.ts'
import type { WebhookName } from './configurations.ts'
import { allowed, answerTo, reviewIn } from './review.ts'
import type { Review, ReviewWord } from './review.ts'

/** What the door stands on. */
export interface DoorParts {
  readonly kube: HttpClient
  readonly clock: Clock
  readonly tap: Tap
  /** What stands against a manifest of an app or a unit, a line each. */
  readonly against: (review: Review) => readonly string[]
}

type Judge = (parts: DoorParts, review: Review, done: (outcome: ReviewWord | Fault) => void) => void

const judges: Readonly<Record<WebhookName, Judge>> = {
  belt: (parts, review, done) => {
    const node = struckNode(review)
    if (node === undefined) return done(allowed)
    // The list is asked each time, as policies do: so every replica says the same, from its first second.
    kubeCall(parts, { method: 'GET', path: listPath }, (list) => {
      if (isFault(list)) return done(list.code === 'NOT_FOUND' ? allowed : list)
      const isHeld = Object.hasOwn(part(list, 'data'), node)
      done(isHeld ? { is: 'denied', message: heldMessage } : allowed)
    })
  },
  pods: (_, { operation, object }, done) => {
    const patch = operation === 'CREATE' && object !== undefined ? bornPatch(object) : undefined
    done(patch === undefined ? allowed : { is: 'allowed', patch })
  },
  apps: ({ against }, review, done) => {
    const lines = against(review)
    done(lines.length === 0 ? allowed : { is: 'denied', message: lines.join('\n') })
  },
}

/** The handler of the door's requests. */
export const webhookHandler =
  (parts: DoorParts) =>
  ({ method, path, body }: HttpRequest, reply: HttpReply): void => {
    const judge = judgeAt(path)
    if (judge === undefined) return refuse(reply, 404, 'expected /belt, /pods or /apps')
    if (method !== 'POST') return refuse(reply, 405, 'expected a POST')
    const review = reviewIn(body)
    if ('wrong' in review) return refuse(reply, 400, review.wrong)
    try {
      judge(parts, review, (word) => {
        if (isFault(word)) refuse(reply, 503, word.message)
        else reply.send(200, json, answerTo(review, word))
      })
    } catch (error) {
      // A manifest that trips a check must not be able to stop the cloud.
      parts.tap('error', 'a review could not be judged', { path, why: String(error) })
      refuse(reply, 500, 'it could not be judged')
    }
  }

function judgeAt(path: string): Judge | undefined {
  const name = path.split('?')[0]?.slice(1) ?? ''
  return Object.hasOwn(judges, name) ? judges[name as WebhookName] : undefined
}

const json = { 'content-type': 'application/json' }

const refuse = (reply: HttpReply, status: number, message: string): void =>
  reply.send(status, json, new TextEncoder().encode(JSON.stringify({ message })))

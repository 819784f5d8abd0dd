// The HTTP door: who asks, and bytes in and out.
import type { HttpReply, HttpRequest, Peer } from '../../bus/http.ts'
import { streamWatch } from '../../bus/watch-stream.ts'
import { statusAnswer } from '../../src/objects/answers/answer.ts'
import { isStatus } from '../../src/objects/answers/status.ts'
import { authenticate } from './access/authenticate.ts'
import { bytesBody } from './body.ts'
import type { KubeContext } from './context.ts'
import { responder } from './webhooks/tries.ts'
import type { Outcome } from './webhooks/tries.ts'
import type { WebhookDoors } from './webhooks/ask.ts'

/** What a slow reader may fall behind before his watch is ended. */
const behindBytesMax = 16 * 1024 * 1024

/** The handler of requests that come over HTTP. */
export function createDoor(kube: KubeContext, doors: WebhookDoors | undefined) {
  const { clock } = kube
  const respond = responder(kube, doors)
  const send = (outcome: Outcome, reply: HttpReply): void => {
    if (outcome.is === 'watch') streamWatch({ clock, behindBytesMax }, outcome, reply)
    else reply.send(outcome.status, outcome.headers, outcome.content.bytes())
  }
  return (request: HttpRequest, reply: HttpReply, peer: Peer): void => {
    const { method, path, headers } = request
    const user = authenticate(kube, headers, peer)
    const body = bytesBody(headers['content-type'] ?? '', request.body)
    const outcome = isStatus(user)
      ? statusAnswer(user)
      : respond({ method, path, headers, user, body }, (later) => send(later, reply))
    if (outcome !== undefined) send(outcome, reply)
  }
}

// The HTTP door: bytes to requests, answers to bytes.
import type { HttpReply, HttpRequest, Peer } from '../../bus/http.ts'
import { isStatus } from '../../src/objects/answers/status.ts'
import { authenticate } from './access/authenticate.ts'
import type { User } from './access/user.ts'
import { bytesBody } from './body.ts'
import type { KubeContext } from './context.ts'
import { respond } from './respond.ts'
import { refused } from './writes/request.ts'

const encoder = new TextEncoder()

/** The handler of requests that come over HTTP. */
export const createDoor =
  (kube: KubeContext, users: ReadonlyMap<string, User>) =>
  (request: HttpRequest, reply: HttpReply, peer: Peer): void => {
    const { method, path, headers } = request
    const user = authenticate(kube, users, headers, peer)
    const body = bytesBody(headers['content-type'] ?? '', request.body)
    const answer = isStatus(user)
      ? refused(user)
      : respond(kube, { method, path, headers, user, body })
    const warnings = answer.warnings.map((warning) => `299 - ${JSON.stringify(warning)}`)
    reply.send(
      answer.status,
      {
        'content-type': 'application/json',
        ...(warnings.length > 0 ? { warning: warnings.join(', ') } : {}),
      },
      encoder.encode(`${JSON.stringify(answer.body)}\n`),
    )
  }

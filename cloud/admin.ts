// The HTTP door for people and integrators: status, why, events, past states, declare, batches by hand, metrics, health.
import type { HttpReply, HttpRequest, HttpServer } from '../bus/http.ts'
import type { Address, Listener } from '../bus/pipe.ts'
import { isFault } from '../src/kernel/fault.ts'
import type { Fault, FaultCode } from '../src/kernel/fault.ts'
import { toHex } from '../src/kernel/hex.ts'
import { nodeId } from '../src/kernel/ids.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import { wallMs } from '../src/kernel/time.ts'
import type { WallMs } from '../src/kernel/time.ts'
import { parseMicros } from '../src/objects/timestamp.ts'
import type { HandAnswer } from './batches-by-hand.ts'
import { parseDeclare } from './declare-request.ts'
import type { Declaration } from './declare-request.ts'
import type { EventsAsked } from './events-stream.ts'
import type { PastState } from './past-state.ts'
import type { PodName } from './why-pod.ts'

/** What the door asks the cloud for. */
export interface AdminParts {
  readonly status: () => unknown
  /** undefined for a node that is not managed. */
  readonly why: (node: NodeId) => unknown
  /** What is said of a node that is not managed. */
  readonly whyNot: (node: NodeId) => string
  readonly whyPod: (
    pod: PodName,
    done: (outcome: { readonly lines: readonly string[] } | Fault) => void,
  ) => void
  readonly events: (asked: EventsAsked, reply: HttpReply) => void
  readonly declare: (declaration: Declaration, done: (fault: Fault | undefined) => void) => void
  readonly metrics: () => string
  /** The state at a past time. */
  readonly stateAt: (at: WallMs, done: (outcome: PastState | Fault) => void) => void
  /** Takes a signed batch that was carried by hand. */
  readonly takeByHand: (batch: Uint8Array, done: (outcome: HandAnswer | Fault) => void) => void
}

type Handler = (parts: AdminParts, asked: Asked, reply: HttpReply) => void

interface Asked {
  readonly path: string
  readonly query: URLSearchParams
  readonly body: Uint8Array
}

/** Listens for requests; PORT_IN_USE when the address is taken. */
export function openAdmin(
  http: HttpServer,
  at: Address,
  parts: AdminParts,
  done: (outcome: Listener | Fault) => void,
): void {
  http.listen(at, (request, reply) => answer(parts, request, reply), done)
}

const routes: readonly (readonly [method: string, path: RegExp, handler: Handler])[] = [
  ['GET', /^\/healthz$/, (_, __, reply) => sendText(reply, 'ok\n')],
  ['GET', /^\/metrics$/, ({ metrics }, _, reply) => sendText(reply, metrics())],
  ['GET', /^\/v1\/status$/, ({ status }, _, reply) => sendJson(reply, 200, status())],
  ['GET', /^\/v1\/why\/node\/[^/]+$/, why],
  ['GET', /^\/v1\/why\/pod\/[^/]+\/[^/]+$/, whyPod],
  ['GET', /^\/v1\/events$/, events],
  ['GET', /^\/v1\/state$/, state],
  ['POST', /^\/v1\/declare$/, declare],
  ['POST', /^\/v1\/batch$/, batch],
]

function answer(parts: AdminParts, request: HttpRequest, reply: HttpReply): void {
  const [path = '', query = ''] = request.path.split('?', 2)
  const found = routes.filter(([, pattern]) => pattern.test(path))
  const route = found.find(([method]) => method === request.method)
  const asked = { path, query: new URLSearchParams(query), body: request.body }
  if (route !== undefined) route[2](parts, asked, reply)
  else if (found.length > 0) refuse(reply, 405, `${path}: expected another method`)
  else refuse(reply, 404, `${path}: expected /v1/status, /v1/why/node/NAME, /v1/events, …`)
}

function why(parts: AdminParts, { path }: Asked, reply: HttpReply): void {
  const name = unescaped(path.slice('/v1/why/node/'.length))
  if (name === undefined) return refuse(reply, 400, 'expected a node’s name, percent-encoded')
  const answered = parts.why(nodeId(name))
  if (answered !== undefined) return sendJson(reply, 200, answered)
  refuse(reply, 404, parts.whyNot(nodeId(name)))
}

function whyPod(parts: AdminParts, { path }: Asked, reply: HttpReply): void {
  const [namespace, name] = path.slice('/v1/why/pod/'.length).split('/').map(unescaped)
  if (namespace === undefined || name === undefined)
    return refuse(reply, 400, 'expected a pod’s namespace and name, percent-encoded')
  parts.whyPod({ namespace, name }, (outcome) => {
    if (isFault(outcome)) refuse(reply, statusOf(outcome), outcome.message)
    else sendJson(reply, 200, outcome)
  })
}

function events(parts: AdminParts, { query }: Asked, reply: HttpReply): void {
  const from = query.get('from') ?? '1'
  if (!/^\d{1,15}$/.test(from)) return refuse(reply, 400, `from: expected a sequence, got ${from}`)
  const kind = query.get('kind') ?? undefined
  const after = Math.max(0, Number(from) - 1)
  parts.events({ after, kind, follow: query.get('follow') === '1' }, reply)
}

function declare(parts: AdminParts, { body }: Asked, reply: HttpReply): void {
  const declaration = parseDeclare(body)
  if (isFault(declaration)) return refuse(reply, 400, declaration.message)
  parts.declare(declaration, (fault) => {
    if (fault === undefined) sendJson(reply, 200, { declared: declaration })
    else refuse(reply, statusOf(fault), fault.message)
  })
}

function state({ stateAt }: AdminParts, { query }: Asked, reply: HttpReply): void {
  const micros = parseMicros(query.get('at') ?? '')
  if (micros === undefined)
    return refuse(reply, 400, 'at: expected a time such as 2026-11-20T09:45:00Z')
  stateAt(wallMs(Math.floor(micros / 1_000)), (outcome) => {
    if (isFault(outcome)) refuse(reply, statusOf(outcome), outcome.message)
    else sendJson(reply, 200, outcome)
  })
}

function batch({ takeByHand }: AdminParts, { body }: Asked, reply: HttpReply): void {
  takeByHand(body, (outcome) => {
    if (isFault(outcome)) return refuse(reply, statusOf(outcome), outcome.message)
    const { down, signed, ...brought } = outcome
    const { kind: answer, lane, epoch: known } = down
    const upTo = down.kind === 'applied' ? down.upTo : down.after
    sendJson(reply, 200, { ...brought, lane, answer, known, upTo, signed: toHex(signed) })
  })
}

const statuses: Readonly<Partial<Record<FaultCode, number>>> = {
  MALFORMED: 400,
  NEWER_VERSION: 400,
  SIGNATURE_INVALID: 403,
  NOT_FOUND: 404,
  GONE: 410,
  TOO_LARGE: 413,
}

/** What may succeed later is 503. */
const statusOf = ({ code }: Fault): number => statuses[code] ?? 503

function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

const utf8 = new TextEncoder()

const refuse = (reply: HttpReply, status: number, message: string) =>
  sendJson(reply, status, { message })

const sendText = (reply: HttpReply, text: string) =>
  reply.send(200, { 'content-type': 'text/plain; charset=utf-8' }, utf8.encode(text))

const sendJson = (reply: HttpReply, status: number, value: unknown) =>
  reply.send(status, { 'content-type': 'application/json' }, utf8.encode(JSON.stringify(value)))

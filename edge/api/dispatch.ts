// Who answers a request that was let in: this node's mirror, the cluster, or the node alone.
import { endToEnd } from '../../bus/handing-on.ts'
import type { HttpReply, HttpRequest } from '../../bus/http.ts'
import type { Clock } from '../../bus/clock.ts'
import {
  badRequest,
  unavailable,
  unsupportedMediaType,
} from '../../src/objects/answers/failures.ts'
import { isSelfQuestion } from '../../src/identity/open-to.ts'
import { assert } from '../../src/kernel/assert.ts'
import type { ToldKind } from '../../src/mirror/told-kind.ts'
import { answer, statusAnswer } from '../../src/objects/answers/answer.ts'
import { valueContent } from '../../src/objects/answers/content.ts'
import { isStatus } from '../../src/objects/answers/status.ts'
import type { Status } from '../../src/objects/answers/status.ts'
import { protobufType } from '../../src/objects/protobuf/envelope.ts'
import type { Answer, WatchAnswer } from '../../src/objects/read-answer.ts'
import type { PathRequest, RequestInfo, ResourceRequest } from '../../src/objects/request/info.ts'
import type { Showing } from '../mirror/showing.ts'
import { isDocument, keepDocument, keptDocument } from './documents.ts'
import type { Errand, Forwarder } from './forward.ts'
import type { Caller } from './guard.ts'
import { learn, mayTeach } from './learning.ts'
import { forCluster, forNode } from './node-versions.ts'
import { ownPath } from './own-paths.ts'
import type { AnsweredBy } from './own-paths.ts'
import type { LocalApiPorts } from './ports.ts'
import { refusal } from './refusal.ts'
import type { Registration } from './registration.ts'
import { incomplete, isReading, respondLocally } from './respond.ts'
import { answerSelf } from './self-reviews.ts'
import type { Knowing } from './self-reviews.ts'
import { sendZipped } from './send.ts'
import type { View } from './view.ts'
import type { GiveToken, Writes } from './writes.ts'
import type { Watches } from './watches.ts'

/** What dispatching stands on. */
export interface DispatchParts {
  readonly ports: LocalApiPorts
  readonly clock: Clock
  readonly view: View
  readonly showing: Showing
  readonly forwarder: Forwarder
  readonly watches: Watches
  readonly guard: Knowing
  readonly registration: Pick<Registration, 'take'>
  readonly isLinked: () => boolean
  /** The kinds that its feed told of besides the usual ones. */
  readonly further: () => readonly ToldKind[]
  readonly numbers: Parameters<typeof ownPath>[1]['numbers']
  readonly count: (by: AnsweredBy) => void
}

/** A request that was let in. */
export interface LetIn {
  readonly request: HttpRequest
  readonly info: RequestInfo
  readonly caller: Caller
  /** By the node's own kubelet, and not in another's name. */
  readonly isSelf: boolean
  readonly reply: HttpReply
}

/** Answers requests. */
export class Dispatch {
  readonly #parts: DispatchParts

  constructor(parts: DispatchParts) {
    this.#parts = parts
  }

  /** Answers a request, now or later. */
  answer(asked: LetIn): void {
    const { view, isLinked, numbers } = this.#parts
    const { info } = asked
    if (info.about === 'path') {
      const own = ownPath(info, { isComplete: view.isComplete, numbers })
      if (own !== undefined) return this.#send(asked, own, 'alone')
    }
    const local = this.#local(asked, isLinked())
    if (local.is !== 'pass-on') return this.#say(asked, local)
    if (isLinked() && mayPass(asked) && !this.#isHeld(asked)) this.forward(asked)
    else this.#alone(asked)
  }

  /**
   * What the rules of nodes do not grant the own kubelet is not answered from the mirror: the cluster decides, which may have
   * given it more, and without the cluster it is not to be had.
   */
  beyond(asked: LetIn): void {
    const alone = (): void => this.#beyondAlone(asked)
    if (this.#parts.isLinked() && !this.#isHeld(asked)) this.forward(asked, alone)
    else alone()
  }

  #beyondAlone(asked: LetIn): void {
    const { info } = asked
    if (info.about === 'resource' && !isReading(info)) return this.#writeAlone(asked, info)
    const local = this.#local(asked, false)
    const why = local.is === 'pass-on' ? local.why : onlyItDecides
    this.#refuse(asked, unreachable(why))
  }

  /** A write waits its turn behind those of the same object that were made alone. */
  #isHeld({ info, request, isSelf }: LetIn): boolean {
    const isWrite = info.about === 'resource' && !isReading(info)
    return isWrite && isSelf && this.#parts.ports.writes?.holds({ info, request }) === true
  }

  #local({ info, request, isSelf }: LetIn, isLinked: boolean) {
    const { view, clock } = this.#parts
    const moment = { isLinked, wall: clock.wall() }
    return respondLocally({ info, headers: request.headers, isSelf }, view, moment)
  }

  #say(asked: LetIn, answer: Answer | WatchAnswer): void {
    if (answer.is === 'answer') return this.#send(asked, answer, 'mirror')
    const { info, reply } = asked
    assert(info.about === 'resource', 'watches are of resources')
    this.#parts.count('mirror')
    this.#parts.watches.begin(info, answer, reply)
  }

  #send({ request, reply }: LetIn, answer: Answer, by: AnsweredBy): void {
    this.#parts.count(by)
    sendZipped(answer, reply, request.headers, this.#parts.ports.gzip)
  }

  #refuse(asked: LetIn, status: Status): void {
    this.#send(asked, statusAnswer(status), 'nobody')
  }

  /** Hands a request on to the cluster; without an answer of it the node answers alone, or `otherwise`. */
  forward(asked: LetIn, otherwise: () => void = () => this.#alone(asked)): void {
    const { forwarder, count, showing } = this.#parts
    const { info, reply } = asked
    const by = this.#clientFor(asked)
    if (by === undefined) return this.#refuse(asked, refusal(asked.caller, info, mayNotPass))
    const translated =
      info.about === 'path' ? asked.request : forCluster(asked.request, info, showing.projection)
    if (isStatus(translated)) return this.#refuse(asked, translated)
    const request = { ...translated, headers: passing(asked) }
    count('cluster')
    const read = this.#readerOf(asked)
    forwarder.forward({ request, by, read, unanswered: otherwise }, reply)
  }

  /** The node's own credential is for the node alone; others show theirs to the cluster. */
  #clientFor({ isSelf, request }: LetIn): Errand['by'] | undefined {
    const { cluster } = this.#parts.ports
    if (isSelf) return cluster?.asNode
    return request.headers['authorization'] === undefined ? undefined : cluster?.asCaller
  }

  #readerOf({ info, request }: LetIn): Errand['read'] {
    const { showing, view } = this.#parts
    if (info.about === 'path') {
      if (!isDocument(info)) return undefined
      return (whole) => {
        keepDocument(showing, info, request.headers, whole)
        return whole
      }
    }
    const parts = { node: view.node, kinds: view.kinds, showing }
    return mayTeach(parts, info) ? (whole) => learn(parts, info, whole) : undefined
  }

  /** The cluster cannot be asked. */
  #alone(asked: LetIn): void {
    const { info } = asked
    if (info.about === 'path') return this.#documentAlone(asked, info)
    const local = this.#local(asked, false)
    if (local.is !== 'pass-on') return this.#say(asked, local)
    if (isReading(info)) return this.#refuse(asked, unreachable(local.why))
    this.#writeAlone(asked, info)
  }

  #documentAlone(asked: LetIn, info: PathRequest): void {
    const { showing, further } = this.#parts
    const served = further().map((told) => told.served)
    const kept = keptDocument({ showing, further: served }, info, asked.request.headers)
    if (kept !== undefined) this.#send(asked, kept, 'alone')
    else this.#refuse(asked, unreachable(`${info.path} is not kept on this node`))
  }

  #writeAlone(asked: LetIn, info: ResourceRequest): void {
    const { ports, guard } = this.#parts
    const { writes, giveToken } = ports
    const send = (answer: Answer) => this.#send(asked, answer, 'alone')
    const { caller, request } = asked
    if (isSelfQuestion(info)) return answerSelf({ caller, info, request }, guard, send)
    const type = request.headers['content-type'] ?? ''
    if (type.startsWith(protobufType)) return this.#refuse(asked, onlyJson())
    const isToken = info.resource === 'serviceaccounts' && info.subresource === 'token'
    if (asked.isSelf && isToken && giveToken !== undefined)
      return giveTokenTo(giveToken, asked.request, info, send)
    if (asked.isSelf && writes !== undefined) return this.#accept(writes, asked, info)
    this.#refuse(asked, unreachable('this write is not taken without it'))
  }

  #accept(writes: Writes, asked: LetIn, info: ResourceRequest): void {
    const { showing, view, registration } = this.#parts
    const send = (answer: Answer) => this.#send(asked, answer, 'alone')
    // The cloud replays writes of nodes that it knows: a new one registers in the cluster, not with itself.
    if (!view.isComplete('node')) return send(incomplete(info, 'node'))
    if (info.resource === 'nodes' && info.verb === 'create') registration.take(asked.request)
    writes.accept({ request: forNode(asked.request, info, showing.projection), info }, send)
  }
}

/** Nobody spends a node's way to the cluster who does not say who he is. */
const mayPass = ({ caller }: LetIn): boolean => caller.by !== 'nothing'

function giveTokenTo(
  giveToken: GiveToken,
  { body }: HttpRequest,
  { namespace = '', name: account = '' }: ResourceRequest,
  send: (answer: Answer) => void,
): void {
  let wish: unknown
  try {
    wish = JSON.parse(new TextDecoder().decode(body)) as unknown
  } catch {
    return send(statusAnswer(badRequest('expected a TokenRequest in JSON')))
  }
  giveToken({ namespace, account }, wish, (outcome) =>
    send(
      isStatus(outcome)
        ? statusAnswer(outcome)
        : answer(
            201,
            valueContent(() => outcome),
            'json',
          ),
    ),
  )
}

const unreachable = (why: string): Status =>
  unavailable(`the cluster's API cannot be reached from this node, and ${why}`)

/** Nodes that are cut off read JSON alone. */
const onlyJson = (): Status => {
  const status = unsupportedMediaType(['application/json', 'application/yaml'])
  const setting = 'set contentType: application/json in the KubeletConfiguration'
  return {
    ...status,
    message: `${status.message ?? ''}; the cluster's API cannot be reached, and this node alone does not read protobuf: ${setting}`,
  }
}

const onlyItDecides = 'it alone decides whether a kubelet may do this'

const mayNotPass =
  'only the node itself and callers with a bearer token are handed on to the cluster'

/** The headers that go on: without those of this connection, and without the node's own proof of who it is. */
function passing({ request, isSelf, reply }: LetIn): HttpRequest['headers'] {
  const {
    host: _host,
    'accept-encoding': _encoding,
    'content-length': _length,
    authorization,
    ...rest
  } = endToEnd(request.headers)
  const { upgrade } = request.headers
  const change =
    reply.upgrade === undefined || upgrade === undefined ? {} : { connection: 'Upgrade', upgrade }
  const proof = isSelf || authorization === undefined ? {} : { authorization }
  return { ...rest, ...change, ...proof }
}

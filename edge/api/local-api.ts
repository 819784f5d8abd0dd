// The local API of one node: a door that asks who comes, and what is behind it.
import { httpCall } from '../../bus/http-call.ts'
import type { HttpReply, HttpRequest, Peer } from '../../bus/http.ts'
import type { Part } from '../../bus/lifecycle.ts'
import type { Listener } from '../../bus/pipe.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { statusAnswer } from '../../src/objects/answers/answer.ts'
import { unauthorized } from '../../src/objects/answers/failures.ts'
import type { Status } from '../../src/objects/answers/status.ts'
import { requestInfo } from '../../src/objects/request/info.ts'
import type { Mirror } from '../mirror/mirror.ts'
import type { EdgePorts } from '../ports.ts'
import { bearerOf } from './bearer.ts'
import { ClusterPath } from './cluster-path.ts'
import type { LocalApiConfig } from './config.ts'
import { Dispatch } from './dispatch.ts'
import type { LetIn } from './dispatch.ts'
import { learnDocuments } from './learn-documents.ts'
import { Forwarder } from './forward.ts'
import { selfName } from './guard.ts'
import type { Caller, Guard } from './guard.ts'
import { recall } from './learning.ts'
import type { AnsweredBy, ApiNumbers } from './own-paths.ts'
import type { LocalApiPorts } from './ports.ts'
import { refusal } from './refusal.ts'
import { Registration } from './registration.ts'
import { sendAnswer, statusOnly } from './send.ts'
import { StarvingEvents } from './starving-events.ts'
import { NodeKinds } from './node-kinds.ts'
import type { View } from './view.ts'
import { Watches } from './watches.ts'

/** What a local API is made of. */
export interface LocalApiParts {
  readonly ports: Pick<EdgePorts, 'clock' | 'random' | 'tap'>
  readonly api: LocalApiPorts
  readonly config: LocalApiConfig
  readonly node: string
  readonly mirror: Pick<Mirror, 'showing' | 'isComplete' | 'isCurrent'>
}

/** A caller, and what he showed. */
interface Known {
  readonly caller: Caller
  readonly bearer: string | undefined
  readonly request: HttpRequest
}

/** Somebody whom only the cluster may know. */
const stranger: Caller = {
  name: 'system:anonymous',
  groups: ['system:unauthenticated'],
  by: 'nothing',
}

/** A door that opens once and closes once. */
export class LocalApi {
  readonly #parts: LocalApiParts
  readonly #guard: Guard
  readonly #kinds: NodeKinds
  readonly #view: View
  readonly #path: ClusterPath
  readonly #forwarder: Forwarder
  readonly #watches: Watches
  readonly #dispatch: Dispatch
  readonly #starving: StarvingEvents
  readonly #registration: Registration
  readonly #answered: Record<AnsweredBy, number> = { mirror: 0, cluster: 0, alone: 0, nobody: 0 }
  #listener: Listener | undefined

  constructor(parts: LocalApiParts) {
    const { ports, api, config, node, mirror } = parts
    const { clock } = ports
    this.#parts = parts
    this.#guard = api.guard
    this.#kinds = new NodeKinds({
      showing: mirror.showing,
      isCurrent: () => mirror.isCurrent('all'),
      ended: (kind) => this.#watches.end(kind),
      changed: () => this.#learnDocuments(),
    })
    this.#view = {
      node,
      kinds: this.#kinds,
      projection: mirror.showing.projection,
      isComplete: (of) => mirror.isComplete(of),
    }
    this.#path = new ClusterPath({
      clock,
      random: ports.random.fork('cluster path'),
      probe: (done) => this.#probe(done),
      retry: config.retry,
      changed: (isUp) => this.#pathChanged(isUp),
    })
    this.#forwarder = new Forwarder({ clock, path: this.#path, ...config })
    this.#watches = new Watches(clock, config.behindBytesMax)
    const { asNode: cluster } = api.cluster ?? {}
    this.#registration = new Registration({ clock, cluster, showing: mirror.showing })
    this.#dispatch = new Dispatch({
      ports: api,
      clock,
      view: this.#view,
      showing: mirror.showing,
      forwarder: this.#forwarder,
      watches: this.#watches,
      guard: api.guard,
      registration: this.#registration,
      isLinked: () => this.isLinked(),
      further: () => this.#kinds.further,
      numbers: () => this.#numbers(),
      count: (by) => (this.#answered[by] += 1),
    })
    const { projection } = mirror.showing
    this.#starving = new StarvingEvents({
      clock,
      random: ports.random.fork('starving'),
      node,
      serviceOf: ({ namespace, name, ...of }) => projection.get(of, namespace, name),
      post: (request, done) => this.#asSelf(request, done),
    })
  }

  /** Opens the door once the mirror was read. */
  part(): Part {
    return {
      name: 'local API',
      start: (done) => {
        const { api, config, node, mirror } = this.#parts
        const { showing } = mirror
        recall({ node, kinds: this.#view.kinds, showing })
        this.#kinds.begin()
        api.server.listen(config.listen, this.answer, (outcome) => {
          if (isFault(outcome)) return done(outcome)
          this.#listener = outcome
          showing.projection.view.watchStarving(this.#starving.take)
          this.#path.suspect()
          this.#registration.say()
          this.#learnDocuments()
          done(undefined)
        })
      },
      stop: (done) => {
        this.#starving.stop()
        this.#registration.stop()
        this.#path.stop()
        this.#forwarder.fell()
        this.#watches.end()
        if (this.#listener === undefined) this.#parts.ports.clock.soon(done)
        else this.#listener.close(done)
      },
    }
  }

  /** Whether the cluster's API can be asked. */
  isLinked(): boolean {
    return this.#parts.api.cluster !== undefined && this.#path.isUp
  }

  /** Something else found no way to the cloud: the way to its API is looked at too. */
  suspect(): void {
    this.#path.suspect()
  }

  /** Answers a request that came to a door. */
  readonly answer = (request: HttpRequest, reply: HttpReply, peer: Peer): void => {
    this.#kinds.look()
    const info = requestInfo(request.method, request.path)
    const bearer = bearerOf(request.headers)
    const certificate = peer.certificate?.der ?? peer.shown
    this.#guard.identify({ certificate, bearer }, (caller) => {
      if (caller !== undefined)
        return this.#forCluster({ caller, bearer, request }, (known) =>
          this.#letIn({ request: known, info, caller, reply }),
        )
      const refuse = (): void => this.#refuse(unauthorized(), reply)
      // The cluster may know a token that this node was told nothing of.
      if (bearer === undefined || !this.isLinked()) return refuse()
      this.#dispatch.forward({ request, info, caller: stranger, isSelf: false, reply }, refuse)
    })
  }

  /** A token that the node gave itself is none to the cluster: one of the cluster's stands in for it. */
  #forCluster({ caller, bearer, request }: Known, done: (request: HttpRequest) => void): void {
    const { standIn } = this.#guard
    const needsOne = caller.by === 'node-token' && this.isLinked()
    if (!needsOne || bearer === undefined || standIn === undefined) return done(request)
    standIn(bearer, (token) => {
      const authorization = `Bearer ${token ?? bearer}`
      done({ ...request, headers: { ...request.headers, authorization } })
    })
  }

  #letIn({ request, info, caller, reply }: Omit<LetIn, 'isSelf'>): void {
    this.#guard.authorize(caller, info, (decision) => {
      const isOther = request.headers['impersonate-user'] !== undefined
      const isSelf = !isOther && caller.name === selfName(this.#parts.node)
      const asked = { request, info, caller, isSelf, reply }
      if (decision.allowed && !isOther) return this.#dispatch.answer(asked)
      if (caller.by === 'nothing') return this.#refuse(unauthorized(), reply)
      if (isSelf) return this.#dispatch.beyond(asked)
      const reason = decision.allowed ? onlyThere : decision.reason
      const refuse = (): void => this.#refuse(refusal(caller, info, reason), reply)
      const isOpen = decision.allowed || decision.undecided === true
      if (isOpen && this.isLinked()) this.#dispatch.forward(asked, refuse)
      else refuse()
    })
  }

  /** A write of the agent in the name of the node's kubelet: the cluster's, or pending. */
  #asSelf(request: HttpRequest, done: (wasTaken: boolean) => void): void {
    const { node } = this.#parts
    const info = requestInfo(request.method, request.path)
    const caller: Caller = { name: selfName(node), groups: ['system:nodes'], by: 'certificate' }
    const reply = statusOnly((status) => done(status < 300))
    this.#dispatch.answer({ request, info, caller, isSelf: true, reply })
  }

  #refuse(status: Status, reply: HttpReply): void {
    this.#answered.nobody += 1
    sendAnswer(statusAnswer(status), reply)
  }

  #probe(done: (answered: boolean) => void): void {
    const { ports, api, config } = this.#parts
    if (api.cluster === undefined) return ports.clock.soon(() => done(false))
    const request = { method: 'GET', path: '/version', headers: {}, body: new Uint8Array() }
    const limits = { silenceMs: config.probeMs, bodyBytesMax: 1 << 20 }
    const { clock } = ports
    httpCall({ http: api.cluster.asNode, clock }, request, limits, (outcome) =>
      done(!isFault(outcome)),
    )
  }

  #pathChanged(isUp: boolean): void {
    this.#parts.ports.tap('info', "the cluster's API", { path: isUp ? 'up' : 'down' })
    if (isUp) {
      this.#registration.say()
      return this.#learnDocuments()
    }
    this.#forwarder.fell()
    this.#parts.api.cluster?.disconnect?.()
  }

  #learnDocuments(): void {
    const { api, ports, mirror } = this.#parts
    if (api.cluster === undefined || !this.#path.isUp) return
    learnDocuments({
      http: api.cluster.asNode,
      clock: ports.clock,
      showing: mirror.showing,
      registry: this.#view.kinds.registry,
    })
  }

  #numbers(): ApiNumbers {
    return {
      answered: this.#answered,
      inFlight: this.#forwarder.inFlight,
      watches: this.#watches.count,
      isLinked: this.isLinked(),
      kept: this.#parts.api.writes?.numbers(),
    }
  }
}

const onlyThere = 'who asks for another is known to the cluster alone, which cannot be reached'

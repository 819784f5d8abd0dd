// The service proxy of a hollow node: an HTTP proxy that leads to endpoints, for people who have no cluster addresses.
// Like a kube-proxy it is a client of its node's API, and knows nothing but what that shows of services and slices.
import { formatAddress } from '../../../bus/address.ts'
import type { Cancel } from '../../../bus/clock.ts'
import { endToEnd } from '../../../bus/handing-on.ts'
import type { HttpReply, HttpRequest, HttpServer } from '../../../bus/http.ts'
import type { Part } from '../../../bus/lifecycle.ts'
import type { Address, Listener } from '../../../bus/pipe.ts'
import type { ReflectorPorts } from '../../../bus/reflector-read.ts'
import type { Tap } from '../../../bus/tap.ts'
import type { Fault } from '../../../src/kernel/fault.ts'
import { isFault } from '../../../src/kernel/fault.ts'
import { followServices } from './follow-services.ts'
import type { Following } from './follow-services.ts'
import { lead } from './lead.ts'
import type { LeadPorts } from './lead.ts'
import { ServiceTable } from './service-table.ts'
import { targetOf } from './target.ts'
import type { Target } from './target.ts'

/** What a proxy stands on; `http` reaches its node's API. */
export interface ProxyPorts extends ReflectorPorts, LeadPorts {
  readonly server: HttpServer
  readonly tap: Tap
}

/** What a proxy is told. */
export interface ProxyOptions {
  readonly node: string
  readonly listenAt: Address
  /** An endpoint, or the node's API, that says nothing for so long is given up. */
  readonly silenceMs: number
  /** So many requests may be under way. */
  readonly requestsMax: number
}

/** A proxy that can be started once. */
export function createServiceProxy(ports: ProxyPorts, options: ProxyOptions): Part {
  const { node, listenAt } = options
  const table = new ServiceTable(node)
  const leader = new Leader(ports, options, table)
  let following: Following | undefined
  let listener: Listener | undefined
  const answer = (request: HttpRequest, reply: HttpReply): void => {
    const target = targetOf(request.path)
    const example = `curl -x http://${formatAddress(listenAt)} http://SERVICE/`
    if (target === undefined) say(reply, 400, `expected a request to a proxy, such as: ${example}`)
    else if (following?.isComplete() === true) leader.lead(request, target, reply)
    else say(reply, 503, `node ${node} does not know its services yet: its API has not told them`)
  }
  return {
    name: `service proxy ${node}`,
    start: (done) =>
      ports.server.listen(listenAt, answer, (outcome: Listener | Fault) => {
        if (isFault(outcome)) return done(outcome)
        listener = outcome
        following = followServices(ports, table, options)
        done(undefined)
      }),
    stop: (done) => {
      following?.stop()
      leader.stop()
      if (listener === undefined) ports.clock.soon(done)
      else listener.close(done)
    },
  }
}

/** Leads requests to whom the table names, not too many at once. */
class Leader {
  readonly #ports: LeadPorts
  readonly #options: ProxyOptions
  readonly #table: ServiceTable
  readonly #underWay = new Set<Cancel>()

  constructor(ports: LeadPorts, options: ProxyOptions, table: ServiceTable) {
    this.#ports = ports
    this.#options = options
    this.#table = table
  }

  lead(request: HttpRequest, target: Target, reply: HttpReply): void {
    const { node, requestsMax, silenceMs } = this.#options
    if (this.#underWay.size >= requestsMax)
      return say(reply, 503, `${requestsMax} requests are under way on node ${node}: try again`)
    const found = this.#table.find(target)
    if (found.kind === 'nowhere') return say(reply, found.status, found.why)
    const { at, whose } = found
    const { authority, path } = target
    const headers = { ...endToEnd(request.headers), host: authority, connection: 'close' }
    const unanswered = ({ code, message }: Fault): void => {
      const why = `${formatAddress(at)} of ${whose} gave no answer to node ${node}: ${message}`
      say(reply, code === 'TIMEOUT' ? 504 : 502, why)
    }
    const over = (): void => void this.#underWay.delete(cancel)
    const errand = { request: { ...request, path, headers }, at, reply, silenceMs }
    const cancel = lead(this.#ports, { ...errand, unanswered, over })
    this.#underWay.add(cancel)
  }

  stop(): void {
    for (const cancel of [...this.#underWay]) cancel()
  }
}

function say(reply: HttpReply, status: number, text: string): void {
  const headers = { 'content-type': 'text/plain; charset=utf-8' }
  reply.send(status, headers, new TextEncoder().encode(`${text}\n`))
}

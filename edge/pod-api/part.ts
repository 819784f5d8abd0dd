// The API of a node for its pods: a link-local address, a door there, and a mirror that shows pods the way.
import type { Cancel, Clock } from '../../bus/clock.ts'
import type { HttpReply, HttpRequest, HttpServer, Peer } from '../../bus/http.ts'
import { formatAddress } from '../../bus/address.ts'
import type { Part } from '../../bus/lifecycle.ts'
import type { Listener } from '../../bus/pipe.ts'
import type { Tap } from '../../bus/tap.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { Dress } from '../mirror/dress.ts'
import { podLink } from './config.ts'
import type { PodApiConfig } from './config.ts'
import { apiDress } from './dress.ts'
import type { LinkAddress } from './link-address.ts'

/** What it stands on besides the ports of its agent. */
export interface PodApiPorts {
  readonly link: LinkAddress
  /** Speaks TLS with the node's certificate, never plain HTTP. */
  readonly server: HttpServer
  /** The authority of that certificate (PEM); undefined before the first one came. */
  readonly authority: () => string | undefined
}

/** Its parts. */
export interface PodApiParts extends PodApiPorts {
  readonly clock: Clock
  readonly tap: Tap
  readonly config: PodApiConfig
  /** Answers a request, as the local API does. */
  readonly answer: (request: HttpRequest, reply: HttpReply, peer: Peer) => void
  /** The mirror shows some objects so from now on; undefined: as the cloud tells them. */
  readonly show: (dress: Dress | undefined) => void
}

/** The address is looked at again so often: others may take an interface away. */
const keepMs = 60_000
/** A certificate that has not come yet is looked for so often. */
const certificateMs = 5_000

/** One run. It never keeps an agent from starting: without it pods use the cluster's API. */
export class PodApi {
  readonly #parts: PodApiParts
  #listener: Listener | undefined
  /** The authority that the mirror shows now. */
  #shown: string | undefined
  #said: string | undefined
  #stopped = false
  #waiting: Cancel = () => {}

  constructor(parts: PodApiParts) {
    this.#parts = parts
  }

  /** It starts after the local API. */
  part(): Part {
    const { clock } = this.#parts
    return {
      name: 'API for pods',
      start: (done) => this.#tend(() => clock.soon(() => done(undefined))),
      stop: (done) => {
        this.#stopped = true
        this.#waiting()
        if (this.#listener === undefined) clock.soon(done)
        else this.#listener.close(done)
      },
    }
  }

  /** Whether pods are led here. */
  isOn(): boolean {
    return this.#shown !== undefined
  }

  #tend(then: () => void): void {
    const { link, config, authority } = this.#parts
    const known = authority()
    if (known === undefined) {
      this.#off("waits for this node's certificate, which the cloud gives", certificateMs)
      return then()
    }
    link.ensure({ name: podLink, address: config.listen.host }, (fault) => {
      if (fault !== undefined) this.#failed(fault)
      else if (!this.#stopped) return this.#open(known, then)
      then()
    })
  }

  #open(authority: string, then: () => void): void {
    const { server, config, answer } = this.#parts
    if (this.#listener !== undefined) {
      this.#on(authority)
      return then()
    }
    // Pods show tokens here: by whatever certificate, nobody is taken for the node's kubelet.
    const handle = (request: HttpRequest, reply: HttpReply, { address }: Peer): void =>
      answer(request, reply, { address })
    server.listen(config.listen, handle, (outcome) => {
      if (isFault(outcome)) this.#failed(outcome)
      else if (this.#stopped) outcome.close(() => {})
      else {
        this.#listener = outcome
        this.#on(authority)
      }
      then()
    })
  }

  #on(authority: string): void {
    const { show, config } = this.#parts
    if (this.#shown !== authority) show(apiDress({ at: config.listen, way: config.way, authority }))
    this.#shown = authority
    this.#again(keepMs)
    this.#say('info', 'answers')
  }

  #failed({ code, message }: Fault): void {
    this.#off(`goes on without it, pods use the cluster's API: ${message} (${code})`, keepMs)
  }

  #off(why: string, againMs: number): void {
    if (this.#shown !== undefined) this.#parts.show(undefined)
    this.#shown = undefined
    this.#again(againMs)
    this.#say('warn', why)
  }

  #again(ms: number): void {
    if (!this.#stopped) this.#waiting = this.#parts.clock.after(ms, () => this.#tend(() => {}))
  }

  /** Each state is said once. */
  #say(level: 'info' | 'warn', state: string): void {
    const { tap, config } = this.#parts
    if (this.#said !== state)
      tap(level, 'API for pods', { at: formatAddress(config.listen), state })
    this.#said = state
  }
}

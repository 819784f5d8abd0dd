// The registration of a kubelet that started while the cluster could not be asked: it is said there once it can be.
import type { Cancel, Clock } from '../../bus/clock.ts'
import type { HttpClient, HttpRequest } from '../../bus/http.ts'
import { httpCall } from '../../bus/http-call.ts'
import type { HttpWhole } from '../../bus/http-call.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { Showing } from '../mirror/showing.ts'

/** What it takes. */
export interface RegistrationParts {
  readonly clock: Clock
  /** The cluster's API as the node; undefined where there is no way to it. */
  readonly cluster: HttpClient | undefined
  readonly showing: Pick<Showing, 'kept' | 'keep'>
}

const keptName = 'registration'
const path = '/api/v1/nodes'
const limits = { silenceMs: 5_000, bodyBytesMax: 1 << 20 }
/** A cluster that does not answer, or does not take it now, is asked again after so long. */
const againMs = 5_000

/** A kubelet registers once, when it starts, and only hears from its node that it is registered. */
export class Registration {
  readonly #parts: RegistrationParts
  #isSaying = false
  #stop: Cancel = () => {}

  constructor(parts: RegistrationParts) {
    this.#parts = parts
  }

  /** The node answered it alone. */
  take({ body }: HttpRequest): void {
    this.#parts.showing.keep(keptName, body)
  }

  /** The cluster can be asked now: says what is kept, until the cluster has taken or refused it. */
  say(): void {
    const { clock, cluster, showing } = this.#parts
    const body = showing.kept().get(keptName)
    if (body === undefined || cluster === undefined || this.#isSaying) return
    this.#isSaying = true
    const headers = { accept: 'application/json', 'content-type': 'application/json' }
    const request = { method: 'POST', path, headers, body }
    const cancel = httpCall({ http: cluster, clock }, request, limits, (outcome) => {
      this.#isSaying = false
      if (isOver(outcome) && showing.kept().get(keptName) === body)
        return showing.keep(keptName, undefined)
      this.#stop = clock.after(againMs, () => this.say())
    })
    this.#stop = cancel
  }

  stop(): void {
    this.#stop()
  }
}

/** It is there, or will never be. */
const isOver = (outcome: HttpWhole | Fault): boolean =>
  !isFault(outcome) && outcome.status < 500 && outcome.status !== 429

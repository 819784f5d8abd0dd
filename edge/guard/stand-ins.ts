// Tokens of the cluster for pods that still hold one of the node's: the server of a forwarded request believes no other.
import type { Clock } from '../../bus/clock.ts'
import { httpCall } from '../../bus/http-call.ts'
import type { HttpClient } from '../../bus/http.ts'
import { accountClaims } from '../../src/identity/account-token.ts'
import type { AccountClaims } from '../../src/identity/account-token.ts'
import { decodeJwt } from '../../src/identity/jwt.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { monoMs } from '../../src/kernel/time.ts'
import type { MonoMs } from '../../src/kernel/time.ts'
import { isJson } from '../../src/objects/schema/typed.ts'

/** What they are asked for with. */
export interface StandInsParts {
  readonly clock: Clock
  /** The cluster's API as the node; undefined where there is no way to it but the bus. */
  readonly cluster: HttpClient | undefined
}

type Done = (token: string | undefined) => void

interface Held {
  readonly token: string
  readonly until: MonoMs
}

/** As long as Kubernetes gives at least; a token is used for the first four fifths of it. */
const seconds = 600
const usedMs = 480_000
const limits = { silenceMs: 5_000, bodyBytesMax: 1 << 20 }
/** Pods of one node, and as many again that are gone. */
const heldMax = 512

/** The tokens of one run: in memory alone. */
export class StandIns {
  readonly #parts: StandInsParts
  readonly #held = new Map<string, Held>()
  readonly #waiting = new Map<string, Done[]>()

  constructor(parts: StandInsParts) {
    this.#parts = parts
  }

  /** The token to forward a request with whose own was given by the node, and believed; undefined where none is to be had. */
  of(bearer: string, done: Done): void {
    const { clock, cluster } = this.#parts
    const claims = accountClaims(decodeJwt(bearer)?.claims ?? {})
    if (claims?.pod === undefined || cluster === undefined) return clock.soon(() => done(undefined))
    const { namespace, account, pod } = claims
    const key = JSON.stringify([namespace, account, pod])
    const held = this.#held.get(key)
    if (held !== undefined && clock.mono() < held.until) return clock.soon(() => done(held.token))
    const waiting = this.#waiting.get(key)
    if (waiting !== undefined) return void waiting.push(done)
    this.#waiting.set(key, [done])
    this.#ask(cluster, key, claims)
  }

  #ask(http: HttpClient, key: string, { namespace, account, pod }: AccountClaims): void {
    const { clock } = this.#parts
    const ns = encodeURIComponent(namespace)
    const path = `/api/v1/namespaces/${ns}/serviceaccounts/${encodeURIComponent(account.name)}/token`
    const wish = {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: {
        audiences: [],
        expirationSeconds: seconds,
        boundObjectRef: { apiVersion: 'v1', kind: 'Pod', ...pod },
      },
    }
    const headers = { accept: 'application/json', 'content-type': 'application/json' }
    const body = new TextEncoder().encode(JSON.stringify(wish))
    httpCall({ http, clock }, { method: 'POST', path, headers, body }, limits, (answer) => {
      const isGiven = !isFault(answer) && answer.status < 300
      const token = isGiven ? tokenIn(answer.body) : undefined
      if (token !== undefined) this.#keep(key, token)
      const waiting = this.#waiting.get(key) ?? []
      this.#waiting.delete(key)
      for (const done of waiting) done(token)
    })
  }

  #keep(key: string, token: string): void {
    if (this.#held.size >= heldMax) this.#held.clear()
    this.#held.set(key, { token, until: monoMs(this.#parts.clock.mono() + usedMs) })
  }
}

function tokenIn(body: Uint8Array): string | undefined {
  try {
    const answer: unknown = JSON.parse(new TextDecoder().decode(body))
    const status = isJson(answer) && isJson(answer['status']) ? answer['status'] : {}
    return typeof status['token'] === 'string' ? status['token'] : undefined
  } catch {
    return undefined
  }
}

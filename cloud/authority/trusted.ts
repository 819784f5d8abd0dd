// Whom nodes are to trust: the issuer of the cluster's tokens, its public keys, and the addresses of its API's Service.
import type { Trusted } from '../../schemas/guard-answer.ts'
import { limits } from '../../schemas/limits.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { MonoMs } from '../../src/kernel/time.ts'
import { isJson } from '../../src/objects/schema/typed.ts'
import { kubeCall } from '../kube-call.ts'
import type { KubePorts } from '../kube-call.ts'
import { gathered } from './gathered.ts'

const questions = [
  { method: 'GET', path: '/.well-known/openid-configuration' },
  { method: 'GET', path: '/openid/v1/jwks', accept: 'application/jwk-set+json' },
  { method: 'GET', path: '/api/v1/namespaces/default/services/kubernetes' },
] as const

/** All nodes may ask at once; Kubernetes is asked once in so long. */
const lifeMs = 30_000

type Done = (trust: Trusted | undefined) => void

/** What Kubernetes says of itself, for a while. */
export class TrustReader {
  readonly #kube: KubePorts
  #known: { readonly trust: Trusted; readonly at: MonoMs } | undefined
  #waiting: Done[] = []

  constructor(kube: KubePorts) {
    this.#kube = kube
  }

  /** Hands over what is known; undefined where Kubernetes does not say. */
  read(done: Done): void {
    const { clock } = this.#kube
    const known = this.#known
    if (known !== undefined && clock.mono() - known.at < lifeMs)
      return clock.soon(() => done(known.trust))
    this.#waiting.push(done)
    if (this.#waiting.length === 1) this.#ask()
  }

  #ask(): void {
    const { clock } = this.#kube
    gathered(
      questions,
      (question, _, done: (said: object | undefined) => void) =>
        kubeCall(this.#kube, question, (said) => done(isFault(said) ? undefined : said)),
      clock.soon,
      (said) => {
        const trust = trustOf(said)
        if (trust !== undefined) this.#known = { trust, at: clock.mono() }
        const waiting = this.#waiting
        this.#waiting = []
        for (const done of waiting) done(trust)
      },
    )
  }
}

function trustOf([configuration, keys, service]: readonly unknown[]): Trusted | undefined {
  const issuer = isJson(configuration) ? configuration['issuer'] : undefined
  const listed = isJson(keys) ? keys['keys'] : undefined
  const keySet = JSON.stringify({ keys: listed })
  if (typeof issuer !== 'string' || !Array.isArray(listed)) return undefined
  if (keySet.length > limits.keySetBytes) return undefined
  return { issuer, keySet, serviceAddresses: addressesOf(service) }
}

function addressesOf(service: unknown): readonly string[] {
  const spec = isJson(service) && isJson(service['spec']) ? service['spec'] : {}
  const { clusterIP, clusterIPs } = spec
  const all: readonly unknown[] = Array.isArray(clusterIPs) ? clusterIPs : [clusterIP]
  return all.filter((one) => typeof one === 'string' && one !== '' && one !== 'None') as string[]
}

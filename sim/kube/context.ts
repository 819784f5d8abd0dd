// What every part of the small Kubernetes' API server works with.
import type { Clock } from '../../bus/clock.ts'
import type { KindRegistry } from '../../src/objects/kinds/registry.ts'
import { timestamp } from '../../src/objects/timestamp.ts'
import type { Random } from '../../src/kernel/random.ts'
import type { User } from '../../src/identity/user.ts'
import type { Store } from './store.ts'
import type { Hearing } from './webhooks/hearing.ts'

/** What may be set; `kubeDefaults` has the values of a real cluster. */
export interface KubeConfig {
  /** How long a pod tolerates a node that is not ready or unreachable. */
  readonly tolerationSeconds: number
  /** How many changes are remembered at least for watches that resume. */
  readonly changesMax: number
  /** `host:port` that discovery names. */
  readonly address: string
  /** The certificate authority that pods are told of. */
  readonly authority: string
}

/** The values of a real cluster. */
export const kubeDefaults: KubeConfig = {
  tolerationSeconds: 300,
  changesMax: 20_000,
  address: '127.0.0.1:6443',
  authority: '',
}

/** Store, time, chance and kinds. */
export interface KubeContext {
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  readonly config: KubeConfig
  readonly registry: () => KindRegistry
  /** Callers by bearer token. */
  readonly users: ReadonlyMap<string, User>
  /** Tokens that were given to service accounts. */
  readonly tokens: Map<string, GivenToken>
  /** Signs them; without it they only look like tokens. */
  readonly signer: TokenSigner | undefined
  /** What webhooks said of the write that is tried; absent where nobody is asked. */
  readonly hearing?: Hearing
}

/** Signs tokens of service accounts. */
export interface TokenSigner {
  /** How and with which key, as a token's header says. */
  readonly header: { readonly alg: string; readonly kid: string }
  readonly sign: (bytes: Uint8Array) => Uint8Array
  /** The public keys, as `/openid/v1/jwks` shows them. */
  readonly keySet: object
}

/** The service account whose token it is, and until when. */
export interface GivenToken {
  readonly namespace: string
  readonly name: string
  readonly expiresMs: number
}

/** The current second as objects carry it. */
export const now = ({ clock }: Pick<KubeContext, 'clock'>): string => timestamp(clock.wall())

const nameCharacters = 'bcdfghjklmnpqrstvwxz2456789'

/** Random characters as generated names end with. */
export const randomSuffix = (random: Random, length: number): string =>
  Array.from({ length }, () => nameCharacters[random.below(nameCharacters.length)]).join('')

/** A random UUID (version 4). */
export function randomUid(random: Random): string {
  const hex = Array.from({ length: 32 }, (_, i) => {
    if (i === 12) return '4'
    return (i === 16 ? 8 + random.below(4) : random.below(16)).toString(16)
  }).join('')
  const cuts = [0, 8, 12, 16, 20, 32]
  return cuts
    .slice(1)
    .map((end, i) => hex.slice(cuts[i], end))
    .join('-')
}

// The small Kubernetes' API server as a value: one store, and the doors to it.
import type { Cancel, Clock } from '../../bus/clock.ts'
import type { Headers, HttpReply, HttpRequest, Peer } from '../../bus/http.ts'
import { assert } from '../../src/kernel/assert.ts'
import type { Random } from '../../src/kernel/random.ts'
import type { Collection } from '../../src/objects/collection.ts'
import { builtinKinds } from '../../src/objects/kinds/builtin.ts'
import { kindRegistry } from '../../src/objects/kinds/registry.ts'
import { impersonated } from './access/authenticate.ts'
import { administrator } from '../../src/identity/user.ts'
import type { User } from '../../src/identity/user.ts'
import { valueBody } from './body.ts'
import { bootstrap } from './bootstrap.ts'
import { kubeDefaults } from './context.ts'
import type { KubeConfig, KubeContext, TokenSigner } from './context.ts'
import { definedKinds, tendDefinitions } from './definitions.ts'
import { createDoor } from './door.ts'
import { tendEvents } from './events.ts'
import { tendNamespaces } from './namespaces.ts'
import { withEventVersions } from './event-versions.ts'
import { createStore } from './store.ts'
import type { StoreSnapshot } from './store.ts'
import type { WebhookDoors } from './webhooks/ask.ts'
import { putOff } from './webhooks/hearing.ts'
import { responder } from './webhooks/tries.ts'
import type { Outcome } from './webhooks/tries.ts'

/** What a call answers: an object, a list or a Status. */
export interface KubeAnswer {
  readonly status: number
  readonly body: unknown
  /** Tells the real answer of a write that waits for webhooks, once; absent of all others. */
  readonly later?: (then: (answer: KubeAnswer) => void) => void
}

/** An API server in miniature: a synchronous, deterministic state machine. */
export interface KubeServer {
  /** Its store, for reading and for watches of controllers. */
  readonly collection: Collection
  /** A request from within: no sockets, no encoding; as an administrator unless headers impersonate. */
  readonly call: (method: string, path: string, body?: unknown, headers?: Headers) => KubeAnswer
  /** The HTTP door's handler: requests, streams, watches. */
  readonly handle: (request: HttpRequest, reply: HttpReply, peer: Peer) => void
  /** The handler of a server that lags behind: it knows what there is now, and nothing that comes later. */
  readonly lagging: () => KubeServer['handle']
  /** Forgets all changes until now: watches from before get 410. */
  readonly compact: () => void
  /** The whole state as data, for a later server to begin from. */
  readonly snapshot: () => StoreSnapshot
  /** Ends what it does by itself from time to time, so that its process can end. */
  readonly stop: Cancel
}

/** What a server is made of; configuration that is left out is a real cluster's. */
export interface KubeOptions extends Partial<KubeConfig> {
  readonly clock: Clock
  readonly random: Random
  /** Callers by bearer token. */
  readonly users?: ReadonlyMap<string, User>
  /** Signs tokens of service accounts; without it they only look like tokens. */
  readonly signer?: TokenSigner | undefined
  /** The state to begin from, instead of an empty cluster's. */
  readonly from?: StoreSnapshot
  /** Reaches webhooks; without it their configurations are kept, and nobody is asked. */
  readonly webhooks?: WebhookDoors | undefined
  /** Built-in resources that are not served, as by an older server. */
  readonly without?: readonly string[]
}

/** Starts a server. */
export function createKubeServer(options: KubeOptions): KubeServer {
  const { clock, users = new Map<string, User>(), from, random: seed, signer, ...rest } = options
  const { webhooks, without = [], ...given } = rest
  const config: KubeConfig = { ...kubeDefaults, ...given }
  const { changesMax } = config
  // What begins from a snapshot must not give uids that were given before it was taken.
  const random = from === undefined ? seed : seed.fork(`from ${from.version}`)
  const plain = createStore(from === undefined ? { changesMax } : { changesMax, from })
  const store = withEventVersions(plain)
  const served = builtinKinds.filter(({ resource }) => !without.includes(resource))
  const registry = definedKinds(store, kindRegistry(served))
  const tokens: KubeContext['tokens'] = new Map()
  const kube: KubeContext = { store, clock, random, config, registry, users, tokens, signer }
  bootstrap(kube)
  tendNamespaces(kube)
  tendDefinitions(kube)
  const stop = tendEvents(kube)
  const respond = responder(kube, webhooks)
  return {
    collection: store,
    call: (method, path, body, headers = {}) => {
      const user = impersonated(administrator, headers)
      const mediaType = headers['content-type'] ?? 'application/json'
      const request = { method, path, headers, user, body: valueBody(mediaType, body) }
      let then = (_answer: KubeAnswer): void => undefined
      const answerOf = (outcome: Outcome): KubeAnswer => {
        assert(outcome.is === 'answer', `watches are the collection's, not a call's: ${path}`)
        return { status: outcome.status, body: outcome.content.value() }
      }
      const outcome = respond(request, (told) => then(answerOf(told)))
      if (outcome !== undefined) return answerOf(outcome)
      const later = (listen: typeof then): void => void (then = listen)
      return { status: 202, body: putOff, later }
    },
    handle: createDoor(kube, webhooks),
    lagging: () => {
      const past = createStore({ changesMax, from: store.snapshot() })
      return createDoor({ ...kube, store: withEventVersions(past) }, webhooks)
    },
    compact: () => store.compact(store.version()),
    snapshot: store.snapshot,
    stop,
  }
}

// A whole small Kubernetes: the API server and the stock controllers on it.
import type { Cancel, Clock } from '../../bus/clock.ts'
import type { Random } from '../../src/kernel/random.ts'
import type { User } from '../../src/identity/user.ts'
import type { KubePace } from './config.ts'
import { startControllers } from './controllers/start.ts'
import type { TokenSigner } from './context.ts'
import { createKubeServer, type KubeServer } from './server.ts'
import type { StoreSnapshot } from './store.ts'
import type { WebhookDoors } from './webhooks/ask.ts'

/** What a small Kubernetes is made of. */
export interface KubernetesParts {
  readonly clock: Clock
  readonly random: Random
  readonly config: KubePace
  /** Callers by bearer token. */
  readonly users: ReadonlyMap<string, User>
  /** `host:port` that discovery names. */
  readonly address: string
  /** Signs tokens of service accounts; without it they only look like tokens. */
  readonly signer?: TokenSigner
  /** The state to begin from, instead of an empty cluster's. */
  readonly from?: StoreSnapshot
  /** Reaches webhooks; without it nobody is asked. */
  readonly webhooks?: WebhookDoors
}

/** A running one. */
export interface Kubernetes {
  readonly server: KubeServer
  readonly stop: Cancel
}

/** Starts the server and its controllers. */
export function startKubernetes(parts: KubernetesParts): Kubernetes {
  const { clock, random, config, users, address, from, signer, webhooks } = parts
  const { controllers } = config
  const tolerationSeconds = controllers.defaultTolerationSeconds
  const given = { clock, random, users, address, tolerationSeconds, signer, webhooks }
  const server = createKubeServer(from === undefined ? given : { ...given, from })
  const { collection, call } = server
  const ports = { collection, call, clock, random: random.fork('controllers') }
  const stopControllers = startControllers({ ...ports, config: controllers })
  const stop = (): void => {
    stopControllers()
    server.stop()
  }
  return { server, stop }
}

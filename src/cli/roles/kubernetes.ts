// The hidden command `kubernetes`: the small Kubernetes on a port of its own.
import { readFileSync } from 'node:fs'
import { openHttpServer } from '../../../bus/adapters/http-server.ts'
import { systemClock } from '../../../bus/adapters/system-clock.ts'
import type { Listener } from '../../../bus/pipe.ts'
import { fastPace, realPace } from '../../../sim/kube/config.ts'
import { startKubernetes } from '../../../sim/kube/kubernetes.ts'
import type { Pace } from '../../health/config.ts'
import { addressOf } from '../host-port.ts'
import { doneOf, outcomeOf } from '../promise.ts'
import { sayReady, untilStopped } from '../under-up.ts'
import { readTokens } from '../up/tokens.ts'
import { freshRandom } from './system.ts'
import { newTokenSigner } from './token-signer.ts'
import { webhookDoors } from './webhook-doors.ts'

/** Flags of `kubernetes`. */
export interface KubernetesOptions {
  readonly listen: string
  readonly pace: Pace
  readonly tokens: string
  /** Folder of `server.crt` and `server.key`. */
  readonly pki: string
}

/** Serves until stopped. */
export async function kubernetes(options: KubernetesOptions): Promise<void> {
  const at = addressOf('--listen', options.listen)
  const users = new Map(
    readTokens(options.tokens).map(({ token, user, groups }) => {
      return [token, { name: user, groups: [...groups, 'system:authenticated'] }] as const
    }),
  )
  const read = (name: string): Buffer => readFileSync(`${options.pki}/${name}`)
  const tls = { cert: read('server.crt'), key: read('server.key') }
  const { server, stop } = startKubernetes({
    clock: systemClock,
    random: freshRandom(),
    config: options.pace === 'fast' ? fastPace : realPace,
    users,
    address: options.listen,
    signer: newTokenSigner(),
    webhooks: webhookDoors(),
  })
  const listener = await outcomeOf<Listener>((done) =>
    openHttpServer({ tls }).listen(at, server.handle, done),
  )
  sayReady({ api: options.listen })
  await untilStopped()
  stop()
  await doneOf((done) => listener.close(done))
}

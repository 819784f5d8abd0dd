// The hidden command `kubelet`: a hollow kubelet of one node.
import { openHttpClient } from '../../../bus/adapters/http-client.ts'
import { openHttpServer } from '../../../bus/adapters/http-server.ts'
import { systemClock } from '../../../bus/adapters/system-clock.ts'
import { fastPace, realPace } from '../../../sim/kube/config.ts'
import { createKubelet } from '../../../sim/kube/kubelet/kubelet.ts'
import type { Pace } from '../../health/config.ts'
import { UsageError } from '../exit.ts'
import { addressOf } from '../host-port.ts'
import { ownTarget } from '../kubeconfig-file.ts'
import { doneOf, outcomeOf } from '../promise.ts'
import { sayReady, untilStopped } from '../under-up.ts'
import { freshRandom } from './system.ts'
import { roleTap } from './tap.ts'

/** Flags of `kubelet`. */
export interface KubeletFlags {
  readonly node: string
  readonly pace: Pace
  readonly labels: string
  readonly kubeconfig: string
  readonly address: string
  readonly listen: string
  readonly health: string
}

/** Runs until stopped. */
export async function kubelet(flags: KubeletFlags): Promise<void> {
  const http = openHttpClient(ownTarget(flags.kubeconfig))
  const random = freshRandom()
  const ports = {
    clock: systemClock,
    random,
    http,
    server: openHttpServer(),
    tap: roleTap('kubelet', flags.node),
  }
  const running = createKubelet(ports, {
    node: {
      name: flags.node,
      labels: labelsOf(flags.labels),
      address: flags.address,
      podPrefix: podPrefix(flags.address),
      firstAddress: Math.floor(random.next() * 253),
    },
    config: (flags.pace === 'fast' ? fastPace : realPace).kubelet,
    healthAt: addressOf('--health', flags.health),
    apiAt: addressOf('--listen', flags.listen),
  })
  await outcomeOf((done) => running.start((fault) => done(fault)))
  sayReady({ api: flags.listen, health: flags.health })
  await untilStopped()
  await doneOf((done) => running.stop(done))
  http.close()
}

function labelsOf(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(',').map((part) => part.split('='))
  if (pairs.some((pair) => pair.length !== 2)) {
    throw new UsageError(`--labels: expected KEY=VALUE[,KEY=VALUE…], got "${text}"`)
  }
  return Object.fromEntries(pairs) as Record<string, string>
}

/** Pods of the node 127.77.2.3 get 10.2.3.x. */
function podPrefix(address: string): string {
  const [, , site = '0', node = '0'] = address.split('.')
  return `10.${site}.${node}`
}

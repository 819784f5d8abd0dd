// The hidden command `kubelet`: a hollow kubelet of one node, and the node's service proxy.
import { openHttpClient } from '../../../bus/adapters/http-client.ts'
import { openHttpServer } from '../../../bus/adapters/http-server.ts'
import { systemClock } from '../../../bus/adapters/system-clock.ts'
import { formatAddress } from '../../../bus/address.ts'
import { startAll, stopAll } from '../../../bus/lifecycle.ts'
import type { Address } from '../../../bus/pipe.ts'
import { fastPace, realPace } from '../../../sim/kube/config.ts'
import { createKubelet } from '../../../sim/kube/kubelet/kubelet.ts'
import { createServiceProxy } from '../../../sim/kube/proxy/service-proxy.ts'
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
  /** Where the service proxy listens. */
  readonly proxy: string
  /** The first three numbers of its pods' loopback addresses, where they answer; without it they get others and do not. */
  readonly pods?: string
}

/** Runs until stopped. */
export async function kubelet(flags: KubeletFlags): Promise<void> {
  const http = openHttpClient(ownTarget(flags.kubeconfig))
  const ports = {
    clock: systemClock,
    random: freshRandom(),
    http,
    tap: roleTap('kubelet', flags.node),
  }
  const parts = [kubeletOf(flags, ports), proxyOf(flags, ports)]
  await outcomeOf((done) => startAll(parts, (fault) => done(fault)))
  sayReady({ api: flags.listen, health: flags.health, proxy: flags.proxy })
  await untilStopped()
  await doneOf((done) => stopAll(parts, done))
  http.close()
}

type Ports = Pick<Parameters<typeof createKubelet>[0], 'clock' | 'random' | 'http' | 'tap'>

function kubeletOf(flags: KubeletFlags, ports: Ports) {
  const { node, address, pods } = flags
  const podServer = pods === undefined ? {} : { podServer: openHttpServer({ connectionsMax: 100 }) }
  return createKubelet(
    { ...ports, ...podServer, server: openHttpServer() },
    {
      node: {
        name: node,
        labels: labelsOf(flags.labels),
        address,
        podPrefix: pods ?? podPrefix(address),
        firstAddress: Math.floor(ports.random.next() * 253),
      },
      config: (flags.pace === 'fast' ? fastPace : realPace).kubelet,
      healthAt: addressOf('--health', flags.health),
      apiAt: addressOf('--listen', flags.listen),
    },
  )
}

function proxyOf({ node, proxy }: KubeletFlags, ports: Ports) {
  const server = openHttpServer({ connectionsMax: 500 })
  const clientOf = (at: Address) => openHttpClient({ url: `http://${formatAddress(at)}` })
  const random = ports.random.fork('proxy')
  const listenAt = addressOf('--proxy', proxy)
  const options = { node, listenAt, silenceMs: 30_000, requestsMax: 250 }
  return createServiceProxy({ ...ports, random, server, clientOf }, options)
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

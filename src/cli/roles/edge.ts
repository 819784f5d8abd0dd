// `causeway edge`: the agent of one node.
import { openHttpClient } from '../../../bus/adapters/http-client.ts'
import { gzip } from '../../../bus/adapters/gzip.ts'
import { createMqttLan } from '../../../bus/adapters/mqtt-lan.ts'
import { openFileSlots } from '../../../bus/adapters/file-slots.ts'
import { openLevelStore } from '../../../bus/adapters/level-store.ts'
import { systemClock } from '../../../bus/adapters/system-clock.ts'
import { createTcpPipes } from '../../../bus/adapters/tcp-pipes.ts'
import { formatAddress } from '../../../bus/address.ts'
import { localApis } from '../../../edge/api/config.ts'
import { assembleEdge } from '../../../edge/assemble.ts'
import { checkConfig, kubeletChecks, mirrors } from '../../../edge/config.ts'
import { paces, type Pace } from '../../health/config.ts'
import type { Fault } from '../../kernel/fault.ts'
import { nodeId } from '../../kernel/ids.ts'
import { addressOf } from '../host-port.ts'
import { keyOf } from '../keys/public-key.ts'
import { doneOf, outcomeOf } from '../promise.ts'
import { sayReady, untilStopped } from '../under-up.ts'
import { apiServerOf } from './api-server.ts'
import { busPath, checkBus, dialBus } from './bus.ts'
import { dnsOf, type DnsFlags } from './dns.ts'
import { doorFirst } from './door-first.ts'
import { openApi } from './edge-api.ts'
import { ipamOf, type IpamFlags } from './ipam.ts'
import { podApiOf, type PodApiFlags } from './pod-api.ts'
import { countOf, freshRandom, openFolder } from './system.ts'
import { roleTap } from './tap.ts'

/** Flags of `edge`. */
export interface EdgeFlags extends IpamFlags, DnsFlags, PodApiFlags {
  readonly node: string
  readonly bus: string
  readonly data: string
  readonly pace: Pace
  readonly cluster: string
  readonly shards: string
  /** So many megabytes of facts are kept for the cloud. */
  readonly keepMb: string
  /** What peers dial. */
  readonly lan: string
  /** Where the LAN broker listens, where that is another address. */
  readonly lanListen?: string
  /** What peers probe. */
  readonly kubelet: string
  readonly kubeletHealth: string
  /** The cloud's public key, in hexadecimal; without it the one of the first assignment is trusted. */
  readonly cloudKey?: string
  /** Where the local API listens. */
  readonly api: string
  /** The node's credential for the cluster's API server, and where to dial that instead. */
  readonly kubeconfig?: string
  readonly apiserver?: string
}

/** Runs until stopped. */
export async function edge(flags: EdgeFlags, version: string): Promise<void> {
  const clock = systemClock
  const ipam = ipamOf(flags, nodeId(flags.node))
  const dns = dnsOf(flags, clock)
  const config = { ...configOf(flags, version), ipam: ipam?.config, dns: dns?.config }
  const wrong = checkConfig(config)
  if (wrong !== undefined) throw wrong // before a folder is made
  checkBus(flags.bus)
  const cluster = await openCluster(flags)
  const random = freshRandom()
  const tap = roleTap('edge', flags.node)
  const healthz = formatAddress(addressOf('--kubelet-health', flags.kubeletHealth))
  const { folder, keyring } = await openFolder(flags.data, `node/${flags.node}`)
  const { silenceMs } = config.health
  const { api, podApi } = await openApi(flags.data, config)
  const { server, after } = doorFirst(api.server)
  const bus = dialBus(flags.bus, { random: random.fork('bus'), tap, silenceMs, after })
  const kubelet = openHttpClient({ url: `http://${healthz}` })
  let fail: (fault: Fault) => void = () => {}
  const failure = new Promise<Fault>((resolve) => {
    fail = resolve
  })
  const ports = {
    clock,
    random,
    keyring,
    transport: bus.transport,
    lan: createMqttLan({ clock, random: random.fork('lan'), tap, silenceMs, after }),
    pipes: createTcpPipes({ clock, from: config.lanFrom }),
    kubelet,
    openStore: (done: Parameters<typeof openLevelStore>[1]) =>
      openLevelStore(`${flags.data}/journal`, done),
    openSlots: (done: Parameters<typeof openFileSlots>[1]) =>
      openFileSlots(`${flags.data}/head`, done),
    openMirror: (done: Parameters<typeof openLevelStore>[1]) =>
      openLevelStore(`${flags.data}/mirror`, done),
    api: { ...api, server, cluster, gzip },
    podApi,
    ipam: ipam?.ports,
    dns: dns?.ports,
    tap,
    failed: (fault: Fault) => fail(fault),
  }
  const agent = assembleEdge(ports, config)
  await outcomeOf((done) => agent.start((fault) => done(fault)))
  sayReady({
    lan: flags.lanListen ?? flags.lan,
    api: flags.api,
    ...(flags.dns === undefined ? {} : { dns: flags.dns }),
  })
  const ended = await Promise.race([untilStopped(), failure])
  await doneOf((done) => agent.stop(done))
  await bus.close()
  kubelet.close()
  cluster?.disconnect()
  await doneOf((done) => folder.close(done))
  if (ended !== undefined) throw ended
}

/** The cluster's API server, if the node has a credential for it. */
async function openCluster({ kubeconfig, apiserver }: EdgeFlags) {
  if (kubeconfig === undefined) return undefined
  const server = await apiServerOf(kubeconfig, apiserver)
  const asNode = openHttpClient(server.asNode)
  const asCaller = openHttpClient(server.asCaller)
  const disconnect = (): void => {
    asNode.close()
    asCaller.close()
  }
  return { asNode, asCaller, disconnect }
}

/** The settings that flags say. */
export function configOf(flags: EdgeFlags, version: string) {
  const lan = addressOf('--lan', flags.lan)
  return {
    cluster: flags.cluster,
    node: nodeId(flags.node),
    lanListen: addressOf('--lan-listen', flags.lanListen ?? flags.lan),
    lanAdvertised: formatAddress(lan),
    lanFrom: lan.host,
    kubeletAddress: formatAddress(addressOf('--kubelet', flags.kubelet)),
    kubeletCheck: kubeletChecks[flags.pace],
    mirror: mirrors[flags.pace],
    api: { ...localApis[flags.pace], listen: addressOf('--api', flags.api) },
    podApi: podApiOf(flags),
    health: paces[flags.pace],
    keepBytesMax: countOf('--keep-mb', flags.keepMb, 1_000_000) * 1_048_576,
    shards: countOf('--shards', flags.shards, 9_999),
    version,
    path: busPath(flags.bus),
    cloudKey: flags.cloudKey === undefined ? undefined : keyOf('--cloud-key', flags.cloudKey),
  }
}

// How each process of `up` is called. Pure.
import { formatAddress } from '../../../bus/address.ts'
import type { Address } from '../../../bus/pipe.ts'
import type { Pace } from '../../health/config.ts'
import type { ChildSpec } from './children.ts'
import { busThrough } from './targets.ts'
import { ports, type PlannedNode, type UpPlan } from './plan.ts'

/** What all processes of one `up` share. */
export interface UpSettings {
  readonly plan: UpPlan
  readonly data: string
  readonly pace: Pace
  /** As the user gave it: `embedded`, `nats://…` or `mqtt://…`. */
  readonly bus: string
  /** The kubeconfig of a cluster that is used instead of the small Kubernetes. */
  readonly kubeconfig: string | undefined
  /** As the user gave them: kinds that every node's mirror has besides the usual ones. */
  readonly mirrorKinds: readonly string[]
  /** As the user gave them: whether admission policies hold nodes too, and by what they are held first. */
  readonly belt: string
  readonly hold: string
  /** The API server of that cluster. */
  readonly server: string | undefined
}

/** The administrator's kubeconfig: that of the small Kubernetes, or the current context of the user's own. */
export const adminKubeconfig = ({ data }: Pick<UpSettings, 'data'>): string => `${data}/kubeconfig`

/** The kubeconfig by which a node's agent reaches the small Kubernetes as that node. */
export const edgeKubeconfig = (settings: UpSettings, node: string): string =>
  `${settings.data}/edges/${node}.kubeconfig`

/** The kubeconfig of a node's local API, for its kubelet and for people. */
export const nodeKubeconfig = (settings: UpSettings, node: string): string =>
  `${settings.data}/${node}.kubeconfig`

/** Where a node's local API listens: on the node itself, so that no cut cuts it. */
export const localApi = ({ ownHost }: PlannedNode): Address => ({
  host: ownHost,
  port: ports.local,
})

/** Where a node's service proxy listens: beside its API. */
export const proxyOf = ({ ownHost }: Pick<PlannedNode, 'ownHost'>): Address => ({
  host: ownHost,
  port: ports.proxy,
})

/** Where a node's agent keeps its data. */
export const nodeFolder = ({ data }: Pick<UpSettings, 'data'>, node: string): string =>
  `${data}/nodes/${node}`

/** Where the certificates of the small Kubernetes lie. */
export const pkiFolder = ({ data }: Pick<UpSettings, 'data'>): string => `${data}/pki`

/** The relay's call. */
export function relaySpec({ data }: UpSettings): ChildSpec {
  return { role: 'relay', args: ['relay', ...flags({ plan: `${data}/relay.json` })] }
}

/** The small Kubernetes' call. */
export function kubernetesSpec(settings: UpSettings): ChildSpec {
  const { plan, pace, data } = settings
  const listen = `${plan.mainHost}:${ports.api}`
  const args = flags({ listen, pace, tokens: `${data}/tokens.json`, pki: pkiFolder(settings) })
  return { role: 'kubernetes', args: ['kubernetes', ...args] }
}

/** The cloud's call. */
export function cloudSpec(settings: UpSettings): ChildSpec {
  const { plan, data, pace, bus, mirrorKinds, belt, hold } = settings
  const args = flags({
    bus,
    ...(bus === 'embedded' ? { 'bus-listen': `${plan.mainHost}:${ports.bus}` } : {}),
    data: `${data}/cloud`,
    pace,
    kubeconfig: adminKubeconfig(settings),
    listen: `${plan.mainHost}:${ports.admin}`,
    belt,
    hold,
    ...webhooksIn(settings),
  })
  const kinds = mirrorKinds.flatMap((kind) => flags({ 'mirror-kind': kind }))
  return { role: 'cloud', args: ['cloud', '--install-crds', ...args, ...kinds] }
}

/** The small Kubernetes reaches the cloud's webhooks; a given cluster may not. */
function webhooksIn({ plan, server }: UpSettings) {
  if (server !== undefined) return {}
  const at = `${plan.mainHost}:${ports.webhooks}`
  return { webhooks: `https://${at}`, 'webhooks-listen': at }
}

/** An edge's call; it dials its relay's doors. */
export function edgeSpec(settings: UpSettings, planned: PlannedNode): ChildSpec {
  const { node, lanHost, ownHost } = planned
  const { bus, pace } = settings
  const args = flags({
    node,
    data: nodeFolder(settings, node),
    pace,
    bus: busThrough(bus, lanHost),
    lan: `${lanHost}:${ports.lan}`,
    'lan-listen': `${ownHost}:${ports.lan}`,
    kubelet: `${lanHost}:${ports.kubelet}`,
    'kubelet-health': `${ownHost}:${ports.healthz}`,
    api: formatAddress(localApi(planned)),
    dns: `${ownHost}:${ports.dns}`,
    ...credentialOf(settings, planned),
  })
  return { role: 'edge', node, args: ['edge', ...args] }
}

/** As that node of the small Kubernetes, or as the user of a given cluster; through the node's own relay either way. */
function credentialOf(settings: UpSettings, { node, lanHost }: PlannedNode) {
  const { server } = settings
  if (server === undefined) return { kubeconfig: edgeKubeconfig(settings, node) }
  const { protocol, pathname } = new URL(server)
  const apiserver = `${protocol}//${lanHost}:${ports.api}${pathname.replace(/\/$/, '')}`
  return { kubeconfig: adminKubeconfig(settings), apiserver }
}

/** A hollow kubelet's call. */
export function kubeletSpec(settings: UpSettings, planned: PlannedNode): ChildSpec {
  const { node, site, lanHost, ownHost, podPrefix } = planned
  // Kubernetes takes no loopback addresses in endpoint slices; the small one does.
  const pods = settings.server === undefined ? { pods: podPrefix } : {}
  const args = flags({
    node,
    pace: settings.pace,
    labels: `causeway.io/site=${site}`,
    kubeconfig: nodeKubeconfig(settings, node),
    address: lanHost,
    listen: `${ownHost}:${ports.kubelet}`,
    health: `${ownHost}:${ports.healthz}`,
    proxy: formatAddress(proxyOf(planned)),
    ...pods,
  })
  return { role: 'kubelet', node, args: ['kubelet', ...args] }
}

function flags(values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) => [`--${name}`, value])
}

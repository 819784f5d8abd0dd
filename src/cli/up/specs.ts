// How each process of `up` is called. Pure.
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
}

/** The administrator's kubeconfig: that of the small Kubernetes, or the current context of the user's own. */
export const adminKubeconfig = ({ data }: Pick<UpSettings, 'data'>): string => `${data}/kubeconfig`

/** The kubeconfig of a hollow kubelet of the small Kubernetes. */
export const kubeletKubeconfig = (settings: UpSettings, node: string): string =>
  `${settings.data}/kubelets/${node}.kubeconfig`

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
  const { plan, data, pace, bus } = settings
  const args = flags({
    bus,
    ...(bus === 'embedded' ? { 'bus-listen': `${plan.mainHost}:${ports.bus}` } : {}),
    data: `${data}/cloud`,
    pace,
    kubeconfig: adminKubeconfig(settings),
    listen: `${plan.mainHost}:${ports.admin}`,
  })
  return { role: 'cloud', args: ['cloud', ...args] }
}

/** An edge's call; it dials its relay's doors. */
export function edgeSpec(settings: UpSettings, planned: PlannedNode): ChildSpec {
  const { node, lanHost, ownHost } = planned
  const { bus, data, pace } = settings
  const args = flags({
    node,
    data: `${data}/nodes/${node}`,
    pace,
    bus: busThrough(bus, lanHost),
    lan: `${lanHost}:${ports.lan}`,
    'lan-listen': `${ownHost}:${ports.lan}`,
    kubelet: `${lanHost}:${ports.kubelet}`,
    'kubelet-health': `${ownHost}:${ports.healthz}`,
  })
  return { role: 'edge', node, args: ['edge', ...args] }
}

/** A hollow kubelet's call. */
export function kubeletSpec(settings: UpSettings, planned: PlannedNode): ChildSpec {
  const { node, site, lanHost, ownHost } = planned
  const args = flags({
    node,
    pace: settings.pace,
    labels: `causeway.io/site=${site}`,
    ...(settings.kubeconfig === undefined
      ? { kubeconfig: kubeletKubeconfig(settings, node) }
      : { kubeconfig: adminKubeconfig(settings), through: `${lanHost}:${ports.api}` }),
    address: lanHost,
    listen: `${ownHost}:${ports.kubelet}`,
    health: `${ownHost}:${ports.healthz}`,
  })
  return { role: 'kubelet', node, args: ['kubelet', ...args] }
}

function flags(values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) => [`--${name}`, value])
}

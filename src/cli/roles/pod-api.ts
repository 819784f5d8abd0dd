// What `causeway edge` is told of the API for pods.
import type { PodApiConfig } from '../../../edge/pod-api/config.ts'
import type { WayToApi } from '../../identity/kubernetes-here.ts'
import { addressOf } from '../host-port.ts'

/** Its flags. */
export interface PodApiFlags {
  /** Where pods find the API; `none`: they use the cluster's. */
  readonly podApi?: string
  readonly podWay?: WayToApi
}

/** The settings; undefined where pods use the cluster's API. */
export function podApiOf({
  podApi = 'none',
  podWay = 'proxy',
}: PodApiFlags): PodApiConfig | undefined {
  return podApi === 'none' ? undefined : { listen: addressOf('--pod-api', podApi), way: podWay }
}

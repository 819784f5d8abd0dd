// What `causeway edge` is told of the API for pods, and what that stands on.
import { openHttpServer } from '../../../bus/adapters/http-server.ts'
import { openLinkAddress } from '../../../edge/adapters/link-address-ip.ts'
import type { CredentialFiles } from '../../../edge/adapters/node-credentials.ts'
import type { PodApiConfig } from '../../../edge/pod-api/config.ts'
import type { PodApiPorts } from '../../../edge/pod-api/part.ts'
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

/** Interfaces of this machine, and a server with the certificate that is there when it begins to listen. */
export function podApiPorts({ serving }: Pick<CredentialFiles, 'serving'>): PodApiPorts {
  return {
    link: openLinkAddress(),
    server: {
      listen: (at, handle, done) => {
        const { cert, key } = serving() ?? {}
        openHttpServer({ tls: { cert, key } }).listen(at, handle, done)
      },
    },
    authority: () => serving()?.ca,
  }
}

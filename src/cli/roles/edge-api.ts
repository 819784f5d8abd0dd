// The door of a node's API: TLS with the node's certificates, and the kubeconfig of its kubelet.
import { openHttpServer, type TlsSource } from '../../../bus/adapters/http-server.ts'
import { systemClock } from '../../../bus/adapters/system-clock.ts'
import { openLevelStore } from '../../../bus/adapters/level-store.ts'
import type { Open } from '../../../bus/journal/parts.ts'
import type { LocalApiConfig } from '../../../edge/api/config.ts'
import type { Store } from '../../../bus/store.ts'
import {
  openNodeCredentials,
  type CredentialFiles,
} from '../../../edge/adapters/node-credentials.ts'
import { verifyToken } from '../../../edge/adapters/verify-token.ts'
import { openLinkAddress } from '../../../edge/adapters/link-address-ip.ts'
import { clusterDomain, ownAddressesOf, type ApiDoors } from '../../../edge/own-guard.ts'
import { servingNames } from '../../identity/certificates.ts'
import { writeKubeconfig } from '../kubeconfig-file.ts'
import { kubeletAccess } from '../node-kubeconfig.ts'
import { outcomeOf } from '../promise.ts'

/** What a door is told. */
export interface DoorConfig extends ApiDoors {
  readonly node: string
  readonly api: LocalApiConfig
}

/** Opens the certificates, writes the kubeconfig of the node's kubelet, and makes the server and what its guard stands on. */
export async function openApi(data: string, { node, api, podApi }: DoorConfig) {
  const names = servingNames({
    node,
    domain: clusterDomain,
    serviceAddresses: [],
    ownAddresses: ownAddressesOf({ api, podApi }),
  })
  const access = kubeletAccess(data, node, api.listen)
  const credentials = await outcomeOf<CredentialFiles>((done) =>
    openNodeCredentials(access.folder, { node, names, wall: systemClock.wall }, done),
  )
  writeKubeconfig(`${data}/kubelet.kubeconfig`, access)
  const tls: TlsSource = {
    now: credentials.serving,
    watch: (renewed) => credentials.watch((use) => use === 'serving' && renewed()),
  }
  const openStore: Open<Store> = (done) => openLevelStore(`${data}/guard`, done)
  const server = openHttpServer({ tls })
  return {
    api: { server, guard: { credentials, verifyToken, openStore } },
    podApi: { link: openLinkAddress(), server, authority: credentials.authority },
  }
}

// The local API of a simulated node's agent: it listens on its own host, in plain HTTP, and knows the kubelet by where it is.
import type { HttpClient, HttpServer } from '../../bus/http.ts'
import type { Clock } from '../../bus/clock.ts'
import type { Address } from '../../bus/pipe.ts'
import { localApis } from '../../edge/api/config.ts'
import type { LocalApiConfig } from '../../edge/api/config.ts'
import type { NodeCredentials } from '../../edge/guard/credentials.ts'
import type { ApiPorts } from '../../edge/ports.ts'
import { subjectOf } from '../../src/identity/certificates.ts'
import { Fault } from '../../src/kernel/fault.ts'
import type { SimDisk } from '../disk/disk.ts'
import { createSimHttpClient } from '../network/http-client.ts'
import { createSimHttpServer } from '../network/http-server.ts'
import type { Nic } from '../network/network.ts'
import type { Ground } from './ground.ts'
import { heardServer } from './heard-server.ts'
import { kubeClient } from './kubernetes-process.ts'
import { apiAt, nodePorts } from './layout.ts'
import type { PlacedNode } from './layout.ts'
import type { NodeEars } from './node-ears.ts'
import type { Life } from './process.ts'

/** Where a node's local API listens. */
const nodeApiAt = ({ host }: PlacedNode): Address => ({ host, port: nodePorts.api })

/** The settings of a node's local API. */
export const nodeApiConfig = ({ pace }: Ground, placed: PlacedNode): LocalApiConfig => ({
  ...localApis[pace],
  listen: nodeApiAt(placed),
})

/** A client on the node itself, as its kubelet is. */
export const nodeApiClient = (nic: Nic, placed: PlacedNode): HttpClient =>
  createSimHttpClient(nic, nodeApiAt(placed))

/** What a node's local API stands on; its guard keeps what it is told on a disk of its own. */
export function nodeApiPorts(
  { node, host }: PlacedNode,
  guardDisk: SimDisk,
  { nic, clock }: Life,
  ears: NodeEars,
): ApiPorts {
  return {
    server: heardServer(knowingOwn(createSimHttpServer(nic), host, node), node, ears),
    cluster: { asNode: kubeClient(nic, node), asCaller: createSimHttpClient(nic, apiAt) },
    guard: {
      credentials: ownCredentials(clock, node),
      verifyToken: () => false,
      openStore: guardDisk.mount(clock).openStore,
    },
  }
}

const utf8 = new TextEncoder()

/** What the node's own authority made for its kubelet: there is no TLS here, so who calls from the node shows it. */
const kubeletPaper = (node: string): Uint8Array => utf8.encode(`kubelet of ${node}`)

const knowingOwn = (server: HttpServer, host: string, node: string): HttpServer => ({
  listen: (at, handle, done) =>
    server.listen(
      at,
      (request, reply, peer) => {
        const shown = peer.address === host ? { shown: kubeletPaper(node) } : {}
        handle(request, reply, { ...peer, ...shown })
      },
      done,
    ),
})

/** A node that goes by its own authority: nobody certifies anything in the simulated cloud. */
function ownCredentials(clock: Clock, node: string): NodeCredentials {
  const known = new TextDecoder()
  const { commonName, organization } = subjectOf('kubelet', node)
  const own = {
    commonName,
    organizations: [organization],
    fingerprint: 'own',
    expired: false,
    isOwn: true,
  }
  return {
    held: () => undefined,
    read: (certificate) => (known.decode(certificate) === `kubelet of ${node}` ? own : undefined),
    request: (use, _wanted, done) => clock.soon(() => done(utf8.encode(`request for ${use}`))),
    take: (_given, done) =>
      clock.soon(() => done(new Fault('MALFORMED', 'expected no certificate, got one'))),
  }
}

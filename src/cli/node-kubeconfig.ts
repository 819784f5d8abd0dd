// How the kubelet of a node, and whoever may read its files, reaches the node's API.
import { resolve } from 'node:path'
import { formatAddress } from '../../bus/address.ts'
import type { Address } from '../../bus/pipe.ts'
import type { KubeconfigParts } from './kubeconfig-file.ts'

/** A kubeconfig that names files, and the folder where they lie. */
export interface KubeletAccess extends KubeconfigParts {
  readonly folder: string
}

/** The access to the API of a node whose agent keeps its data in a folder; the agent rewrites the files as they are renewed. */
export function kubeletAccess(data: string, node: string, { host, port }: Address): KubeletAccess {
  const folder = resolve(data, 'certificates')
  const at = everywhere[host] ?? host
  return {
    folder,
    server: `https://${formatAddress({ host: at, port })}`,
    // The one name that no other node's certificate bears.
    serverName: node,
    authorityFile: `${folder}/trusted.crt`,
    user: `system:node:${node}`,
    certificateFile: `${folder}/kubelet.pem`,
  }
}

/** Who listens everywhere is reached on loopback too. */
const everywhere: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }

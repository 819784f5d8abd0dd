// The files that `up` writes before it starts anything: tokens, kubeconfigs, the relay's plan.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { stringify } from 'yaml'
import { makeCertificates } from './certificates.ts'
import { currentContextOf } from './given-kubeconfig.ts'
import { writeKubeconfig, writeOwn } from '../kubeconfig-file.ts'
import { kubeletAccess } from '../node-kubeconfig.ts'
import { ports } from './plan.ts'
import { adminKubeconfig, edgeKubeconfig, localApi, nodeFolder, nodeKubeconfig } from './specs.ts'
import { pkiFolder, type UpSettings } from './specs.ts'
import { keepTokens } from './tokens.ts'

/** Writes tokens, kubeconfigs and relay plan; tokens of an earlier run are kept. */
export async function writeFiles(settings: UpSettings): Promise<void> {
  const { data, plan } = settings
  mkdirSync(`${data}/edges`, { recursive: true })
  writeFileSync(`${data}/relay.json`, JSON.stringify(plan.relay, null, 2))
  for (const planned of plan.nodes)
    writeKubeconfig(
      nodeKubeconfig(settings, planned.node),
      kubeletAccess(nodeFolder(settings, planned.node), planned.node, localApi(planned)),
    )
  if (settings.kubeconfig !== undefined)
    return writeOwn(adminKubeconfig(settings), stringify(currentContextOf(settings.kubeconfig)))
  const hosts = [plan.mainHost, ...plan.nodes.map((node) => node.lanHost)]
  const made = await makeCertificates(pkiFolder(settings), hosts)
  const authority = readFileSync(made.authority)
  const tokens = keepTokens(settings)
  const tokenOf = (user: string): string => tokens.find((one) => one.user === user)?.token ?? ''
  writeKubeconfig(adminKubeconfig(settings), {
    server: `https://${plan.mainHost}:${ports.api}`,
    authority,
    user: 'admin',
    token: tokenOf('admin'),
  })
  for (const { node, lanHost } of plan.nodes) {
    const user = `system:node:${node}`
    const server = `https://${lanHost}:${ports.api}`
    const file = edgeKubeconfig(settings, node)
    writeKubeconfig(file, { server, authority, user, token: tokenOf(user) })
  }
}

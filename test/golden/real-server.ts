// A real API server to play the recordings against, and what they tell of the recorded cluster alone.
import { openHttpClient } from '../../bus/adapters/http-client.ts'
import { readKubeconfig } from '../../cloud/adapters/kubeconfig.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { send } from './play.ts'
import type { Played } from './play.ts'

/** The kubeconfig of a real API server, if one is named: its default namespace is written to. */
export const realKubeconfig = process.env['CAUSEWAY_TEST_KUBECONFIG']

/** Recorded answers that depend on the recorded cluster: its certificates, its nodes, its pace. */
export const ofRecordedCluster: Readonly<Record<string, readonly number[]>> = {
  errors: [8, 29, 63, 64],
  writes: [5, 9, 10, 11, 12, 13, 14, 15, 18, 19, 20, 21, 22, 23, 24, 25, 31, 32, 44],
  'custom-resources': [2, 14],
}

const leftovers = [
  '/api/v1/namespaces/default/configmaps/big',
  '/api/v1/namespaces/default/configmaps/ssa',
  '/api/v1/namespaces/default/pods/d1',
  '/api/v1/namespaces/default/services/s1',
  '/api/v1/namespaces/default/services/s2',
  '/api/v1/namespaces/default/services/s3',
  '/api/v1/nodes/n2',
  '/apis/apps/v1/namespaces/default/deployments/w',
  '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n2',
  '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.x.io',
  ...[0, 1, 2, 3, 4].map((n) => `/api/v1/namespaces/default/configmaps/a${n}`),
]

/** The server of a kubeconfig, without what an earlier run left there. */
export async function realServer(kubeconfig: string): Promise<Played> {
  const target = readKubeconfig(kubeconfig)
  if (isFault(target)) throw target
  const administrator = openHttpClient(target)
  const nobody = openHttpClient({ url: target.url })
  const server: Played = {
    client: (credentials) => (credentials === 'none' ? nobody : administrator),
    settle: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  }
  for (const path of leftovers) {
    await send(server, { method: 'DELETE', path, headers: {}, body: null })
  }
  return server
}

// The process of a node's hollow kubelet.
import { createKubelet } from '../kube/kubelet/kubelet.ts'
import { createSimHttpServer } from '../network/http-server.ts'
import type { Ground } from './ground.ts'
import { kubeClient } from './kubernetes-process.ts'
import { nodePorts } from './layout.ts'
import type { PlacedNode } from './layout.ts'
import { createProcess } from './process.ts'
import type { WorldProcess } from './process.ts'

/** The kubelet of a node. Pods that it ran are found in the API when it is started again. */
export const kubeletProcess = (ground: Ground, placed: PlacedNode): WorldProcess => {
  const { node, site, host, podPrefix } = placed
  return createProcess(ground, {
    role: 'kubelet',
    name: `kubelet/${node}`,
    host,
    machine: node,
    begin: ({ clock, nic, random, tap }, started) => {
      const server = createSimHttpServer(nic)
      const http = kubeClient(nic, node)
      const kubelet = createKubelet(
        { clock, random, http, server, tap },
        {
          node: { name: node, labels: { 'causeway.io/site': site }, address: host, podPrefix },
          config: ground.kubePace.kubelet,
          healthAt: { host, port: nodePorts.healthz },
          apiAt: { host, port: nodePorts.kubelet },
        },
      )
      kubelet.start(started)
    },
  })
}

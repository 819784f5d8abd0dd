// The process of a node's hollow kubelet, and of notes beside it where there is a local API to write them through.
import { createKubelet } from '../kube/kubelet/kubelet.ts'
import { createSimHttpServer } from '../network/http-server.ts'
import type { Ground } from './ground.ts'
import { kubeClient } from './kubernetes-process.ts'
import { nodePorts } from './layout.ts'
import type { PlacedNode } from './layout.ts'
import { nodeApiClient } from './node-api.ts'
import type { NodeEars } from './node-ears.ts'
import { keepNotes } from './notes.ts'
import { createProcess } from './process.ts'
import type { WorldProcess } from './process.ts'

/** The kubelet of a node. Pods that it ran are found in the API when it is started again. */
export const kubeletProcess = (
  ground: Ground,
  placed: PlacedNode,
  ears: NodeEars,
): WorldProcess => {
  const { node, site, host, podPrefix } = placed
  const { kubelet: config } = ground.kubePace
  let notes = 0
  const next = (): number => (notes += 1)
  return createProcess(ground, {
    role: 'kubelet',
    name: `kubelet/${node}`,
    host,
    machine: node,
    begin: ({ clock, nic, random, tap }, started) => {
      const server = createSimHttpServer(nic)
      const http = ground.api ? nodeApiClient(nic, placed) : kubeClient(nic, node)
      const kubelet = createKubelet(
        { clock, random, http, server, tap },
        {
          node: { name: node, labels: { 'causeway.io/site': site }, address: host, podPrefix },
          config,
          healthAt: { host, port: nodePorts.healthz },
          apiAt: { host, port: nodePorts.kubelet },
        },
      )
      kubelet.start(started)
      if (!ground.api) return
      const times = { everyMs: 1.5 * config.statusCheckMs, silenceMs: config.requestSilenceMs }
      keepNotes({ clock, random: random.fork('notes'), tap, http, node, next, ears, ...times })
    },
  })
}

// Hollow kubelets on virtual time, each a process of its own behind a link that can be cut without a word.
import type { HttpClient, HttpServer } from '../../../bus/http.ts'
import { memoryHttpClient, memoryHttpServer } from '../../../bus/adapters/memory-http.ts'
import { fastPace } from '../../../sim/kube/config.ts'
import { createKubelet } from '../../../sim/kube/kubelet/kubelet.ts'
import type { KubeletPorts } from '../../../sim/kube/kubelet/options.ts'
import type { Cluster } from './cluster.ts'

/** A link over which nothing more comes or goes while it is cut; what was under way stays lost. */
function cuttable(http: HttpClient) {
  let cuts = 0
  let cut = false
  const client: HttpClient = {
    request: (request, answer) => {
      if (cut) return () => undefined
      const begun = cuts
      const whole = () => begun === cuts
      return http.request(request, {
        head: (status, headers) => whole() && answer.head(status, headers),
        chunk: (bytes) => whole() && answer.chunk(bytes),
        end: (fault) => whole() && answer.end(fault),
      })
    },
  }
  const set = (now: boolean) => {
    cut = now
    cuts += 1
  }
  return { client, cut: () => set(true), heal: () => set(false) }
}

/** Runs a kubelet for a node of the cluster; with a server for its pods, they answer. */
export function runKubelet(
  cluster: Cluster,
  name: string,
  site = 'site-a',
  pods: Pick<KubeletPorts, 'podServer' | 'tap'> = { tap: () => undefined },
) {
  const { schedule, server, world } = cluster
  const number = name.replaceAll(/\D/g, '')
  const asked: string[] = []
  const handle: typeof server.handle = (request, reply, peer) => {
    asked.push(`${request.method} ${request.path}`)
    server.handle(request, reply, peer)
  }
  const begin = () => {
    const process = schedule.spawn()
    const { clock } = process
    const certificate = { commonName: `system:node:${name}`, organizations: ['system:nodes'] }
    const peer = { address: `192.168.0.${number}`, certificate }
    const link = cuttable(memoryHttpClient(clock, () => handle, peer))
    const [health, api] = [memoryHttpServer(clock), memoryHttpServer(clock)]
    const doors: HttpServer = {
      listen: (at, ...rest) => (at.port === 10_248 ? health : api).listen(at, ...rest),
    }
    const random = world.fork(`kubelet/${name}/${schedule.now()}`)
    const kubelet = createKubelet(
      { clock, random, http: link.client, server: doors, ...pods },
      {
        node: {
          name,
          labels: { 'causeway.io/site': site },
          address: peer.address,
          podPrefix: `10.1.${number}`,
        },
        config: fastPace.kubelet,
        healthAt: { host: '127.0.0.1', port: 10_248 },
        apiAt: { host: peer.address, port: 10_250 },
      },
    )
    kubelet.start(() => undefined)
    return { process, link, kubelet, health: health.client, api: api.client }
  }
  let run = begin()
  return {
    /** What it has asked of the API server. */
    asked,
    doors: () => run,
    cut: () => run.link.cut(),
    heal: () => run.link.heal(),
    kill: () => run.process.kill(),
    start: () => {
      run.process.kill()
      run = begin()
    },
  }
}

// A small Kubernetes with hollow nodes, served over TLS on this machine for real clients.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openHttpServer } from '../../bus/adapters/http-server.ts'
import { memoryHttpClient } from '../../bus/adapters/memory-http.ts'
import { systemClock } from '../../bus/adapters/system-clock.ts'
import type { Listener } from '../../bus/pipe.ts'
import { fastPace } from '../../sim/kube/config.ts'
import { createKubelet } from '../../sim/kube/kubelet/kubelet.ts'
import type { KubeServer } from '../../sim/kube/server.ts'
import { startKubernetes } from '../../sim/kube/kubernetes.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { random } from '../../src/kernel/random.ts'

/** A running cluster; `kubeconfig` is a file for its administrator. */
export interface RunningCluster {
  readonly server: KubeServer
  readonly kubeconfig: string
  /** A folder of its own, removed with it. */
  readonly folder: string
  readonly close: () => Promise<void>
}

const tls = (name: string) => readFileSync(new URL(`./tls/${name}`, import.meta.url))
const token = 'test-token'

/** Pods start and stop at once. */
const pace = {
  ...fastPace,
  kubelet: { ...fastPace.kubelet, podStartMs: 20, podStopMs: 20 },
}

/** Starts a cluster of hollow nodes. */
export async function startCluster(nodes: readonly string[]): Promise<RunningCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-'))
  const users = new Map([[token, { name: 'kubernetes-admin', groups: ['system:masters'] }]])
  const kube = startKubernetes({
    clock: systemClock,
    random: random('cluster'),
    config: pace,
    users,
    address: '127.0.0.1:6443',
  })
  const listener = await listen(kube.server)
  const kubelets = await Promise.all(nodes.map((name, i) => startKubelet(kube.server, name, i + 1)))
  const kubeconfig = join(folder, 'kubeconfig')
  writeFileSync(kubeconfig, JSON.stringify(configOf(listener.address.port)))
  return {
    server: kube.server,
    kubeconfig,
    folder,
    close: async () => {
      for (const stop of kubelets) await stop()
      kube.stop()
      await new Promise<void>((done) => listener.close(done))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function listen(server: KubeServer): Promise<Listener> {
  const http = openHttpServer({ tls: { key: tls('server.key'), cert: tls('server.pem') } })
  return new Promise((resolve, reject) =>
    http.listen({ host: '127.0.0.1', port: 0 }, server.handle, (outcome) =>
      isFault(outcome) ? reject(outcome) : resolve(outcome),
    ),
  )
}

async function startKubelet(server: KubeServer, name: string, index: number) {
  const certificate = { commonName: `system:node:${name}`, organizations: ['system:nodes'] }
  const http = memoryHttpClient(systemClock, () => server.handle, { address: '', certificate })
  const kubelet = createKubelet(
    {
      clock: systemClock,
      random: random(name),
      http,
      server: openHttpServer(),
      tap: () => undefined,
    },
    {
      node: { name, labels: {}, address: `10.0.0.${index}`, podPrefix: `10.244.${index}` },
      config: pace.kubelet,
      healthAt: { host: '127.0.0.1', port: 0 },
      apiAt: { host: '127.0.0.1', port: 0 },
    },
  )
  await new Promise<void>((resolve, reject) =>
    kubelet.start((fault) => (fault === undefined ? resolve() : reject(fault))),
  )
  return () => new Promise<void>((done) => kubelet.stop(done))
}

const configOf = (port: number) => ({
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [
    {
      name: 'small',
      cluster: {
        server: `https://127.0.0.1:${port}`,
        'certificate-authority-data': tls('ca.pem').toString('base64'),
      },
    },
  ],
  users: [{ name: 'admin', user: { token } }],
  contexts: [{ name: 'small', context: { cluster: 'small', user: 'admin' } }],
  'current-context': 'small',
})

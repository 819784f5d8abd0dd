// The process of Kubernetes: what it has stored outlives it, as in etcd.
import type { HttpClient } from '../../bus/http.ts'
import type { Pace } from '../../src/health/config.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { startKubernetes } from '../kube/kubernetes.ts'
import type { User } from '../../src/identity/user.ts'
import { administrator } from '../../src/identity/user.ts'
import type { KubeServer } from '../kube/server.ts'
import type { StoreSnapshot } from '../kube/store.ts'
import { createSimHttpClient } from '../network/http-client.ts'
import { createSimHttpServer } from '../network/http-server.ts'
import type { Nic } from '../network/network.ts'
import { ApiFlaws } from './api-flaws.ts'
import type { ApiDeed } from './api-flaws.ts'
import type { Ground } from './ground.ts'
import { apiAt } from './layout.ts'
import type { PlacedNode } from './layout.ts'
import { createProcess } from './process.ts'
import type { Life, WorldProcess } from './process.ts'

/** To restore etcd takes a while, in which versions that fell are not overtaken again unseen. */
const restoreMs: Readonly<Record<Pace, number>> = { fast: 6_000, real: 60_000 }

/** Kubernetes, and its server while it runs. */
export interface KubernetesProcess extends WorldProcess {
  readonly server: () => KubeServer | undefined
  /** A copy is made and put back whether it runs or not; all else befalls one that runs. */
  readonly act: (deed: ApiDeed) => void
  /** How large a share of what is asked it refuses at the moment. */
  readonly refused: () => number
}

/** Kubernetes with a kubelet's user for each node; `began` is handed each new server before anybody can ask it. */
export function kubernetesProcess(
  ground: Ground,
  nodes: readonly PlacedNode[],
  began: (server: KubeServer) => void,
): KubernetesProcess {
  const users = usersOf(nodes)
  const address = `${apiAt.host}:${apiAt.port}`
  let server: KubeServer | undefined
  let stored: StoreSnapshot | undefined
  let copy: StoreSnapshot | undefined
  let isRestoring = false
  const told = (what: string): void => ground.trace.add('kubernetes', what, `kubernetes: ${what}`)
  const flaws = new ApiFlaws(ground.random.fork('api flaws'), told)
  const begin = ({ clock, nic, random }: Life, started: Parameters<typeof listen>[2]): void => {
    const from = stored === undefined ? {} : { from: stored }
    const parts = { clock, random, config: ground.kubePace, users, address, ...from }
    server = startKubernetes(parts).server
    began(server)
    listen(nic, flaws.around(server.handle), started)
  }
  const process = createProcess(ground, {
    role: 'kubernetes',
    name: 'kubernetes',
    host: apiAt.host,
    machine: 'kubernetes',
    begin,
    died: () => {
      stored = server?.snapshot()
      server = undefined
    },
  })
  const restore = (from: StoreSnapshot): void => {
    process.kill('process')
    stored = from
    flaws.restored()
    isRestoring = true
    ground.schedule.spawn().clock.after(restoreMs[ground.pace], () => {
      isRestoring = false
      process.start()
    })
  }
  const start = (): void => {
    if (!isRestoring) process.start()
  }
  const act = (deed: ApiDeed): void => {
    if (deed.how === 'back-up') copy = server?.snapshot() ?? stored
    if (deed.how === 'restore' && copy !== undefined && !isRestoring) restore(copy)
    if (deed.how !== 'back-up' && deed.how !== 'restore' && server !== undefined)
      flaws.act(deed, server)
  }
  return { ...process, start, server: () => server, act, refused: () => flaws.refused() }
}

function listen(
  nic: Nic,
  handle: KubeServer['handle'],
  started: Parameters<Parameters<typeof createProcess>[1]['begin']>[1],
): void {
  createSimHttpServer(nic).listen(apiAt, handle, (outcome) =>
    started(isFault(outcome) ? outcome : undefined),
  )
}

const usersOf = (nodes: readonly PlacedNode[]): ReadonlyMap<string, User> =>
  new Map([
    ['cloud', administrator],
    ...nodes.map(
      ({ node }) => [node, { name: `system:node:${node}`, groups: ['system:nodes'] }] as const,
    ),
  ])

/** A client of Kubernetes that asks as `user`: `cloud`, or a node for its kubelet. */
export function kubeClient(nic: Nic, user: string): HttpClient {
  const client = createSimHttpClient(nic, apiAt)
  return {
    request: (request, answer) => {
      const headers = { ...request.headers, authorization: `Bearer ${user}` }
      return client.request({ ...request, headers }, answer)
    },
  }
}

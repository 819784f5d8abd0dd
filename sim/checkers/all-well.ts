// Checks that, once everything is healed and had time, all is as if nothing had ever happened.
import type { EdgeStatus } from '../../edge/status.ts'
import type { Verdict } from '../../src/health/words.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import { kinds, listOf } from '../kube/controllers/kinds.ts'
import type { Condition, Node, Pod } from '../kube/controllers/objects.ts'
import type { KubeServer } from '../kube/server.ts'
import { replica } from '../world/ground.ts'
import type { Ledger } from '../world/ledger.ts'
import type { Checker, MakeChecker, WorldView } from './checker.ts'
import { verdictOf } from './verdict-of.ts'

/** The checker, for a workload of so many pods. */
export const allWell =
  (replicas: number): MakeChecker =>
  (view, find): Checker => ({
    name: 'all well',
    healed: () => {
      for (const { node } of view.nodes) checkAgent(view, node, find)
      for (const [node, verdict] of verdicts(view.ledger))
        if (verdict !== 'healthy') find(`${node} is ${verdict}`)
      const server = view.server()
      if (server === undefined) return find('Kubernetes does not run')
      for (const node of listOf(server.collection, kinds.nodes)) checkNode(node, find)
      checkPods(server, replicas, find)
    },
  })

function checkAgent({ processes }: WorldView, node: NodeId, find: (what: string) => void): void {
  const status = processes.edges.get(node)?.edge()?.status()
  if (status === undefined) return find(`the agent of ${node} does not run`)
  const { link, kubelet, lag } = status
  if (link !== 'linked') find(`${node} is ${link}`)
  if (kubelet !== 'ok') find(`${node} finds its kubelet ${kubelet}`)
  if (lag > 0) find(`${node} has ${lag} facts on their way`)
  checkPeers(status, find)
}

function checkPeers({ node, ballots, peers }: EdgeStatus, find: (what: string) => void): void {
  for (const { node: peer, observed, tally } of peers) {
    if (tally === 'dead') find(`${node} holds ${peer} for dead`)
    const own = ballots.find(({ subject }) => subject === peer)
    if (observed && own?.opinion !== 'alive') find(`${node} says of ${peer}: ${own?.opinion}`)
  }
}

/** The last verdict about each node. */
const verdicts = (ledger: Ledger): ReadonlyMap<NodeId, Verdict> =>
  new Map(
    ledger.of(`cloud/${replica}`).flatMap((fact) => {
      const reached = verdictOf(fact)
      return reached === undefined ? [] : [[reached.node, reached.verdict] as const]
    }),
  )

function checkNode({ metadata, spec, status }: Node, find: (what: string) => void): void {
  for (const { key, effect } of spec.taints ?? []) find(`${metadata.name} has ${key}:${effect}`)
  const is = (type: string) => conditionOf(status?.conditions, type)
  if (is('Ready') !== 'True') find(`${metadata.name} is Ready=${is('Ready')}`)
  if (is('CausewayLinked') === 'False') find(`${metadata.name} is CausewayLinked=False`)
}

function checkPods({ collection }: KubeServer, replicas: number, find: (what: string) => void) {
  const pods = listOf(collection, kinds.pods)
  const ready = pods.filter((pod) => isReady(pod))
  if (ready.length !== replicas || pods.length !== replicas)
    find(`${ready.length} of ${pods.length} pods are ready, expected ${replicas}`)
}

const isReady = ({ metadata, status }: Pod): boolean =>
  metadata.deletionTimestamp === undefined && conditionOf(status?.conditions, 'Ready') === 'True'

const conditionOf = (
  conditions: readonly Condition[] | undefined,
  type: string,
): string | undefined => conditions?.find((one) => one.type === type)?.status

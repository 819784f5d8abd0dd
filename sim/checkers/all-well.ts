// Checks that a healed core is as if nothing had ever happened: linked, healthy, trusted by its peers, its pods ready.
import type { EdgeStatus } from '../../edge/status.ts'
import type { Verdict } from '../../src/health/words.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import { kinds, listOf } from '../kube/controllers/kinds.ts'
import type { Condition, Node, Pod } from '../kube/controllers/objects.ts'
import type { KubeServer } from '../kube/server.ts'
import type { Ledger } from '../world/ledger.ts'
import type { Checker, Find, MakeChecker, WorldView } from './checker.ts'
import { verdictAfter } from './verdict-of.ts'

/** The checker, for a workload of so many pods. */
export const allWell =
  (replicas: number): MakeChecker =>
  (view): Checker => ({
    name: 'all well',
    healed: (find) => {
      for (const { name, cloud } of view.processes.clouds)
        if (cloud() === undefined) find(`${name} does not run`)
      const core = new Set<string>(view.core.map(({ node }) => node))
      for (const { node } of view.core) checkAgent(view, node, core, find)
      for (const [node, verdict] of verdicts(view.ledger))
        if (core.has(node) && verdict !== 'healthy') find(`${node} is ${verdict}`)
      const server = view.server()
      if (server === undefined) return find('Kubernetes does not run')
      for (const node of listOf(server.collection, kinds.nodes))
        if (core.has(node.metadata.name)) checkNode(node, find)
      if (view.core.length === view.nodes.length) checkAllPods(server, replicas, find)
      else checkPodsOf(core, server, find)
    },
  })

function checkAgent(
  { processes }: WorldView,
  node: NodeId,
  core: ReadonlySet<string>,
  find: Find,
): void {
  const status = processes.edges.get(node)?.edge()?.status()
  if (status === undefined) return find(`the agent of ${node} does not run`)
  const { link, kubelet, lag } = status
  if (link !== 'linked') find(`${node} is ${link}`)
  if (kubelet !== 'ok') find(`${node} finds its kubelet ${kubelet}`)
  if (lag > 0) find(`${node} has ${lag} facts on their way`)
  checkPeers(status, core, find)
}

/** What the core says of itself; others may hold anything. */
function checkPeers({ node, ballots, peers }: EdgeStatus, core: ReadonlySet<string>, find: Find) {
  for (const { node: peer, observed } of peers) {
    const own = ballots.find(({ subject }) => subject === peer)
    if (core.has(peer) && observed && own?.opinion !== 'alive')
      find(`${node} says of ${peer}: ${own?.opinion}`)
  }
}

/** The last verdict about each node. */
const verdicts = (ledger: Ledger): ReadonlyMap<NodeId, Verdict> =>
  new Map(
    ledger.decided().flatMap((fact) => {
      const reached = verdictAfter(fact)
      return reached === undefined ? [] : [[reached.node, reached.verdict] as const]
    }),
  )

function checkNode({ metadata, spec, status }: Node, find: Find): void {
  for (const { key, effect } of spec.taints ?? []) find(`${metadata.name} has ${key}:${effect}`)
  const is = (type: string) => conditionOf(status?.conditions, type)
  if (is('Ready') !== 'True') find(`${metadata.name} is Ready=${is('Ready')}`)
  if (is('CausewayLinked') === 'False') find(`${metadata.name} is CausewayLinked=False`)
}

function checkAllPods({ collection }: KubeServer, replicas: number, find: Find): void {
  const pods = listOf(collection, kinds.pods)
  const ready = pods.filter((pod) => isReady(pod))
  if (ready.length !== replicas || pods.length !== replicas)
    find(`${ready.length} of ${pods.length} pods are ready, expected ${replicas}`)
}

/** Of pods on other nodes nothing is known; all that can be placed is placed. */
function checkPodsOf(core: ReadonlySet<string>, { collection }: KubeServer, find: Find): void {
  for (const pod of listOf(collection, kinds.pods)) {
    const on = pod.spec.nodeName
    if (on === undefined) find(`${pod.metadata.name} is on no node`)
    else if (core.has(on) && !isReady(pod)) find(`${pod.metadata.name} on ${on} is not ready`)
  }
}

const isReady = ({ metadata, status }: Pod): boolean =>
  metadata.deletionTimestamp === undefined && conditionOf(status?.conditions, 'Ready') === 'True'

const conditionOf = (
  conditions: readonly Condition[] | undefined,
  type: string,
): string | undefined => conditions?.find((one) => one.type === type)?.status

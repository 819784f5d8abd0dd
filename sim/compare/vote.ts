// A model of SuperEdge: the vote of edge-health, and its admission webhook in front of plain Kubernetes.
import type { NodeId } from '../../src/kernel/ids.ts'
import type { Field } from './field.ts'
import { watchLeases } from './lease.ts'
import { every } from './model.ts'
import type { Ear, Model } from './model.ts'
import { countVotes } from './vote-count.ts'
import type { Report } from './vote-count.ts'

/** Its published settings; `reportMs` is what its documents say, and what is in effect from version 0.8.2 on. */
export const voteTimes = {
  probeMs: 10_000,
  probeTimeoutMs: 5_000,
  probeTries: 3,
  reportTimeoutMs: 5_000,
  voteMs: 10_000,
  validMs: 60_000,
  graceMs: 40_000,
  reportMs: { documented: 10_000, shipped: 60_000 },
} as const

/** About the sizes of a probe (a request over TLS of its own), of a report, which names every node, and of a patch. */
const probeBytes = 1_400
const probeAnswerBytes = 2_600
const reportAnswerBytes = 250
const patchBytes = 900
const reportBytes = (members: number): number => 300 + 130 * members

interface Voter {
  readonly node: NodeId
  /** Each site is a group. */
  readonly group: readonly NodeId[]
  readonly own: Map<NodeId, boolean>
  readonly said: Map<NodeId, { readonly atMs: number; readonly found: Report }>
}

/** What is written on the Nodes in Kubernetes. */
interface Board {
  readonly isMarked: (node: NodeId) => boolean
  readonly mark: (node: NodeId, marked: boolean) => void
}

/** The model. */
export const voteModel =
  (reportMs: number): Model =>
  (field, ear) => {
    const board = watchKubernetes(field, ear)
    const voters = new Map(field.nodes.map(({ node }) => [node, voterOf(field, node)]))
    for (const voter of voters.values()) {
      every(field, voter.node, voteTimes.probeMs, () => probeAll(field, voter))
      every(field, voter.node, reportMs, () => tellAll(field, voter, voters))
      every(field, voter.node, voteTimes.voteMs, () => vote(field, voter, board))
    }
  }

/**
 * Its decision table: an unready node is dead only where the vote says so, too. The webhook takes the taint that evicts
 * from the others.
 */
function watchKubernetes(field: Field, ear: Ear): Board {
  const marked = new Set<NodeId>()
  const unready = new Set<NodeId>()
  const set = (of: Set<NodeId>, node: NodeId, present: boolean): void => {
    const before = verdictOf(node)
    if (present) of.add(node)
    else of.delete(node)
    if (verdictOf(node) !== before) ear.verdict(node, verdictOf(node))
  }
  const verdictOf = (node: NodeId) => {
    if (!unready.has(node)) return 'healthy'
    return marked.has(node) ? 'failed' : 'isolated'
  }
  watchLeases(field, {
    graceMs: voteTimes.graceMs,
    mayTaint: (node) => marked.has(node),
    ready: (node, ready) => set(unready, node, !ready),
    evicted: ear.evicted,
  })
  return {
    isMarked: (node) => marked.has(node),
    mark: (node, isMarked) => set(marked, node, isMarked),
  }
}

function voterOf({ nodes }: Field, node: NodeId): Voter {
  const site = nodes.find((placed) => placed.node === node)?.site
  const group = nodes.filter((other) => other.site === site).map((other) => other.node)
  return { node, group, own: new Map(), said: new Map() }
}

function probeAll(field: Field, { node, group, own }: Voter): void {
  own.set(node, true)
  const attempt = (to: NodeId, left: number): void => {
    const done = (answered: boolean): void => {
      if (!answered && left > 1) attempt(to, left - 1)
      else own.set(to, answered)
    }
    const timeoutMs = voteTimes.probeTimeoutMs
    const sent = { from: node, to, bytes: probeBytes }
    field.ask(sent, { timeoutMs, answerBytes: probeAnswerBytes, done })
  }
  for (const to of group) if (to !== node) attempt(to, voteTimes.probeTries)
}

function tellAll(
  field: Field,
  { node, group, own }: Voter,
  voters: ReadonlyMap<NodeId, Voter>,
): void {
  const found = new Map(own)
  for (const to of group) {
    if (to === node) continue
    const serve = (): void => void voters.get(to)?.said.set(node, { atMs: field.now(), found })
    const sent = { from: node, to, bytes: reportBytes(group.length) }
    const timeoutMs = voteTimes.reportTimeoutMs
    field.ask(sent, { timeoutMs, answerBytes: reportAnswerBytes, serve, done: () => {} })
  }
}

/** What a majority says is written to the Node; where Kubernetes is not reached, the next vote tries again. */
function vote(field: Field, { node, group, own, said }: Voter, board: Board): void {
  const valid = [...said.values()].filter(({ atMs }) => field.now() - atMs <= voteTimes.validMs)
  const reports = [own, ...valid.map(({ found }) => found)]
  for (const subject of group) {
    const well = countVotes(group.length, reports, subject)
    if (well === undefined || board.isMarked(subject) !== well) continue
    const serve = (): void => board.mark(subject, !well)
    const sent = { from: node, to: 'mainland', bytes: patchBytes } as const
    const timeoutMs = voteTimes.reportTimeoutMs
    field.ask(sent, { timeoutMs, answerBytes: patchBytes, serve, done: () => {} })
  }
}

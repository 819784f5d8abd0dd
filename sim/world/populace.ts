// The processes of a world, joined to its trace, its ledger and its checkers.
import type { Journal } from '../../bus/journal.ts'
import { factTaken } from '../../bus/up/taken.ts'
import type { Envelope } from '../../schemas/envelope.ts'
import type { Checker } from '../checkers/checker.ts'
import { verdictOf } from '../checkers/verdict-of.ts'
import { cloudProcess } from './cloud-process.ts'
import { edgeProcess } from './edge-process.ts'
import type { Ground } from './ground.ts'
import { createJournalFeed } from './journal-feed.ts'
import type { Follow } from './journal-feed.ts'
import { kubeletProcess } from './kubelet-process.ts'
import { kubernetesProcess } from './kubernetes-process.ts'
import { markOf, tellChange, watchKube } from './kube-watch.ts'
import type { PlacedNode } from './layout.ts'
import type { Ledger } from './ledger.ts'
import type { Processes } from './processes.ts'

/** What the processes are joined to. */
export interface PopulaceParts {
  readonly ground: Ground
  readonly nodes: readonly PlacedNode[]
  readonly ledger: Ledger
  readonly checkers: () => readonly Checker[]
}

/** All processes, none started. */
export function createPopulace(parts: PopulaceParts): Processes {
  const { ground, nodes, checkers } = parts
  const kubernetes = kubernetesProcess(ground, nodes, (server) =>
    watchKube(server, (resource, change) => {
      const line = tellChange(resource, change)
      if (line !== undefined) ground.trace.add('kubernetes', line, markOf(line))
      for (const checker of checkers()) checker.change?.(resource, change)
    }),
  )
  const cloud = cloudProcess(ground, followFor(parts))
  const edges = nodes.map(
    (placed) => [placed.node, edgeProcess(ground, placed, followFor(parts))] as const,
  )
  const kubelets = nodes.map((placed) => [placed.node, kubeletProcess(ground, placed)] as const)
  return { kubernetes, cloud, edges: new Map(edges), kubelets: new Map(kubelets) }
}

/** Follows one producer's journal through its lives. */
function followFor({ ground, ledger, checkers }: PopulaceParts): Follow {
  const feed = createJournalFeed((stored) => {
    const fact = ledger.add(stored)
    const { envelope } = fact
    const { producer, lane, epoch, seq, kind, key } = envelope
    const line = `${lane} ${epoch}/${seq} ${kind} ${key} ${textOf(envelope)}`
    ground.trace.add(producer, line, `fact ${verdictOf(fact)?.verdict ?? kind}`)
    for (const checker of checkers()) checker.fact?.(fact)
  })
  return (journal: Journal) => {
    for (const checker of checkers()) checker.opened?.(journal)
    feed(journal)
  }
}

/** The facts that the cloud took are in the trace of their own producer already. */
const textOf = ({ kind, body }: Envelope): string =>
  kind === factTaken ? '' : new TextDecoder().decode(body)

// The processes of a world, joined to its trace, its ledger and its checkers.
import type { Journal, Stored } from '../../bus/journal.ts'
import { factTaken, isCloud, takenFact } from '../../bus/up/taken.ts'
import { decodeEnvelope, identityOf } from '../../schemas/envelope.ts'
import type { Envelope } from '../../schemas/envelope.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Checker } from '../checkers/checker.ts'
import { verdictOf } from '../checkers/verdict-of.ts'
import type { Appended } from '../logs/log-server.ts'
import { busProcess } from './bus-process.ts'
import { cloudProcess } from './cloud-process.ts'
import { edgeProcess } from './edge-process.ts'
import type { Ground } from './ground.ts'
import { createJournalFeed } from './journal-feed.ts'
import type { Follow } from './journal-feed.ts'
import { kubeletProcess } from './kubelet-process.ts'
import { kubernetesProcess } from './kubernetes-process.ts'
import { markOf, tellChange, watchKube } from './kube-watch.ts'
import type { PlacedNode } from './layout.ts'
import { tellAll } from './node-ears.ts'
import type { NodeEars } from './node-ears.ts'
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
export function createPopulace(given: PopulaceParts): Processes {
  const parts = { ...given, shared: new Set<string>() }
  const { ground, nodes, checkers } = parts
  const kubernetes = kubernetesProcess(ground, nodes, (server) => {
    for (const checker of checkers()) checker.began?.(server)
    watchKube(server, (resource, change) => {
      const line = tellChange(resource, change)
      if (line !== undefined) ground.trace.add('kubernetes', line, markOf(line))
      for (const checker of checkers()) checker.change?.(resource, change)
    })
  })
  const ears = tellAll(() => [...checkers(), traced(ground)])
  const { clouds: placed, logsAt } = ground.mainland
  const clouds = placed.map((one) => cloudProcess(ground, one, followFor(parts)))
  const bus = logsAt === undefined ? undefined : busProcess(ground, hearAppends(checkers))
  const edges = nodes.map(
    (one) => [one.node, edgeProcess(ground, one, followFor(parts), ears)] as const,
  )
  const kubelets = nodes.map((one) => [one.node, kubeletProcess(ground, one, ears)] as const)
  return { kubernetes, bus, clouds, edges: new Map(edges), kubelets: new Map(kubelets) }
}

/** Notes that were kept stand in the trace. */
const traced = ({ trace }: Ground): Partial<NodeEars> => ({
  noted: ({ node, resource, name, slot, text }) =>
    trace.add(`kubelet/${node}`, `${slot} of ${resource}/${name} is "${text}"`, 'note kept'),
})

const hearAppends =
  (checkers: PopulaceParts['checkers']) =>
  (entry: Appended): void => {
    for (const checker of checkers()) checker.appended?.(entry)
  }

interface FollowParts extends PopulaceParts {
  /** The facts of shards that some replica has, by their names. */
  readonly shared: Set<string>
}

/** Follows one producer's journal through its lives; of the facts of shards each is told once, whoever keeps it first. */
function followFor({ ground, ledger, checkers, shared }: FollowParts): Follow {
  const hear = (stored: Stored): void => {
    const fact = ledger.add(stored)
    const { envelope } = fact
    const { producer, lane, epoch, seq, kind, key } = envelope
    const line = `${lane} ${epoch}/${seq} ${kind} ${key} ${textOf(envelope)}`
    ground.trace.add(producer, line, `fact ${verdictOf(fact)?.verdict ?? kind}`)
    for (const checker of checkers()) checker.fact?.(fact)
    const inner = sharedFact(stored)
    if (inner === undefined || shared.has(inner.name)) return
    shared.add(inner.name)
    hear(inner.stored)
  }
  const feed = createJournalFeed(hear)
  return (journal: Journal) => {
    for (const checker of checkers()) checker.opened?.(journal)
    feed(journal)
  }
}

/** The fact of a shard that a replica keeps, as if it stood in a journal of its own. */
function sharedFact(
  stored: Stored,
): { readonly name: string; readonly stored: Stored } | undefined {
  const outer = decodeEnvelope(stored.envelope)
  if (isFault(outer) || outer.kind !== factTaken) return undefined
  const inner = takenFact(stored)
  if (inner === undefined || !isCloud(inner.producer) || inner.lane === 'volatile') return undefined
  const { lane, epoch, seq } = inner
  return { name: identityOf(inner), stored: { lane, epoch, seq, envelope: outer.body } }
}

/** The facts that the cloud took are in the trace of their own producer already. */
const textOf = ({ kind, body }: Envelope): string =>
  kind === factTaken ? '' : new TextDecoder().decode(body)

// The process of the cloud for one node's writes: they are replayed in their order, and the node is told of each.
import { unreachable } from '../../kernel/assert.ts'
import { nodeId } from '../../kernel/ids.ts'
import type { NodeId } from '../../kernel/ids.ts'
import type { Process, State } from '../../kernel/process.ts'
import type { ConflictReason, ReplayFact, WriteFact, WriteOutcome } from './facts.ts'
import { after, queued } from './queue.ts'
import type { Queue } from './queue.ts'
import { writeText } from './write.ts'
import type { PendingWrite, WriteName } from './write.ts'

/** What the cloud knows of a node's writes; all of it survives a restart. */
export interface ReplaysHard {
  readonly node: NodeId
  /** Writes whose effect is not known yet. */
  readonly queue: Queue
  /** What the node has not confirmed to know. */
  readonly untold: readonly WriteOutcome[]
  /** How far each run of the agent was replayed, the last of them: what comes again changes nothing. */
  readonly marks: readonly WriteName[]
}

/** What became of a write, as whoever replayed it found out. */
export type ReplaysInput =
  | ({ readonly kind: 'replayed' } & WriteOutcome)
  | ({
      readonly kind: 'conflicted'
      readonly reason: ConflictReason
      readonly message: string
    } & WriteOutcome)
  | { readonly kind: 'tick' }

/** What is to be done. */
export type ReplaysAction =
  | {
      readonly kind: 'replay-write'
      readonly key: string
      readonly node: NodeId
      readonly write: PendingWrite
    }
  | {
      readonly kind: 'tell-outcomes'
      readonly key: string
      readonly node: NodeId
      readonly outcomes: readonly WriteOutcome[]
    }

type ReplaysState = State<ReplaysHard, null>

/** A restored copy of a journal repeats what it never knew to be taken: of so many runs it is told apart. */
const livesMax = 16
/** Outcomes of one message. */
const toldMax = 256

/** The process; its key is the node. */
export const replays: Process<
  ReplaysHard,
  null,
  ReplaysInput,
  WriteFact,
  ReplaysAction,
  undefined
> = {
  initial: (key) => ({ hard: { node: nodeId(key), queue: [], untold: [], marks: [] }, soft: null }),
  decide,
  evolve: ({ hard }, fact) => ({ hard: evolved(hard, fact), soft: null }),
  reconcile: ({ hard }) => ({ actions: wanted(hard) }),
}

function decide(
  { hard: { node, queue } }: ReplaysState,
  input: ReplaysInput,
): readonly ReplayFact[] {
  if (input.kind === 'tick') return []
  const write = queue.find((each) => writeText(each) === writeText(input))
  if (write === undefined) return []
  const { life, number, version } = input
  switch (input.kind) {
    case 'replayed':
      return [{ kind: 'write-replayed', node, life, number, version }]
    case 'conflicted': {
      const { reason, message } = input
      const { target } = write
      return [{ kind: 'write-conflicted', node, life, number, target, reason, message, version }]
    }
    default:
      return unreachable(input)
  }
}

function evolved(hard: ReplaysHard, fact: WriteFact): ReplaysHard {
  switch (fact.kind) {
    case 'write-accepted': {
      const { kind: _, node: __, ...write } = fact
      const isDone = hard.marks.some(
        ({ life, number }) => life === write.life && write.number <= number,
      )
      return isDone ? hard : { ...hard, queue: queued(hard.queue, write) }
    }
    case 'write-replayed':
    case 'write-conflicted': {
      const { life, number, version } = fact
      const untold = [...hard.untold, { life, number, version }]
      return { ...marked(hard, { life, number }), untold }
    }
    case 'writes-settled': {
      const mark = { life: fact.life, number: fact.upTo }
      return { ...marked(hard, mark), untold: after(hard.untold, mark) }
    }
    default:
      return unreachable(fact)
  }
}

/** All writes up to this one are done. */
function marked(hard: ReplaysHard, mark: WriteName): ReplaysHard {
  const { life } = mark
  const known = hard.marks.find((each) => each.life === life)?.number ?? 0
  const others = hard.marks.filter((each) => each.life !== life)
  const marks = [...others, { life, number: Math.max(known, mark.number) }].slice(-livesMax)
  return { ...hard, queue: after(hard.queue, mark), marks }
}

function wanted({ node, queue, untold }: ReplaysHard): readonly ReplaysAction[] {
  const [write] = queue
  const outcomes = untold.slice(0, toldMax)
  const replay = write && ({ kind: 'replay-write', key: `replay ${writeText(write)}` } as const)
  return [
    ...(replay === undefined || write === undefined ? [] : [{ ...replay, node, write }]),
    ...(outcomes.length === 0
      ? []
      : [{ kind: 'tell-outcomes', key: 'tell', node, outcomes } as const]),
  ]
}

// The process of a node's own writes: accepted one after the other while it is alone, pending until they are settled.
import { unreachable } from '../../kernel/assert.ts'
import { nodeId } from '../../kernel/ids.ts'
import type { NodeId } from '../../kernel/ids.ts'
import type { Moment, Process, State } from '../../kernel/process.ts'
import type { NodeWriteFact } from './facts.ts'
import { after, freeSlot, queued } from './queue.ts'
import type { Queue } from './queue.ts'
import type { Write, WriteName } from './write.ts'

/** What a node knows of its writes; all of it survives a restart. */
export interface NodeWritesHard {
  readonly node: NodeId
  readonly queue: Queue
  /** The highest number that was given. */
  readonly last: number
}

/** What comes in. */
export type NodeWritesInput =
  | { readonly kind: 'accept'; readonly write: Write }
  | { readonly kind: 'settle'; readonly upTo: WriteName }
  | { readonly kind: 'tick' }

/** What the rules need to know. */
export interface NodeWritesConfig {
  /** Names this run of the agent; drawn at its start. */
  readonly life: string
}

type NodeWritesState = State<NodeWritesHard, null>

/** The process; its key is the node. */
export const nodeWrites: Process<
  NodeWritesHard,
  null,
  NodeWritesInput,
  NodeWriteFact,
  never,
  NodeWritesConfig
> = {
  initial: (key) => ({ hard: { node: nodeId(key), queue: [], last: 0 }, soft: null }),
  decide,
  evolve: ({ hard }, fact) => ({ hard: evolved(hard, fact), soft: null }),
  reconcile: () => ({ actions: [] }),
}

function decide(
  { hard: { node, queue, last } }: NodeWritesState,
  input: NodeWritesInput,
  { config: { life } }: Moment<NodeWritesConfig>,
): readonly NodeWriteFact[] {
  switch (input.kind) {
    case 'accept': {
      const { write } = input
      const slot = freeSlot(queue, write)
      return [{ kind: 'write-accepted', node, life, number: last + 1, slot, ...write }]
    }
    case 'settle': {
      const { life: of, number: upTo } = input.upTo
      const isNews = after(queue, input.upTo).length < queue.length
      return isNews ? [{ kind: 'writes-settled', node, life: of, upTo }] : []
    }
    case 'tick':
      return []
    default:
      return unreachable(input)
  }
}

function evolved(hard: NodeWritesHard, fact: NodeWriteFact): NodeWritesHard {
  if (fact.kind === 'write-accepted') {
    const { kind: _, node: __, ...write } = fact
    const last = Math.max(hard.last, write.number)
    return { ...hard, queue: queued(hard.queue, write), last }
  }
  const { life, upTo } = fact
  const last = Math.max(hard.last, upTo)
  return { ...hard, queue: after(hard.queue, { life, number: upTo }), last }
}

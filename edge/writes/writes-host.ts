// The host of a node's own writes: each is in the journal before it is seen or answered.
import type { Clock } from '../../bus/clock.ts'
import { Host } from '../../bus/host.ts'
import { journalSink } from '../../bus/journal-facts.ts'
import type { Journal } from '../../bus/journal.ts'
import type { Stamps } from '../../bus/stamps.ts'
import type { Random } from '../../src/kernel/random.ts'
import type { NodeWriteFact } from '../../src/mirror/pending/facts.ts'
import { nodeWrites } from '../../src/mirror/pending/node-writes.ts'
import type {
  NodeWritesConfig,
  NodeWritesHard,
  NodeWritesInput,
} from '../../src/mirror/pending/node-writes.ts'

/** What the host stands on. */
export interface WritesHostParts {
  readonly clock: Clock
  readonly random: Random
  readonly journal: Journal
  readonly stamps: Stamps
}

/** The host; its only key is the node. */
export type WritesHost = Host<
  NodeWritesHard,
  null,
  NodeWritesInput,
  NodeWriteFact,
  never,
  NodeWritesConfig
>

const retryMs = 1_000
const inboxMax = 64

/** A host of this run of the agent. */
export const createWritesHost = ({ clock, random, journal, stamps }: WritesHostParts): WritesHost =>
  new Host<NodeWritesHard, null, NodeWritesInput, NodeWriteFact, never, NodeWritesConfig>({
    process: nodeWrites,
    config: { life: lifeOf(clock, random.fork('life')) },
    clock,
    random,
    stamp: stamps.next,
    sink: journalSink<NodeWriteFact>(journal),
    tick: { kind: 'tick' },
    want: () => {},
    heard: () => {},
    inboxMax,
    retryMs,
  })

/** A name for one run: chance tells copies apart, the clock one that is drawn from the same seed. */
function lifeOf(clock: Clock, random: Random): string {
  const digits = Array.from({ length: 16 }, () => random.below(16).toString(16)).join('')
  return `${digits}-${clock.wall().toString(16)}`
}

// The host of what the cloud knows of nodes' writes.
import { Host } from '../../bus/host.ts'
import { draftSink } from '../../bus/journal-facts.ts'
import type { DraftSink } from '../../bus/journal-facts.ts'
import type { Stamps } from '../../bus/stamps.ts'
import type { Hlc } from '../../src/kernel/time.ts'
import type { WriteFact } from '../../src/mirror/pending/facts.ts'
import { replays } from '../../src/mirror/pending/replays.ts'
import type { ReplaysAction, ReplaysHard, ReplaysInput } from '../../src/mirror/pending/replays.ts'
import type { CloudConfig } from '../config.ts'
import type { CloudPorts } from '../ports.ts'

/** The host; its keys are nodes. */
export type ReplaysHost = Host<ReplaysHard, null, ReplaysInput, WriteFact, ReplaysAction, undefined>

/** What the host stands on. */
export interface ReplaysHostParts {
  readonly ports: Pick<CloudPorts, 'clock' | 'random'>
  readonly config: Pick<CloudConfig, 'health'>
  readonly stamps: Stamps
  /** Where durable facts about nodes go. */
  readonly sink: DraftSink
  readonly want: (node: string, actions: readonly ReplaysAction[]) => void
  readonly heard: (fact: WriteFact, hlc: Hlc) => void
}

const inboxMax = 64

/** The host, empty. */
export const createReplaysHost = (parts: ReplaysHostParts): ReplaysHost =>
  new Host<ReplaysHard, null, ReplaysInput, WriteFact, ReplaysAction, undefined>({
    process: replays,
    config: undefined,
    clock: parts.ports.clock,
    random: parts.ports.random.fork('replays'),
    stamp: parts.stamps.next,
    sink: draftSink<WriteFact>(parts.sink),
    tick: { kind: 'tick' },
    want: parts.want,
    heard: (_key, fact, { hlc }) => parts.heard(fact, hlc),
    inboxMax,
    retryMs: parts.config.health.beatMs,
  })

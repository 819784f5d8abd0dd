// A node's line as `causeway status` shows it: what its process says, and what only the running cloud knows.
import type { HealthConfig } from '../src/health/config.ts'
import { fenceText, isFenced } from '../src/health/fence-told.ts'
import type { FenceTold } from '../src/health/fence-told.ts'
import type { NodeState } from '../src/health/node-state.ts'
import { nodeStatus } from '../src/health/status.ts'
import type { Link } from '../src/health/words.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import type { MonoMs } from '../src/kernel/time.ts'
import type { MirrorStatus } from './feeds/followers.ts'
import { timestampMs } from './time-text.ts'

/** What a line is made of. */
export interface NodeFacts {
  readonly state: NodeState
  /** How many facts of its state lane are not applied yet. */
  readonly lag: number
  /** How its mirror is; undefined until it said so. */
  readonly feeds: MirrorStatus | undefined
  readonly version: string | undefined
  readonly fence: FenceTold | undefined
}

/** What all lines share. */
export interface StatusBase {
  readonly now: MonoMs
  readonly config: HealthConfig
  /** How the bus is called: `nats` or `mqtt`. */
  readonly path: string
}

/** One node's line. */
export function statusLine({ state, lag, feeds, version, fence }: NodeFacts, base: StatusBase) {
  const { since, link, relay, note, ...line } = nodeStatus(state, base.now, base.config)
  const fenced = isFenced(fence, state) ? fenceText(fence, state, base.config) : undefined
  return {
    ...line,
    note: [note, fenced].filter(Boolean).join('; '),
    fenced: fence?.isUp === true,
    link,
    lag,
    feeds,
    path: pathOf(link, relay, base.path),
    ready: state.soft.seen?.ready === 'True',
    since: since === undefined ? undefined : timestampMs(since.wallMs),
    version,
  }
}

function pathOf(link: Link, relay: NodeId | undefined, path: string): string {
  if (link === 'linked') return path
  return relay === undefined ? 'none' : `peer:${relay}`
}

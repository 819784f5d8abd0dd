// What people are told of a node's fence: what the node said of it last, or what surely holds of one that is judged dead.
import { wallMs } from '../kernel/time.ts'
import type { WallMs } from '../kernel/time.ts'
import { microTimestamp } from '../objects/timestamp.ts'
import type { HealthConfig } from './config.ts'
import { fencingTakesMs } from './fence.ts'
import type { NodeState } from './node-state.ts'

/** What a node said last of its fence. */
export interface FenceTold {
  readonly isUp: boolean
  readonly at: WallMs
  readonly because: string
}

/** One line on the fence of a node; undefined: it never had one up. */
export function fenceText(
  told: FenceTold | undefined,
  { hard }: NodeState,
  config: HealthConfig,
): string | undefined {
  if (told?.isUp === true)
    return `its singletons are stopped since ${time(told.at)}: ${told.because}`
  if (hard.verdict === 'failed' && !hard.declared && hard.since !== undefined) {
    const by = wallMs(hard.since.wallMs + fencingTakesMs(config))
    return `it stops its singletons itself by ${time(by)}, if its agent runs`
  }
  return told && `its singletons may run again since ${time(told.at)}`
}

/** Whether its singletons are stopped, or will be; else there is nothing to add to a status. */
export const isFenced = (told: FenceTold | undefined, { hard }: NodeState): boolean =>
  told?.isUp === true || (hard.verdict === 'failed' && !hard.declared)

const time = (at: WallMs): string => `${microTimestamp(at * 1_000).slice(0, -4)}Z`

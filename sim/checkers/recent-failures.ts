// Which nodes are failed, or were a moment ago: what is done to them meanwhile was licensed by that verdict.
import type { Verdict } from '../../src/health/words.ts'
import type { Acknowledged } from '../world/ledger.ts'
import { verdictAfter } from './verdict-of.ts'

/** The verdicts so far. */
export interface RecentFailures {
  readonly hear: (fact: Acknowledged) => void
  /** Whether a node is failed, or was within the time given. */
  readonly has: (node: string) => boolean
}

/** No verdict yet. */
export function recentFailures(now: () => number, withinMs: number): RecentFailures {
  const verdicts = new Map<string, { readonly verdict: Verdict; readonly failedMs: number }>()
  return {
    hear: (fact) => {
      const reached = verdictAfter(fact)
      if (reached === undefined) return
      const { node, verdict } = reached
      const before = verdicts.get(node)
      const failed = verdict === 'failed' || before?.verdict === 'failed'
      const failedMs = failed ? now() : (before?.failedMs ?? -Infinity)
      verdicts.set(node, { verdict, failedMs })
    },
    has: (node) => {
      const known = verdicts.get(node)
      return (
        known?.verdict === 'failed' || (known !== undefined && now() - known.failedMs < withinMs)
      )
    },
  }
}

// From the options of a watch to what is to be watched.
import { unclassified } from '../answers/failures.ts'
import type { Status } from '../answers/status.ts'
import type { ListOptions } from '../request/list-options.ts'
import { parseVersion } from '../request/version-text.ts'
import type { WatchSpec } from './spec.ts'

/** Where a watch begins and how long it lives. */
export type WatchPlan = Pick<
  WatchSpec,
  'begin' | 'after' | 'markInitialEnd' | 'bookmarks' | 'timeoutMs'
>

/** The plan that the options ask for; a watch whose client names no time lives `msDefault`. */
export function watchPlan(options: ListOptions, msDefault: number): WatchPlan | Status {
  const after = parseVersion(options.resourceVersion)
  if (typeof after !== 'number') return unclassified(after.complaint)
  const { sendInitialEvents, allowWatchBookmarks: bookmarks, timeoutSeconds } = options
  return {
    begin: beginOf(sendInitialEvents, after),
    after,
    markInitialEnd: sendInitialEvents === true && bookmarks,
    bookmarks,
    timeoutMs: timeoutSeconds > 0 ? timeoutSeconds * 1000 : msDefault,
  }
}

function beginOf(sendInitialEvents: boolean | undefined, after: number): WatchSpec['begin'] {
  if (sendInitialEvents === true) return 'objects'
  if (after > 0) return 'changes'
  return sendInitialEvents === undefined ? 'objects' : 'now'
}

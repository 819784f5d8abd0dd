// What is said of a node that is not managed: which of the two signs is missing, and what to do.
import type { NodeId } from '../src/kernel/ids.ts'

/** What is known of it all the same. */
export interface Unmanaged {
  /** Whether Kubernetes has such a node; undefined where no Kubernetes is. */
  readonly isKnown: boolean | undefined
  readonly beats: boolean
}

/** Why there is no verdict about it. */
export function unmanagedText(node: NodeId, { isKnown, beats }: Unmanaged): string {
  const none = `node/${node}: no verdict`
  if (isKnown === undefined) return `${none}: this cloud has no Kubernetes, so it manages no node`
  if (isKnown && beats) return `${none} yet: its agent has only just begun to beat; ask again`
  if (isKnown)
    return `${none}: no agent of it has beaten, so it is left to Kubernetes; start one with \`causeway edge\``
  if (beats) return `${none}: its agent beats, but Kubernetes has no such node; register it there`
  return `${none}: expected a node that Kubernetes has and whose agent has beaten, came neither; \`causeway status\` lists those there are`
}

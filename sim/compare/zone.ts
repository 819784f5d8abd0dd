// How disrupted a zone of plain Kubernetes is.

/** A node of a zone. */
export interface Member {
  readonly ready: boolean
}

/** From this share of unready nodes on, if they are more than two, a zone is partly disrupted. */
const unhealthyShare = 0.55
const unhealthyLeast = 3

/** In a small zone that is partly disrupted nobody is evicted; in one that is silent as a whole, as at any time. */
export function disruptionOf(members: readonly Member[]): 'none' | 'partial' | 'full' {
  const unready = members.filter(({ ready }) => !ready).length
  if (unready > 0 && unready === members.length) return 'full'
  const isPartial = unready >= unhealthyLeast && unready / members.length >= unhealthyShare
  return isPartial ? 'partial' : 'none'
}

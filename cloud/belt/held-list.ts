// The list of held nodes: what it should say, and what has to change of what it says.

/** What a replica knows of nodes. */
export interface KnownNodes {
  readonly held: ReadonlySet<string>
  readonly isManaged: (node: string) => boolean
  /** Whether it has had the time to read what other replicas wrote: then who is not known is not managed. */
  readonly isSettled: boolean
}

/** A merge patch of the list's data: new nodes, and null for those that are to go; undefined where it is right. */
export function changesOf(
  listed: Readonly<Record<string, unknown>>,
  { held, isManaged, isSettled }: KnownNodes,
): Readonly<Record<string, string | null>> | undefined {
  const added = [...held].filter((node) => listed[node] === undefined)
  const gone = Object.keys(listed).filter(
    (node) => !held.has(node) && (isSettled || isManaged(node)),
  )
  if (added.length + gone.length === 0) return undefined
  return Object.fromEntries([
    ...added.toSorted().map((node) => [node, isListed] as const),
    ...gone.map((node) => [node, null] as const),
  ])
}

/** The list of all that are held. */
export const listOf = (held: ReadonlySet<string>): Readonly<Record<string, string>> =>
  Object.fromEntries([...held].toSorted().map((node) => [node, isListed]))

/** The policies look at the keys alone. */
const isListed = '1'

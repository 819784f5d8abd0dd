// Who asks.

/** A caller whose name is proved, or nobody's. */
export interface User {
  readonly name: string
  readonly groups: readonly string[]
}

/** The group whose members may do everything. */
export const mastersGroup = 'system:masters'

/** The group of all nodes. */
export const nodesGroup = 'system:nodes'

/** The group of everybody who has proved who he is. */
export const membersGroup = 'system:authenticated'

/** Whoever calls from within. */
export const administrator: User = {
  name: 'kubernetes-admin',
  groups: [mastersGroup, membersGroup],
}

/** Whoever does not say who he is. */
export const anonymous: User = { name: 'system:anonymous', groups: ['system:unauthenticated'] }

/** A caller who has proved who he is. */
export const member = ({ name, groups }: User): User => ({
  name,
  groups: [...new Set([...groups, membersGroup])],
})

const nodePrefix = 'system:node:'

/** A node as a caller. */
export const nodeUser = (node: string): User =>
  member({ name: `${nodePrefix}${node}`, groups: [nodesGroup] })

/** The node that a caller is; undefined for everybody else. */
export const nodeOfUser = ({ name, groups }: User): string | undefined =>
  groups.includes(nodesGroup) && name.startsWith(nodePrefix)
    ? name.slice(nodePrefix.length)
    : undefined

/** The name of a service account as a caller. */
export const accountName = (namespace: string, name: string): string =>
  `system:serviceaccount:${namespace}:${name}`

/** A service account as a caller. */
export const accountUser = (namespace: string, name: string): User =>
  member({
    name: accountName(namespace, name),
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`],
  })

/** One text for a caller and all his groups, in whatever order they are told. */
export const userKey = ({ name, groups }: User): string =>
  JSON.stringify([name, ...groups.toSorted()])

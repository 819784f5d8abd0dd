// Who asks.

/** A caller whose name is proved, or nobody's. */
export interface User {
  readonly name: string
  readonly groups: readonly string[]
}

/** The group whose members may do everything. */
export const mastersGroup = 'system:masters'

/** Whoever calls from within. */
export const administrator: User = {
  name: 'kubernetes-admin',
  groups: [mastersGroup, 'system:authenticated'],
}

/** Whoever does not say who he is. */
export const anonymous: User = { name: 'system:anonymous', groups: ['system:unauthenticated'] }

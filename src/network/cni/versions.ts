// The versions of the CNI specification that `causeway-ipam` speaks.

/** The oldest first. */
export const cniVersions: readonly string[] = ['0.4.0', '1.0.0', '1.1.0']

/** The newest: what errors carry where no version was told. */
export const newestCni = '1.1.0'

// The addresses a node gives to its pods: the lowest one that is free.

/** Addresses of one prefix, each given once until it is given back. */
export interface PodAddresses {
  /** The address wanted, if it is ours and free; else the lowest free one, undefined when all are given. */
  readonly give: (wanted: string | undefined) => string | undefined
  readonly takeBack: (address: string) => void
}

/**
 * Addresses `<prefix>.2` to `<prefix>.254`. A node that forgets gives them from the `first` on, and to no pod the one it had:
 * so does a runtime after a reboot.
 */
export function createPodAddresses(prefix: string, first?: number): PodAddresses {
  const given = new Set<string>()
  const inOrder = Array.from({ length: 253 }, (_, at) => `${prefix}.${at + 2}`)
  const forgets = first !== undefined
  const all = [...inOrder.slice(first ?? 0), ...inOrder.slice(0, first ?? 0)]
  return {
    give: (wanted) => {
      const isFree = wanted !== undefined && all.includes(wanted) && !given.has(wanted)
      const next = all.find((each) => !given.has(each) && each !== wanted)
      const address = isFree && !forgets ? wanted : next
      if (address !== undefined) given.add(address)
      return address
    },
    takeBack: (address) => void given.delete(address),
  }
}

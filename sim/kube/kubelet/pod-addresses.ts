// The addresses a node gives to its pods: the lowest one that is free.

/** Addresses of one prefix, each given once until it is given back. */
export interface PodAddresses {
  /** The address wanted, if it is ours and free; else the lowest free one, undefined when all are given. */
  readonly give: (wanted: string | undefined) => string | undefined
  readonly takeBack: (address: string) => void
}

/** Addresses `<prefix>.2` to `<prefix>.254`. */
export function createPodAddresses(prefix: string): PodAddresses {
  const given = new Set<string>()
  const all = Array.from({ length: 253 }, (_, at) => `${prefix}.${at + 2}`)
  return {
    give: (wanted) => {
      const ours = wanted !== undefined && all.includes(wanted) && !given.has(wanted)
      const address = ours ? wanted : all.find((each) => !given.has(each))
      if (address !== undefined) given.add(address)
      return address
    },
    takeBack: (address) => void given.delete(address),
  }
}

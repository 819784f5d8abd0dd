// Ranges of addresses that were checked: which of their addresses may be given.
import { formatIp, type Family, type Ip } from './ip.ts'

/** Addresses from the first to the last, both included. */
export interface Block {
  readonly first: bigint
  readonly last: bigint
}

/** A range of addresses to give. */
export interface Range extends Block {
  readonly family: Family
  /** Bits of the network, which an interface is told with its address. */
  readonly prefix: number
  readonly gateway: bigint | undefined
  /** What is never given: gateways, and what the configuration excludes. */
  readonly excluded: readonly Block[]
}

/** The range that may give an address; undefined when none may. */
export function rangeOf(ranges: readonly Range[], { family, value }: Ip): Range | undefined {
  const range = ranges.find((one) => one.family === family && blockWith([one], value) !== undefined)
  return range !== undefined && blockWith(range.excluded, value) === undefined ? range : undefined
}

/** The lowest address of a family that may be given and is free; undefined when there is none. */
export function lowestFree(
  ranges: readonly Range[],
  family: Family,
  isFree: (address: string) => boolean,
): string | undefined {
  for (const range of ranges.filter((one) => one.family === family)) {
    for (let value = range.first; value <= range.last; value++) {
      const block = blockWith(range.excluded, value)
      const address = formatIp({ family, value })
      if (block !== undefined) value = block.last
      else if (isFree(address)) return address
    }
  }
  return undefined
}

/** The families that ranges have, in their order. */
export const familiesOf = (ranges: readonly Range[]): readonly Family[] => [
  ...new Set(ranges.map(({ family }) => family)),
]

const blockWith = (blocks: readonly Block[], value: bigint): Block | undefined =>
  blocks.find(({ first, last }) => first <= value && value <= last)

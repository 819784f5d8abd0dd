// The head: where each lane stood at the last acknowledged commit, kept in two slots outside the store.
import { chainStart, hashBytes } from '../../src/kernel/chain.ts'
import { epoch, sequence } from '../../src/kernel/ids.ts'
import type { Epoch, Sequence } from '../../src/kernel/ids.ts'
import { lanes } from '../../src/facts.ts'
import type { Lane } from '../../src/facts.ts'
import { countAt, crcBytes, crcFits, putCount, sealCrc } from './bytes.ts'

/** The last sequence of a lane and its chain there. */
export interface LaneHead {
  readonly last: Sequence
  readonly chain: Uint8Array
}

/** All lanes at one commit; `generation` rises by one at each write. */
export interface Head {
  readonly generation: number
  readonly epoch: Epoch
  readonly lanes: Readonly<Record<Lane, LaneHead>>
}

/** The newest head and the slot it lies in. */
export interface FoundHead {
  readonly head: Head
  readonly slot: 0 | 1
}

const laneBytes = 8 + hashBytes
const lanesAt = crcBytes + 1 + 8 + 8
const headBytes = lanesAt + lanes.length * laneBytes
const format = 1

const laneStart: LaneHead = { last: sequence(0), chain: chainStart }

/** The head of a journal without facts. */
export const headStart: Head = {
  generation: 0,
  epoch: epoch(0),
  lanes: { state: laneStart, telemetry: laneStart, audit: laneStart },
}

/** The bytes of a head. */
export function encodeHead(head: Head): Uint8Array {
  const bytes = new Uint8Array(headBytes)
  bytes[crcBytes] = format
  putCount(bytes, crcBytes + 1, head.generation)
  putCount(bytes, crcBytes + 9, head.epoch)
  lanes.forEach((lane, n) => {
    putCount(bytes, lanesAt + n * laneBytes, head.lanes[lane].last)
    bytes.set(head.lanes[lane].chain, lanesAt + n * laneBytes + 8)
  })
  sealCrc(bytes)
  return bytes
}

/** Reads a head from a slot's bytes, which may go on after it; undefined when it is torn or damaged. */
export function readHead(slot: Uint8Array): Head | undefined {
  const bytes = slot.subarray(0, headBytes)
  if (!crcFits(bytes, headBytes) || bytes[crcBytes] !== format) return undefined
  const lane = (n: number): LaneHead => ({
    last: sequence(countAt(bytes, lanesAt + n * laneBytes)),
    chain: bytes.slice(lanesAt + n * laneBytes + 8, lanesAt + (n + 1) * laneBytes),
  })
  return {
    generation: countAt(bytes, crcBytes + 1),
    epoch: epoch(countAt(bytes, crcBytes + 9)),
    lanes: { state: lane(0), telemetry: lane(1), audit: lane(2) },
  }
}

/** The newest whole head of both slots. */
export function newestHead(
  slots: readonly [Uint8Array | undefined, Uint8Array | undefined],
): FoundHead | undefined {
  const found = ([0, 1] as const).flatMap((slot) => {
    const bytes = slots[slot]
    const head = bytes === undefined ? undefined : readHead(bytes)
    return head === undefined ? [] : [{ head, slot }]
  })
  return found.toSorted((a, b) => b.head.generation - a.head.generation)[0]
}

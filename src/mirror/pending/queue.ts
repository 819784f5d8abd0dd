// The writes of one node that are pending, in their order: each once, without those that a later one covers.
import { covers } from './covers.ts'
import { writeText } from './write.ts'
import type { PendingWrite, Write, WriteName } from './write.ts'

/** Pending writes, the oldest first. */
export type Queue = readonly PendingWrite[]

/** The queue with one more write at its end; one that is there already changes nothing. */
export function queued(queue: Queue, write: PendingWrite): Queue {
  const name = writeText(write)
  if (queue.some((each) => writeText(each) === name)) return queue
  return [...uncovered(queue, write), write]
}

/** What of a queue a later write leaves over. */
const uncovered = (queue: Queue, write: Write): Queue =>
  queue.filter((each) => !covers(write, each))

/** The place of the last write that a mark reaches; -1 when it reaches none. */
export const reached = (writes: readonly WriteName[], { life, number }: WriteName): number =>
  writes.findLastIndex((each) => each.life === life && each.number <= number)

/** What is left after a mark: writes are done in their order, so all before it are done too. */
export const after = <W extends WriteName>(writes: readonly W[], mark: WriteName): readonly W[] =>
  writes.slice(reached(writes, mark) + 1)

/** The lowest place of the journal that no other pending write takes; what `write` covers makes room. */
export function freeSlot(queue: Queue, write: Write): number {
  const taken = new Set(uncovered(queue, write).map(({ slot }) => slot))
  let slot = 1
  while (taken.has(slot)) slot += 1
  return slot
}

/**
 * The last of the writes that are over: the cloud has told of it or of a later one, and what it left is here. Undefined
 * while the first one is not.
 */
export function settledUpTo(
  queue: Queue,
  isTold: (write: PendingWrite) => boolean,
  isHere: (write: PendingWrite) => boolean,
): PendingWrite | undefined {
  const told = queue.slice(0, queue.findLastIndex(isTold) + 1)
  const missing = told.findIndex((write) => !isHere(write))
  return told[(missing === -1 ? told.length : missing) - 1]
}

// The judgement on a journal as it was found: created, clean, its tail lost, or holed.
import { lanes } from '../../src/facts.ts'
import type { Lane } from '../../src/facts.ts'
import { baseFits } from './base-walk.ts'
import type { Hole } from './hole.ts'
import type { LaneScan } from './load-lane.ts'
import type { Found } from './load.ts'

/** What was found, and what of it is missing. */
export interface Judgement {
  readonly kind: 'created' | 'clean' | 'lost' | 'holed'
  /** Missing between facts that are there. */
  readonly holes: readonly Hole[]
  /** Missing at the end: the head says that they were acknowledged. */
  readonly losses: readonly Hole[]
}

/**
 * A head is written after its facts are synced, so a store behind its head has lost facts, and a store ahead of it
 * holds facts that nobody was told of; those are kept. Without a head, or with one of a later epoch, nothing proves
 * that the store's end is the end.
 */
export function judge(found: Found): Judgement {
  const holes = lanes.flatMap((lane) => holesOf(lane, found.lanes[lane]))
  const losses = lanes.flatMap((lane) => lossOf(lane, found))
  if (holes.length > 0) return { kind: 'holed', holes, losses }
  if (losses.length > 0) return { kind: 'lost', holes, losses }
  if (isEmpty(found) && found.meta === undefined) return { kind: 'created', holes, losses }
  return { kind: isProven(found) ? 'clean' : 'lost', holes, losses }
}

function holesOf(lane: Lane, scan: LaneScan): readonly Hole[] {
  const baseWhole = scan.checkpointWhole && baseFits(scan.base, scan.checkpoint)
  const base: Hole = { lane, part: 'base', from: 1, to: scan.checkpoint.at }
  return baseWhole ? scan.tail.holes : [base, ...scan.tail.holes]
}

function lossOf(lane: Lane, found: Found): readonly Hole[] {
  const promised = found.superseded ? 0 : (found.head?.head.lanes[lane].last ?? 0)
  const { last } = found.lanes[lane].tail.last
  return promised > last ? [{ lane, part: 'tail', from: last + 1, to: promised }] : []
}

const isEmpty = (found: Found): boolean =>
  lanes.every((lane) => {
    const { tail, base } = found.lanes[lane]
    return tail.last.last === 0 && base.count === 0 && base.damaged.length === 0
  })

function isProven(found: Found): boolean {
  if (found.meta === undefined) return false
  if (found.head === undefined) return isEmpty(found)
  return found.superseded || found.head.head.epoch === found.meta.epoch
}

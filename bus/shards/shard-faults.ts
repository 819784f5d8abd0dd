// Why a shard does not take what it is given.
import { Fault } from '../../src/kernel/fault.ts'

/** An append of ours may have arrived or not. */
export const unanswered = (shard: number): Fault =>
  new Fault(
    'UNREACHABLE',
    `the log of shard ${shard} does not answer: nothing is written until it does`,
  )

/** Another replica owns the shard, or this one not yet. */
export function notOwner(shard: number, replica: string, owner = replica): Fault {
  const why = owner === replica ? 'it is not claimed yet: try later' : `${owner} owns it`
  return new Fault('CONFLICT', `expected to own shard ${shard}: ${why}`)
}

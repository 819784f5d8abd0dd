// Checks that, once the core is healed, a node's journal and what the cloud took of it end in the same hash.
import { factFromEnvelope } from '../../schemas/fact-codec.ts'
import { lanes } from '../../src/facts.ts'
import type { LaneTaken } from '../../src/kernel/log-facts.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { toHex } from '../../src/kernel/hex.ts'
import type { Acknowledged } from '../world/ledger.ts'
import type { MakeChecker } from './checker.ts'

/** The checker. Where a lane stands is told by the cloud's own facts, each hash over all that came before. */
export const chainsEqual: MakeChecker = ({ core, processes }) => {
  const taken = new Map<string, LaneTaken>()
  return {
    name: 'chains equal',
    fact: (fact) => {
      const lane = laneTaken(fact)
      if (lane !== undefined) taken.set(`${lane.producer} ${lane.lane}`, lane)
    },
    healed: (find) => {
      for (const { node } of core) {
        const journal = processes.edges.get(node)?.edge()?.journal()
        for (const lane of journal === undefined ? [] : lanes) {
          const own = journal?.position(lane)
          if (own === undefined || own.last === 0) continue
          const cloud = taken.get(`node/${node} ${lane}`)
          const there = cloud && `${cloud.epoch}/${cloud.upTo} ${cloud.chain}`
          const here = `${own.epoch}/${own.last} ${toHex(own.chain)}`
          if (here !== there) find(`${node} ${lane} ends at ${here}, the cloud has ${there}`)
        }
      }
    },
  }
}

function laneTaken({ envelope }: Acknowledged): LaneTaken | undefined {
  if (envelope.kind !== 'lane-taken') return undefined
  const fact = factFromEnvelope(envelope)
  return isFault(fact) || fact.kind !== 'lane-taken' ? undefined : fact
}

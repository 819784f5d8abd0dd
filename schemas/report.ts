// Reports on the wire: what a node says of itself on its own LAN broker.
import type { Report } from '../src/health/words.ts'
import type { Fault } from '../src/kernel/fault.ts'
import { incarnation, nodeId, round } from '../src/kernel/ids.ts'
import { ballotsOf, healthNumber, healthOf, wireBallots } from './ballots.ts'
import { limits } from './limits.ts'
import { count, decoded, finished, named, wire } from './wire.ts'

const bound = { what: 'a report', bytesMax: limits.reportBytes }

/** The bytes of a report. */
export function encodeReport(report: Report): Uint8Array {
  return finished(
    wire.Report.encode({
      ...report,
      kubelet: healthNumber(report.kubelet),
      ballots: wireBallots(report.ballots, report.node),
    }),
  )
}

/** Reads a report: MALFORMED, TOO_LARGE or NEWER_VERSION otherwise. */
export function decodeReport(bytes: Uint8Array): Report | Fault {
  return decoded(bytes, bound, wire.Report, (message) => {
    const node = nodeId(named(message.node, 'node'))
    return {
      node,
      incarnation: incarnation(count(message.incarnation, 'incarnation')),
      round: round(count(message.round, 'round')),
      kubelet: healthOf(message.kubelet),
      linked: message.linked,
      ballots: ballotsOf(message.ballots, node),
    }
  })
}

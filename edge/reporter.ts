// The node's own LAN broker, and what the node says there each round to those who observe it.
import { formatAddress } from '../bus/address.ts'
import type { LanBroker } from '../bus/lan.ts'
import type { Part } from '../bus/lifecycle.ts'
import { encodeReport } from '../schemas/report.ts'
import { subjectOf } from '../schemas/subjects.ts'
import type { Report } from '../src/health/words.ts'
import { isFault } from '../src/kernel/fault.ts'
import type { EdgeConfig } from './config.ts'
import type { EdgePorts } from './ports.ts'

/** Reports on the own broker, once it serves. */
export interface Reporter {
  readonly part: Part
  /** What peers are told to dial. */
  readonly advertised: () => string
  readonly say: (site: string, report: Report) => void
}

/** A broker that is served when the part starts. */
export function createReporter({ lan }: EdgePorts, config: EdgeConfig): Reporter {
  let broker: LanBroker | undefined
  return {
    part: {
      name: 'lan broker',
      start: (done) =>
        lan.serve(config.lanListen, (outcome) => {
          if (isFault(outcome)) return done(outcome)
          broker = outcome
          done(undefined)
        }),
      stop: (done) => (broker === undefined ? done() : broker.close(done)),
    },
    advertised: () => config.lanAdvertised ?? formatAddress(broker?.address ?? config.lanListen),
    say: (site, report) => {
      const { cluster, node } = config
      const subject = subjectOf('peer', cluster, { site, node, topic: 'report' })
      broker?.transport.publish(subject, encodeReport(report))
    },
  }
}

// Keeps the Node in the API: registers it once, then compares and reports its status.
import type { Clock } from '../../../bus/clock.ts'
import type { MonoMs } from '../../../src/kernel/time.ts'
import { kinds } from '../controllers/kinds.ts'
import { containsAll } from '../controllers/labels.ts'
import type { Node } from '../controllers/objects.ts'
import { merge, pathOf, strategicStatus } from '../controllers/write.ts'
import type { KubeletConfig } from '../config.ts'
import { answered, succeeded } from './api.ts'
import type { Api, ApiRequest } from './api.ts'
import { labelsOf, nodeObject, statusReport } from './node-object.ts'
import type { NodeFacts } from './node-object.ts'
import type { Timers } from './timers.ts'

/** What the reporter stands on. */
export interface ReporterPorts {
  readonly api: Api
  readonly clock: Clock
  readonly timers: Timers
}

/** Registers the node, says so, and reports its status from then on. */
export function reportNode(
  ports: ReporterPorts,
  facts: NodeFacts,
  config: KubeletConfig,
  registered: () => void,
): void {
  const { timers } = ports
  timers.insist((done) =>
    register(ports, facts, (there) => {
      done(there)
      if (!there || timers.stopped()) return
      registered()
      follow(ports, facts, config)
    }),
  )
}

const here = ({ node }: NodeFacts): ApiRequest => ({
  method: 'GET',
  path: pathOf(kinds.nodes, { name: node.name }),
})

/** Creates the Node, or finds the one that is there and gives it the labels that it lacks. */
function register(
  { api, clock }: ReporterPorts,
  facts: NodeFacts,
  done: (there: boolean) => void,
): void {
  const body = nodeObject(facts, clock.wall())
  api({ method: 'POST', path: pathOf(kinds.nodes), body }, (created) => {
    if (succeeded(created)) return done(true)
    if (!answered(created, 409)) return done(false)
    api(here(facts), (found) => {
      if (!succeeded(found)) return done(false)
      const node = found.body as Node
      const labels = labelsOf(facts.node)
      if (containsAll(node.metadata.labels ?? {}, labels)) return done(true)
      const relabel = merge(kinds.nodes, node, { metadata: { labels } })
      api(relabel, (outcome) => done(succeeded(outcome)))
    })
  })
}

/** Compares the status with what the API has, again and again. A deleted Node stays deleted. */
function follow({ api, clock, timers }: ReporterPorts, facts: NodeFacts, config: KubeletConfig) {
  let reportedAt: MonoMs | undefined
  timers.repeat(config.statusCheckMs, (done) =>
    api(here(facts), (found) => {
      if (!succeeded(found)) return done()
      const node = found.body as Node
      const mono = clock.mono()
      const due = reportedAt === undefined || mono - reportedAt >= config.statusReportMs
      const status = statusReport(facts, node, { wall: clock.wall(), due })
      if (status === undefined) return done()
      api(strategicStatus(kinds.nodes, node, status), (outcome) => {
        if (succeeded(outcome)) reportedAt = mono
        done()
      })
    }),
  )
}

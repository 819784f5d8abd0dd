// How long a change takes from Kubernetes through cloud and bus to a watch of each node's local API.
import { passed, untilCurrent, withFleet } from './fleet-run.ts'
import { median, type Line } from './measure.ts'

const changes = 100
/** A change in so many milliseconds; the first ones create, and are not measured. */
const everyMs = 50

/** The lines for one edge and for a hundred. */
export async function delayLines(): Promise<readonly Line[]> {
  return [...(await delaysOf(1)), ...(await delaysOf(100))]
}

const delaysOf = (nodes: number): Promise<readonly Line[]> =>
  withFleet(nodes, nodes, async (fleet) => {
    await fleet.change(changes)
    await passed(1_000)
    await fleet.tell({ kind: 'mark', mirrors: true })
    await untilCurrent(fleet, 'mirrors are equal')
    await fleet.tell({ kind: 'watch' })
    await passed(1_000)
    for (let done = 0; done < changes; done++) {
      await fleet.change(1)
      await passed(everyMs)
    }
    await passed(2_000)
    const { delaysMs = [] } = await fleet.tell({ kind: 'delays' })
    const sorted = delaysMs.toSorted((a, b) => a - b)
    const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN
    const what = `${nodes} ${nodes === 1 ? 'edge' : 'edges'}`
    const aim = nodes === 100 ? { aim: '≤ 50', met: p99 <= 50 } : {}
    return [
      { what: `${what}: p50`, ours: median(sorted), unit: 'ms' },
      { what: `${what}: p99`, ours: p99, unit: 'ms', ...aim },
      { what: `${what}: events`, ours: sorted.length, unit: `of ${nodes * changes}` },
    ]
  })

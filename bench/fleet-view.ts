// The label of one node changes: how long until all nodes of a fleet see what they should, and what that costs.
import { connect } from '@nats-io/transport-node'
import { passed, untilCurrent, withFleet, type Fleet } from './fleet-run.ts'
import { unitsOf } from './fleet-units.ts'
import { median, type Line } from './measure.ts'

const sizesUsual = [100, 1_000]
const runs = 10
const subject = 'bench.bare'
/** What comes later than this after the last is another story. */
const quietMs = 400
const patienceMs = 180_000
/** A Node as the API server sends it to a watch. */
const bareBytes = 600

/** What one change did. */
interface Moved {
  readonly tookMs: number
  readonly events: number
  readonly cpuMs: number
}

/** When so many have come and nothing follows: how many there are, and when the last came. */
async function seenAll(
  fleet: Fleet,
  units: readonly number[],
  least: number,
): Promise<{ readonly lastMs: number; readonly events: number }> {
  const all: number[] = []
  const began = performance.now()
  for (;;) {
    await passed(quietMs)
    const { seenMs = [], wrong = 0 } = await fleet.tell({ kind: 'slices', units })
    all.push(...seenMs)
    if (seenMs.length === 0 && wrong === 0 && all.length >= least)
      return { lastMs: Math.max(...all), events: all.length }
    if (performance.now() - began > patienceMs)
      throw new Error(`a label: ${all.length} events, and ${wrong} slices are shown wrongly`)
  }
}

/** A node leaves its unit for one whose nodes other Services cover, and comes back. */
async function move(fleet: Fleet, units: number[], run: number): Promise<Moved> {
  const { nodes } = fleet
  const node = (Math.floor(run / 2) * 10 + 3) % nodes
  const home = unitsOf(nodes).unitOf(node)
  const unit = run % 2 === 0 ? unitsOf(nodes).unitOf((node + nodes / 2) % nodes) : home
  const before = await fleet.order({ move: { node, unit } })
  units[node] = unit
  const { lastMs, events } = await seenAll(fleet, units, 1)
  const after = await fleet.cost()
  const tookMs = lastMs - (before.movedAtMs ?? Number.NaN)
  return { tookMs, events, cpuMs: after.cpuMs - before.cpuMs }
}

/** A message of the bare bus, until as many have it as views change. */
async function bare(fleet: Fleet, units: readonly number[], listeners: number): Promise<number> {
  await fleet.tell({ kind: 'listen', subject, connections: listeners })
  await passed(quietMs)
  const connection = await connect({ servers: fleet.server.url })
  const took: number[] = []
  for (let run = 0; run < runs; run++) {
    const at = performance.timeOrigin + performance.now()
    connection.publish(subject, new Uint8Array(bareBytes))
    took.push((await seenAll(fleet, units, listeners)).lastMs - at)
  }
  await connection.close()
  return median(took)
}

/** The views of a unit that a node leaves, of one that it joins, and its own. */
const affected = 20

const viewsOf = (nodes: number): Promise<readonly Line[]> =>
  withFleet(nodes, nodes, async (fleet) => {
    const units = Array.from({ length: nodes }, (_, node) => unitsOf(nodes).unitOf(node))
    await fleet.order({ unite: true })
    await passed(5_000)
    await fleet.tell({ kind: 'mark', mirrors: true })
    await untilCurrent(fleet, 'mirrors are equal')
    await fleet.tell({ kind: 'watch-slices' })
    await seenAll(fleet, units, nodes)
    const moves: Moved[] = []
    for (let run = 0; run < runs; run++) moves.push(await move(fleet, units, run))
    const raw = await bare(fleet, units, affected)
    const of = `${nodes.toLocaleString('en-US')} nodes`
    const worst = Math.max(...moves.map(({ tookMs }) => tookMs))
    return [
      {
        what: `${of}: a label, until all ${affected} views are right (raw: a message)`,
        ours: median(moves.map(({ tookMs }) => tookMs)),
        raw,
        unit: 'ms',
      },
      {
        what: `${of}: the slowest of ${runs}`,
        ours: worst,
        unit: 'ms',
        aim: '≤ 2,000',
        met: worst <= 2_000,
      },
      {
        what: `${of}: events of watches`,
        ours: median(moves.map(({ events }) => events)),
        unit: 'events',
      },
      {
        what: `${of}: CPU of the cloud`,
        ours: median(moves.map(({ cpuMs }) => cpuMs)),
        unit: 'ms',
      },
    ]
  })

/** The lines for fleets of some sizes, which are to be multiples of a hundred. */
export async function viewFleetLines(sizes: readonly number[]): Promise<readonly Line[]> {
  const lines: Line[] = []
  for (const nodes of sizes.length > 0 ? sizes : sizesUsual) lines.push(...(await viewsOf(nodes)))
  return lines
}

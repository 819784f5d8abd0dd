// Fleets of edges: what they cost at rest, how a storm passes, how fast facts are applied and caught up.
import {
  passed,
  rest,
  storm,
  untilCurrent,
  withFleet,
  type Fleet,
  type Rest,
  type Storm,
} from './fleet-run.ts'
import { median, type Line } from './measure.ts'
import { rawPublish } from './raw-publish.ts'

/** Above this many edges the sockets would be the kernel's bench: some edges share a connection then. */
const connectionsMax = 1_000

interface Found {
  readonly nodes: number
  readonly rest: Rest
  readonly storm: Storm
}

const fleetOf = (nodes: number): Promise<Found> =>
  withFleet(nodes, Math.min(nodes, connectionsMax), async (fleet) => ({
    nodes,
    rest: await rest(fleet),
    storm: await storm(fleet, 'current again after the storm'),
  }))

const named = (nodes: number): string => `${nodes.toLocaleString('en-US')} edges`

/** What does not depend on the machine. */
function counts({
  nodes,
  rest: { publishedPerS, messagesPerS, bytesPerS },
  storm: { consumers },
}: Found): readonly Line[] {
  const of = named(nodes)
  const large = nodes >= 10_000
  return [
    {
      what: `${of}: consumers through a storm`,
      ours: consumers,
      unit: 'consumers',
      aim: '≤ 300',
      met: consumers <= 300,
    },
    {
      what: `${of} at rest: messages published`,
      ours: publishedPerS,
      unit: 'messages/s',
      ...(large ? { aim: '≤ 3,000', met: publishedPerS <= 3_000 } : {}),
    },
    { what: `${of} at rest: published and delivered`, ours: messagesPerS, unit: 'messages/s' },
    {
      what: `${of} at rest: bytes for an edge`,
      ours: (bytesPerS / nodes) * 60,
      unit: 'bytes/minute',
    },
  ]
}

/** What depends on the machine. */
function costs({
  nodes,
  rest: { cloudCpuMsPerS, cloudBytesPerEdge },
  storm: found,
}: Found): readonly Line[] {
  const of = named(nodes)
  const seconds = found.allMs / 1000
  const aim = nodes === 1_000 ? { aim: '≤ 30', met: seconds <= 30 } : {}
  return [
    {
      what: `${of} at rest: CPU of the cloud`,
      ours: (cloudCpuMsPerS / nodes) * 1_000,
      unit: 'µs/s for an edge',
    },
    {
      what: `${of} at rest: memory of the cloud`,
      ours: cloudBytesPerEdge / 1_024,
      unit: 'KiB for an edge',
    },
    { what: `${of} in a storm: half are current`, ours: found.halfMs / 1000, unit: 's' },
    { what: `${of} in a storm: all are current`, ours: seconds, unit: 's', ...aim },
    {
      what: `${of} in a storm: CPU of the cloud`,
      ours: found.cloudCpuMs / nodes,
      unit: 'ms for an edge',
    },
    {
      what: `${of} in a storm: CPU of the edges, on the same cores`,
      ours: found.edgesCpuMs / nodes,
      unit: 'ms for an edge',
    },
    { what: `${of} in a storm: signing's share of it`, ours: found.signingShare * 100, unit: '%' },
  ]
}

/** How the cost of one edge grows from the smallest fleet to the largest. */
function growth(small: Found, large: Found): readonly Line[] {
  const ratio = (of: (found: Found) => number): number => (of(large) / of(small)) * 100
  const line = (what: string, percent: number): Line => ({
    what: `${named(large.nodes)} beside ${named(small.nodes)}: ${what}`,
    ours: percent,
    unit: '%',
    aim: '≤ 120 %',
    met: percent <= 120,
  })
  return [
    line(
      'CPU at rest',
      ratio(({ nodes, rest: { cloudCpuMsPerS } }) => cloudCpuMsPerS / nodes),
    ),
    line(
      'memory',
      ratio(({ rest: { cloudBytesPerEdge } }) => cloudBytesPerEdge),
    ),
    line(
      'CPU in a storm',
      ratio(({ nodes, storm: { cloudCpuMs } }) => cloudCpuMs / nodes),
    ),
  ]
}

/** The lines of fleets at rest and in a storm, for some numbers of edges. */
export async function fleetLines(sizes: readonly number[]): Promise<readonly Line[]> {
  const found: Found[] = []
  for (const nodes of sizes.length === 0 ? [1_000, 10_000] : sizes) found.push(await fleetOf(nodes))
  const [small, large] = [found[0], found.at(-1)]
  const grown =
    small !== undefined && large !== undefined && small !== large ? growth(small, large) : []
  return [...found.flatMap(counts), ...grown, ...found.flatMap(costs)]
}

const siteNodes = 20
const factsAtOnce = 1_000
const runs = 3
/** A node that says something each ten seconds. */
const factsPerHour = 360

/** Facts of twenty edges, applied by the cloud, beside as many messages into a stream. */
async function applied(fleet: Fleet): Promise<Line> {
  const ours: number[] = []
  const raw: number[] = []
  for (let i = 0; i < runs; i++) {
    raw.push(await rawPublish(fleet.server.url, factsAtOnce * siteNodes))
    const began = performance.now()
    await fleet.tell({ kind: 'write', each: factsAtOnce })
    await fleet.tell({ kind: 'mark' })
    await untilCurrent(fleet, 'facts are applied')
    ours.push((factsAtOnce * siteNodes * 1000) / (performance.now() - began))
  }
  const line = { what: `facts of ${siteNodes} edges, applied`, unit: 'facts/s', aim: '≥ 100 %' }
  return { ...line, ours: median(ours), raw: median(raw), met: median(ours) >= median(raw) }
}

async function caughtUp(fleet: Fleet, hours: number): Promise<readonly Line[]> {
  const each = hours * factsPerHour
  const write = (): Promise<unknown> => fleet.tell({ kind: 'write', each })
  const what = `caught up after ${hours} h`
  const { allMs, signingShare } = await storm(fleet, what, { meanwhile: write })
  const who = `${siteNodes} edges after ${hours} h alone`
  return [
    { what: `${who}: all is applied`, ours: allMs / 1000, unit: 's' },
    { what: `${who}: facts`, ours: (each * siteNodes * 1000) / allMs, unit: 'facts/s' },
    { what: `${who}: signing's share`, ours: signingShare * 100, unit: '% of the cloud' },
  ]
}

/** The lines of facts on their way up: as they come, and after an hour and a day without a bus. */
export const upLines = (): Promise<readonly Line[]> =>
  withFleet(siteNodes, siteNodes, async (fleet) => [
    await applied(fleet),
    ...(await caughtUp(fleet, 1)),
    ...(await caughtUp(fleet, 24)),
  ])

/** The edges of the bench of feeds. */
const mirroring = 1_000
/** By then the cloud has read the changes of a day and stored them. */
const storedMs = 5_000

async function mirrored(fleet: Fleet, hours: number): Promise<readonly Line[]> {
  const meanwhile = async (): Promise<void> => {
    await fleet.change(hours * factsPerHour)
    await passed(storedMs)
  }
  const found = await storm(fleet, `mirrors equal after ${hours} h`, { meanwhile, mirrors: true })
  const what = `${named(fleet.nodes)} after ${hours} h alone`
  return [
    { what: `${what}: half of the mirrors`, ours: found.halfMs / 1000, unit: 's' },
    { what: `${what}: all mirrors are equal`, ours: found.allMs / 1000, unit: 's' },
    { what: `${what}: CPU of the cloud`, ours: found.cloudCpuMs / fleet.nodes, unit: 'ms/edge' },
  ]
}

/** The lines of feeds on their way down: after an hour and a day of changes without a bus. */
export const downLines = (): Promise<readonly Line[]> =>
  withFleet(mirroring, Math.min(mirroring, connectionsMax), async (fleet) => [
    ...(await mirrored(fleet, 1)),
    ...(await mirrored(fleet, 24)),
  ])

// Beats through a real nats-server into verdicts: one cloud process with many known nodes.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CloudCost } from './bench-cloud.ts'
import type { BeatKind, BeatOrder } from './beat-source.ts'
import type { Line } from './measure.ts'
import { startNats } from './nats-server.ts'
import { ask, ended, next, start } from './processes.ts'

/** So many beats are measured at least. */
const beats = 200_000

/** A cloud, ours or raw, and a source that beats to it. */
interface Pair {
  /** What the cloud has cost when it was ready. */
  readonly ready: CloudCost
  /** Sends some rounds of beats and answers what the cloud has cost then. */
  readonly rounds: (kind: BeatKind, count: number) => Promise<CloudCost>
}

async function withPair<T>(
  file: string,
  nodes: number,
  use: (pair: Pair) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-bench-'))
  const { url, stop } = await startNats()
  const cloud = start(file, url, folder, String(nodes))
  const source = start('beat-source.js', url)
  let from = 0
  const rounds = async (kind: BeatKind, times: number): Promise<CloudCost> => {
    const count = times * nodes
    await ask(source, { kind, nodes, from, count } satisfies BeatOrder)
    from += count
    return ask<CloudCost>(cloud, {})
  }
  try {
    return await use({ ready: await next<CloudCost>(cloud), rounds })
  } finally {
    await ended(source)
    await ended(cloud)
    await stop()
    rmSync(folder, { recursive: true })
  }
}

/** How many beats a second of CPU time takes, after two rounds to warm up. */
async function rate({ rounds }: Pair, kind: BeatKind, nodes: number): Promise<number> {
  const times = Math.max(2, Math.ceil(beats / nodes))
  const before = await rounds(kind, 2)
  const after = await rounds(kind, times)
  if (after.facts !== before.facts) throw new Error('the cloud was not at rest: it wrote facts')
  return (times * nodes * 1000) / (after.cpuMs - before.cpuMs)
}

interface Found {
  readonly enrolled: number
  readonly resting: number
  readonly asking: number
  readonly rssBytes: number
}

/** The first beat enrols a node, the second is answered by what it is assigned, the third by an echo. */
async function ours(pair: Pair, nodes: number): Promise<Found> {
  await pair.rounds('birth', 2)
  const { cpuMs } = await pair.rounds('assigned', 1)
  const resting = await rate(pair, 'rest', nodes)
  const asking = await rate(pair, 'asking', nodes)
  const { rssBytes } = await pair.rounds('rest', 0)
  return { enrolled: (nodes * 1000) / (cpuMs - pair.ready.cpuMs), resting, asking, rssBytes }
}

const raw = async (pair: Pair, nodes: number) => ({
  resting: await rate(pair, 'rest', nodes),
  asking: await rate(pair, 'asking', nodes),
})

async function linesOf(nodes: number): Promise<readonly Line[]> {
  const of = `${nodes.toLocaleString('en-US')} nodes`
  const unit = 'beats/s and core'
  const base = await withPair('raw-cloud.js', nodes, (pair) => raw(pair, nodes))
  const { enrolled, resting, asking, rssBytes } = await withPair('beat-cloud.js', nodes, (pair) =>
    ours(pair, nodes),
  )
  const aim = nodes === 100_000 ? { aim: '≥ 40,000' } : {}
  return [
    { what: `${of} known`, ours: resting, raw: base.resting, unit, ...aim },
    { what: `${of} known, each second asks`, ours: asking, raw: base.asking, unit },
    { what: `enrolment of ${of}`, ours: enrolled, unit: 'nodes/s and core' },
    { what: `resident memory, ${of} known`, ours: rssBytes / 2 ** 20, unit: 'MiB' },
  ]
}

/** The lines of this section, for some numbers of nodes. */
export async function beatLines(sizes: readonly number[]): Promise<readonly Line[]> {
  const lines: Line[] = []
  for (const nodes of sizes.length === 0 ? [1_000, 10_000, 100_000] : sizes)
    lines.push(...(await linesOf(nodes)))
  return lines
}

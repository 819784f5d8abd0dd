// Beats through a real nats-server into verdicts: one cloud process with many known nodes.
import { fork, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CloudCost } from './beat-cloud.ts'
import type { BeatKind, BeatOrder } from './beat-source.ts'
import type { Line } from './measure.ts'
import { startNats } from './nats-server.ts'

/** So many beats are measured, but each node's several times. */
const beats = 200_000
const roundsMin = 2

/** The next thing that a process says; an error when it says so, or ends. */
function next<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const gone = (): void => reject(new Error(`${child.spawnfile} ended before it answered`))
    child.once('exit', gone)
    child.once('message', (answer: T & { error?: string }) => {
      child.off('exit', gone)
      if (answer.error === undefined) resolve(answer)
      else reject(new Error(answer.error))
    })
  })
}

function ask<T>(child: ChildProcess, what: object): Promise<T> {
  const answer = next<T>(child)
  child.send(what)
  return answer
}

const start = (file: string, ...args: readonly string[]): ChildProcess =>
  fork(fileURLToPath(new URL(file, import.meta.url)), args, { execArgv: [] })

/** Everybody is born, told its site and answered; two rounds at rest; then as many beats are counted. */
async function withNodes(nodes: number): Promise<readonly Line[]> {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-bench-'))
  const { url, stop } = await startNats()
  const cloud = start('beat-cloud.js', url, folder, String(nodes))
  const source = start('beat-source.js', url)
  let sent = 0
  const send = async (kind: BeatKind, count: number): Promise<CloudCost> => {
    await ask(source, { kind, nodes, from: sent, count } satisfies BeatOrder)
    sent += count
    return ask<CloudCost>(cloud, {})
  }
  try {
    const ready = await next<CloudCost>(cloud)
    // The first beat enrols a node, the second is answered by what it is assigned, the third by an echo.
    await send('birth', 2 * nodes)
    const enrolled = await send('assigned', nodes)
    const warm = await send('rest', 2 * nodes)
    const measured = Math.max(beats, roundsMin * nodes)
    const done = await send('rest', measured)
    if (done.facts !== warm.facts) throw new Error('the cloud was not at rest: it wrote facts')
    return linesOf(nodes, {
      enrolledPerS: nodes / ((enrolled.cpuMs - ready.cpuMs) / 1000),
      beatsPerS: measured / ((done.cpuMs - warm.cpuMs) / 1000),
      rssBytes: done.rssBytes,
    })
  } finally {
    source.disconnect()
    cloud.disconnect()
    await new Promise((resolve) => cloud.once('exit', resolve))
    stop()
    rmSync(folder, { recursive: true })
  }
}

function linesOf(
  nodes: number,
  found: { enrolledPerS: number; beatsPerS: number; rssBytes: number },
): readonly Line[] {
  const of = `${nodes.toLocaleString('en-US')} nodes`
  const aim = nodes === 100_000 ? { aim: '≥ 40,000' } : {}
  return [
    { what: `enrolment of ${of}`, ours: found.enrolledPerS, unit: 'nodes/s and core' },
    { what: `beats of ${of} known`, ours: found.beatsPerS, unit: 'beats/s and core', ...aim },
    { what: `resident memory, ${of} known`, ours: found.rssBytes / 2 ** 20, unit: 'MiB' },
  ]
}

/** The lines of this section, for some numbers of nodes. */
export async function beatLines(sizes: readonly number[]): Promise<readonly Line[]> {
  const chosen = sizes.length === 0 ? [1_000, 10_000, 100_000] : sizes
  const lines: Line[] = []
  for (const nodes of chosen) lines.push(...(await withNodes(nodes)))
  return lines
}

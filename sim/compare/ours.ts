// Causeway itself in a trial: the shipped agents and cloud in a whole simulated world, at pace real.
import type { Verdict } from '../../src/health/words.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import type { Hash } from '../keys.ts'
import { fairWeather } from '../plans/draw-weather.ts'
import { factsIn } from '../report/fact-lines.ts'
import { podStates } from '../report/pods.ts'
import { times } from '../runs/times.ts'
import { createWorld } from '../world.ts'
import type { World } from '../world.ts'
import type { TraceLine } from '../world/trace.ts'
import { workload } from '../world/workload.ts'
import { trafficOf } from './ours-sent.ts'
import { playPhases } from './phases.ts'
import { seenIn } from './seen.ts'
import type { Said, Seen } from './seen.ts'
import { comparedNodes, comparedSites, comparedTimes } from './setting.ts'
import { drawTrial } from './trial.ts'
import type { Trial } from './trial.ts'

/** Two pods for each node. */
const pods = 2 * comparedNodes.length

/** Plays it through a trial. */
export function playOurs(trial: Trial, hash: Hash): Seen {
  const drawn = drawTrial(trial)
  let [messages, bytes] = [0, 0]
  const world = createOurWorld(trial, hash, (message) => {
    const traffic = trafficOf(message)
    messages += traffic.messages
    bytes += traffic.bytes
  })
  const { run, links } = world
  const stage = { run, lose: links.lose, sent: () => ({ messages, bytes }) }
  const atRest = playPhases(stage, trial.incident)
  return seenIn(drawn, saidIn(world.trace.lines()), atRest)
}

/** The world of a trial, with pods that nobody changes. */
export function createOurWorld(
  trial: Trial,
  hash: Hash,
  meter: (message: unknown) => void = () => {},
): World {
  return createWorld({
    seed: trial.seed,
    sites: comparedSites,
    pace: 'real',
    plan: [...workload(pods, 0, times.real), ...drawTrial(trial).plan],
    hash,
    weather: fairWeather,
    checkers: [],
    meter,
  })
}

/** The verdicts of the cloud; a node is evicted when the first of its pods leaves in an incident. */
export function saidIn(lines: readonly TraceLine[]): readonly Said[] {
  const said = factsIn(lines)
    .filter(({ kind }) => kind === 'verdict-reached')
    .map(({ atMs, body }): Said => {
      return { atMs, node: nodeId(String(body['node'])), what: body['verdict'] as Verdict }
    })
  const evicted = new Map<string, Said>()
  for (const { atMs, node, state } of podStates(lines)) {
    if (state !== 'leaving' || node === undefined || evicted.has(node)) continue
    if (atMs < comparedTimes.beginMs) continue
    evicted.set(node, { atMs, node: nodeId(node), what: 'evicted' })
  }
  return [...said, ...evicted.values()]
}

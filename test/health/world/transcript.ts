// Reads a story, plays it in a world, and writes down what happened.
import { kinds } from '../../../src/facts.ts'
import type { HealthFact } from '../../../src/health/facts.ts'
import { nodeStatus } from '../../../src/health/status.ts'
import { whyLines, type Decision } from '../../../src/health/why.ts'
import { nodeId } from '../../../src/kernel/ids.ts'
import { monoMs, wallMs } from '../../../src/kernel/time.ts'
import { epochMs } from './cells.ts'
import { World, type Direction, type Told } from './world.ts'

/** Plays a transcript and returns it with the answers as they are now. */
export function played(text: string): string {
  const blocks = text.trimEnd().split(/\n{2,}/)
  const player = new Player()
  return `${blocks.map((block) => player.block(block)).join('\n\n')}\n`
}

class Player {
  #world: World | undefined
  #seen = 0

  /** Comments and commands above the line, what happened below it. */
  block(block: string): string {
    const asked = (block.split('\n----')[0] ?? '').split('\n')
    const answers = asked.flatMap((line) => (line.startsWith('#') ? [] : this.#command(line)))
    if (asked.every((line) => line.startsWith('#'))) return asked.join('\n')
    return [...asked, '----', ...this.#happened(), ...answers].join('\n')
  }

  #command(line: string): readonly string[] {
    const [verb = '', ...words] = line.split(' ')
    if (verb === 'sites') {
      this.#world = worldOf(words)
      return []
    }
    const world = this.#world
    if (world === undefined) throw new Error(`no sites before: ${line}`)
    return play(world, verb, words)
  }

  #happened(): readonly string[] {
    const told = this.#world?.told ?? []
    const fresh = told.slice(this.#seen)
    this.#seen = told.length
    return fresh.flatMap(lineOf)
  }
}

function worldOf(words: readonly string[]): World {
  const agentless = words.filter((word) => word.startsWith('without=')).map((word) => word.slice(8))
  const sites = words.filter((word) => /=\d+$/.test(word)).map((word) => word.split('='))
  const counts = Object.fromEntries(sites.map(([site = '', count]) => [site, Number(count)]))
  return new World({ sites: counts, seed: 7, agentless })
}

type Play = (world: World, words: readonly string[]) => readonly string[] | void

const plays: Readonly<Record<string, Play>> = {
  run: (world, [time = '']) => world.run(Number(time.replace('s', '')) * 1_000),
  cut: (world, [name = '', ...how]) => {
    const direction = how.find((word) => word === 'up' || word === 'down') ?? 'both'
    if (!how.includes('lan-only')) world.cut(name, direction as Direction)
    if (how.includes('lan') || how.includes('lan-only')) world.cutLan(name)
  },
  relay: (world, [name = '']) => world.relay(name),
  heal: (world, [name = '']) => world.heal(name),
  kill: (world, [name = '', ...what]) => {
    if (what.includes('edge')) world.edge(name).kill()
    if (what.includes('kubelet')) world.edge(name).setKubelet(false)
  },
  start: (world, [name = '', ...what]) => {
    if (what.includes('kubelet')) world.edge(name).setKubelet(true)
    if (what.includes('edge')) world.edge(name).start()
  },
  cloud: (world, [what]) => (what === 'start' ? world.cloud.start() : world.cloud.stop()),
  bus: (world, [what]) => world.cloud.setBus(what === 'up'),
  declare: (world, [verdict, name = '']) =>
    world.cloud.nodes.post(name, {
      kind: 'declare',
      verdict: verdict === 'failed' ? 'failed' : 'healthy',
      by: 'ann',
    }),
  'max-hold': (world, [name = '', time = '']) =>
    world.kube.change(nodeId(name), { maxHoldMs: Number(time.replace('s', '')) * 1_000 }),
  why: (world, [name = '']) => explained(world, name),
  status: (world) => statusOf(world),
}

function play(world: World, verb: string, words: readonly string[]): readonly string[] {
  const known = plays[verb]
  if (known === undefined) throw new Error(`no such command: ${verb}`)
  return known(world, words) ?? []
}

const clock = (ms: number): string => {
  const seconds = Math.floor(ms / 1_000)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}.${String(Math.floor(ms % 1_000)).padStart(3, '0')}`
}

function lineOf({ at, who, fact, text }: Told): readonly string[] {
  if (text !== undefined) return [`${clock(at)} ${who} ${text}`]
  if (fact === undefined || kinds[fact.kind].lane === 'volatile') return []
  return [`${clock(at)} ${who} ${fact.kind} ${subjectOf(fact)}`.trimEnd()]
}

function subjectOf(fact: HealthFact): string {
  switch (fact.kind) {
    case 'node-enrolled':
      return `${fact.node} in ${fact.site}`
    case 'node-born':
    case 'peer-met':
      return `${fact.node} incarnation ${fact.incarnation}`
    case 'kubelet-reported':
      return `${fact.node} ${fact.kubelet}`
    case 'verdict-reached':
      return `${fact.node} ${fact.verdict}: ${fact.evidence.because}`
    case 'verdict-declared':
      return `${fact.node} ${fact.verdict} by ${fact.by}`
    case 'hold-ended':
      return `${fact.node}: ${fact.reason}`
    case 'peer-tallied':
      return `${fact.node} ${fact.tally}`
    case 'site-cut':
      return `${fact.site}: ${fact.silent.join(', ')} of ${fact.members.length} are silent`
    case 'site-healed':
      return `${fact.site}: ${fact.heard.join(', ')} of ${fact.members.length} are heard`
    default:
      return 'node' in fact ? fact.node : ''
  }
}

function explained(world: World, name: string): readonly string[] {
  const state = world.cloud.nodes.state(name)
  const decisions = world.cloud.nodes.log.flatMap(({ key, fact, hlc }): readonly Decision[] => {
    if (key !== name) return []
    const at = hlc.wallMs
    if (fact.kind === 'verdict-declared') {
      const { verdict, previous, by } = fact
      return [{ verdict, previous, at, evidence: undefined, declaredBy: by }]
    }
    if (fact.kind !== 'verdict-reached') return []
    const { verdict, previous, evidence } = fact
    return [{ verdict, previous, at, evidence, declaredBy: undefined }]
  })
  const lines = whyLines({ state, decisions }, monoMs(world.queue.now), world.config)
  return lines.map((line) => line.replace(/\d{4}-\S+Z/g, (time) => `T+${sinceStart(time)}`))
}

/** Seconds since the beginning of the story. */
function sinceStart(time: string): string {
  return ((wallMs(Date.parse(time)) - epochMs) / 1_000).toFixed(1)
}

function statusOf(world: World): readonly string[] {
  const now = monoMs(world.queue.now)
  const rows = [...world.cloud.nodes.states.values()].filter(({ hard }) => hard.enrolled)
  return rows.map((state) => {
    const { node, link, verdict, ballots, agent, held, note } = nodeStatus(state, now, world.config)
    const extras = `${held ? ', held' : ''}${note === '' ? '' : `, ${note}`}`
    return `${node} ${link} ${verdict}, ballots ${ballots}, agent ${agent}${extras}`
  })
}

// What simulated worlds have found, each as the shortest plan that shows it.
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import type { MakeChecker } from '../../sim/checkers/checker.ts'
import { entryIn, isBeginning } from '../../sim/checkers/log-entries.ts'
import { fairWeather } from '../../sim/plans/draw-weather.ts'
import { scenarioOf } from '../../src/cli/sim/scenario-of.ts'
import { runGuarded } from '../../src/cli/sim/guarded-run.ts'
import { at, nodes, runToTheEnd, simWorld } from '../support/sim-world.ts'

const { a1 } = nodes

it('H31: an agent that lost its disk is observed again, whatever number its new life has', () => {
  const edge = { role: 'edge', node: a1 } as const
  const plan = [
    at(40, { do: 'kill', what: edge, how: 'power' }),
    at(40, { do: 'wipe', node: a1 }),
    at(45, { do: 'start', what: edge }),
  ]
  const world = runToTheEnd(simWorld('wiped', plan), 60_000)
  expect(world.findings()).toEqual([])
})

it('H32: a cloud whose clock is ahead leaves no node behind in a future that its kubelet must catch up with', () => {
  const plan = [
    at(14, { do: 'set-clock', of: 'cloud/0', aheadMs: 600_000 }),
    at(15, { do: 'cut', nodes: [a1], direction: 'both', peers: false, reset: false }),
    at(30, { do: 'heal', nodes: [a1] }),
  ]
  const world = runToTheEnd(simWorld('ahead', plan), 70_000)
  expect(world.findings()).toEqual([])
})

it('H32: a kubelet whose clock is set back stays Ready and keeps its pods', () => {
  const plan = [at(20, { do: 'set-clock', of: a1, aheadMs: -3_600_000 })]
  const world = runToTheEnd(simWorld('set back', plan), 70_000)
  expect(world.findings()).toEqual([])
})

it.each([
  [
    'W44: a site that goes deaf fails no node of it, neither one that was cut off before',
    'deaf-site',
  ],
  ['W140: after a lossy link to the bus every shard has an owner again', 'lossy-bus'],
  ['B98: an older copy that wrote on beyond what was taken goes on', 'older-copy-wrote-on'],
  ['B98: so does one of which facts were wanted before', 'older-copy-asked-for'],
  ['B98: a new epoch whose beginning is lost on the way is taken from there', 'wiped-and-lost'],
  [
    'R41: another state in an equal version is read after Kubernetes was restored',
    'restored-to-equal',
  ],
  ['B99: an older copy of which one lane alone was written on goes on', 'one-lane-older'],
  ['B100: a journal that lost what the cloud had not taken yet goes on', 'hole-beyond-taken'],
  ['C38: a machine that dies before its peers met its new life is found dead', 'dead-unmet'],
  ['C37: a node that was deleted and is there again introduces itself again', 'node-deleted'],
  ['C37: so does one that was isolated when its Node was deleted', 'deleted-unheard'],
  ['C39: one that dies before it introduces itself again is nobody’s', 'deleted-and-dead'],
  ['C40: one whom no peer remembers is nobody’s either', 'nobody-remembers'],
  ['C40: nor is one that a restored Kubernetes has under an earlier uid', 'restored-and-dead'],
  ['L20: who took what a log then lost goes back to what all others have', 'taken-and-lost'],
  ['L21: a replica that was away learns of lives of a node in their order', 'lives-in-order'],
  [
    'R40: what an older etcd overtook in the last wait of an outage is read again',
    'restored-and-overtook',
  ],
  ['H8: whoever observes a dead node again counts on after its last ballot', 'observer-back'],
  ['H8: whoever lost whom it had met judges a dead node with the others', 'never-met'],
  ['H22: a kubelet that is back while nobody can hear so is held', 'kubelet-back-unheard'],
  ['W153: one that is back while no word of it can come is not', 'kubelet-back-untold'],
  ['W153: a Node that is there again but not introduced is nobody’s', 'deleted-and-cut'],
  ['J54: a backup holds no other node’s disk', 'foreign-backup'],
  ['A136: what nodes write while Kubernetes is away is not given up', 'written-while-away'],
  ['L24: a node that a clock ahead enrolled is no stranger to the others', 'enrolled-ahead'],
  ['L23: an epoch that only one had heard of is begun by another', 'epoch-begun-twice'],
  ['L23: so is one of a log that is made anew', 'epoch-begun-anew'],
  ['L23: a log that answers stale is no other history', 'logs-stale'],
  [
    'W152: a later write stands for an earlier one, whether its answer was heard or not',
    'answer-unheard',
  ],
  ['A137: a kubelet that registered alone is registered after the heal', 'registered-alone'],
])('%s', (_, name) => {
  const plan = fileURLToPath(new URL(`plans/${name}.yaml`, import.meta.url))
  const { findings } = runGuarded(scenarioOf({ plan }), { sample: false, canary: undefined })
  expect(findings).toEqual([])
})

it('P4: a cloud whose disk is full goes on holding what is cut off', () => {
  const plan = [
    at(15, { do: 'disk', of: 'cloud/0', mood: { full: true } }),
    at(16, { do: 'cut', nodes: [a1], direction: 'both', peers: false, reset: false }),
    at(50, { do: 'heal', nodes: [a1] }),
    at(55, { do: 'disk', of: 'cloud/0', mood: { full: false } }),
  ]
  const world = runToTheEnd(simWorld('full', plan), 90_000)
  expect(world.findings()).toEqual([])
})

/** Seed 30190. */
it('L19: a replica whose disk is full begins no epoch twice while its shard’s log is purged again and again', () => {
  const began: string[] = []
  const collect: MakeChecker = () => ({
    name: 'epochs',
    appended: ({ shard, bytes }) => {
      const entry = entryIn(bytes)
      if (entry !== undefined && isBeginning(entry)) began.push(`${shard}/${entry.epoch}`)
    },
  })
  const purge = { do: 'logs', how: 'purge' } as const
  const plan = [
    at(16.351, { do: 'disk', of: 'cloud/1', mood: { full: true } }),
    at(24.701, purge),
    at(25.797, purge),
  ]
  const more = { replicas: 2, checkers: [collect] }
  simWorld(30190, plan, fairWeather, more).run(30_000)
  expect(began.length).toBeGreaterThan(8)
  expect(new Set(began).size).toBe(began.length)
})

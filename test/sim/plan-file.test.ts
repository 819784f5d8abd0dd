// Plan files: what is written reads back, what is wrong is refused with its line, and the ready ones are right.
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDuration, tellDuration } from '../../sim/plans/file/durations.ts'
import { readPlan } from '../../sim/plans/file/read-plan.ts'
import { writePlan } from '../../sim/plans/file/write-plan.ts'
import { drawScenario } from '../../sim/runs/draw-scenario.ts'
import { isFault } from '../../src/kernel/fault.ts'

const scenarios = new URL('../../sim/scenarios/', import.meta.url)

it('W35: a scenario that is written as a plan file reads back as the same', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const scenario = drawScenario(seed)
      expect(readPlan('drawn', writePlan(scenario, { comment: 'drawn\nagain' }))).toEqual(scenario)
    }),
    { numRuns: 60 },
  )
})

it('W49: a link that flaps is cut and open in turns, each way that is meant', () => {
  const step =
    '{ at: 10s, do: flap, from: a, to: mainland, one-way: true, down: 2s, up: 3s, for: 6s }'
  const scenario = readPlan('p', `sites: { a: 2 }\nsteps: [${step}]`)
  if (isFault(scenario)) throw scenario
  const ways = scenario.plan.map(({ atMs, deed }) => {
    if (deed.do !== 'link') return deed.do
    return `${atMs} ${deed.from} ${deed.to} ${deed.oneWay} ${deed.rules.cut === true}`
  })
  const at = (ms: number, cut: boolean) =>
    ['a-1', 'a-2'].flatMap((node) =>
      ['kubernetes', 'bus'].map((end) => `${ms} ${node} ${end} true ${cut}`),
    )
  const expected = [at(10_000, true), at(12_000, false), at(15_000, true), at(17_000, false)]
  expect(ways.toSorted()).toEqual(expected.flat().toSorted())
})

it('W35: durations read back', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e10, max: 1e10 }), (ms) => {
      expect(parseDuration(tellDuration(ms))).toBe(ms)
    }),
  )
  expect(parseDuration('1m30s')).toBe(90_000)
  for (const wrong of ['', '5', 's', '1 s', '1d', '--1s', '1s-']) {
    expect(parseDuration(wrong), wrong).toBeUndefined()
  }
})

describe('W36: what is wrong in a plan file is refused with its line, what was expected and what came', () => {
  const step = (text: string) => `sites: { a: 2 }\nsteps:\n  - { ${text} }\n`
  it.each([
    ['steps: [', /^p, line 1: expected YAML, came /],
    ['- a', /line 1: expected a mapping of seed, sites, .*, came a list$/],
    ['sites: { a: 2 }\nsiets: 1', /line 2: expected one of seed, .*, came "siets"$/],
    ['sites: { a: 0 }', /line 1: expected a number from 1 to 1000, came "0"$/],
    ['sites: { a: 1.5 }', /line 1: expected a whole number, came "1.5"$/],
    ['sites: { A_: 1 }', /line 1: expected the name of a site .*, came "A_"$/],
    ['sites:', /line 1: expected a mapping, came nothing$/],
    ['pace: slow', /line 1: expected one of fast, real, came "slow"$/],
    ['flaws: { lost: 2 }', /line 1: expected a number from 0 to 1, came "2"$/],
    ['heal: -1s', /line 1: expected a time that is not negative, came "-1s"$/],
    ['core: [site-a-1, site-z]', /line 1: expected a node \(site-a-1, .*, came "site-z"$/],
    [step('at: 1s'), /line 3: expected a step with `do`, came none$/],
    [step('do: heal, nodes: a-1'), /line 3: expected a step with `at`, came none$/],
    [step('at: 1s, do: explode'), /line 3: expected one of kill, start, .*, came "explode"$/],
    [
      step('at: -5s, do: heal, nodes: a'),
      /line 3: expected a time that is not negative, came "-5s"/,
    ],
    [step('at: soon, do: heal, nodes: a'), /line 3: expected a duration such as .*, came "soon"$/],
    [step('at: 1s, do: cut'), /line 3: expected a step with `nodes`, came none$/],
    [
      step('at: 1s, do: cut, nodes: b-1'),
      /line 3: expected a node \(a-1, a-2\) or a site \(a\), cloud\/0 or bus, came "b-1"/,
    ],
    [step('at: 1s, do: cut, nodes: a, how: power'), /expected one of at, do, .*, came "how"$/],
    [
      step('at: 1s, do: cut, nodes: a, direction: left'),
      /expected one of up, down, both, came "left"/,
    ],
    [step('at: 1s, do: cut, nodes: a, peers: 1'), /expected true or false, came "1"$/],
    [step('at: 1s, do: kill, what: a-1'), /expected cloud, kubernetes, or edge\/.*, came "a-1"$/],
    [step('at: 1s, do: kill, what: edge/b'), /expected a node \(a-1, a-2\) .*, came "edge\/b"$/],
    ['cloud: 4', /line 1: expected embedded, or how many replicas \(1 to 3\), came "4"$/],
    ['sites: { bus: 1 }', /line 1: expected the name of a site .*, came "bus"$/],
    [step('at: 1s, do: kill, what: bus'), /line 3: expected cloud, kubernetes, .*, came "bus"$/],
    [step('at: 1s, do: kill, what: cloud/1'), /line 3: expected cloud, .*, came "cloud\/1"$/],
    [
      step('at: 1s, do: logs, how: recreate'),
      /line 3: expected a plan with replicas \(`cloud: 2`\) for logs, came none$/,
    ],
    [
      `cloud: 2\n${step('at: 1s, do: logs, how: lose')}`,
      /line 4: expected one of forget, stale, .*, came "lose"$/,
    ],
    [
      `cloud: 2\n${step('at: 1s, do: logs, how: forget')}`,
      /line 4: expected a step with `entries`, came none$/,
    ],
    [
      step('at: 1s, do: link, from: a-1, to: moon, loss: 0.5'),
      /line 3: expected a node .*, cloud\/0 or bus, kubernetes or mainland, came "moon"$/,
    ],
    [step('at: 1s, do: link, from: a-1, to: a-1'), /expected another end than `from`, came "a-1"$/],
    [step('at: 1s, do: link, from: a-1, to: bus, loss: 2'), /a number from 0 to 1, came "2"$/],
    [
      step('at: 1s, do: link, from: a-1, to: bus, bandwidth: 1'),
      /expected a number from 100 to 1000000000, came "1"$/,
    ],
    [
      step('at: 1s, do: flap, from: a-1, to: bus, down: 1s, up: 1s'),
      /line 3: expected a step with `for`, came none$/,
    ],
    [
      step('at: 1s, do: flap, from: a-1, to: bus, down: 0, up: 0, for: 2m'),
      /line 3: expected at most 1000 times down and up, came "2m"$/,
    ],
    [step('at: 1s, do: messages, of: kubernetes'), /expected a node .*, came "kubernetes"$/],
    [step('at: 1s, do: api, how: break'), /line 3: expected one of compact, .*, came "break"$/],
    [step('at: 1s, do: api, how: busy'), /line 3: expected a step with `share`, came none$/],
    [step('at: 1s, do: api, how: well, share: 1'), /expected no share for well, came "1"$/],
    [step('at: 1s, do: api, how: stale, share: 2'), /a number from 0 to 1, came "2"$/],
    [step('at: 1s, do: put-back, node: a-1, from: b'), /expected a node .*, came "b"$/],
    [step('at: 1s, do: flip, node: bus'), /expected a node .*, came "bus"$/],
    [step('at: 1s, do: drop, what: bus'), /line 3: expected a client of the bus, came "bus"$/],
    [step('at: 1s, do: part, between: [a-1]'), /expected two different nodes, came a list$/],
    [step('at: 1s, do: disk, of: kubernetes'), /expected a node .*, came "kubernetes"$/],
    [
      step('at: 1s, do: heal, nodes: a, repeat: 2'),
      /expected `repeat` and `every` together, came one/,
    ],
    [
      step('at: 1s, do: apply, object: { kind: Thing }'),
      /expected an object with a kind .*, came a mapping/,
    ],
  ])('%s', (text, said) => {
    const outcome = readPlan('p', text)
    expect(isFault(outcome) && outcome.code).toBe('CONFIG_INVALID')
    expect((outcome as Error).message).toMatch(said)
  })
})

it('W37: the ready scenarios are right, and begin with a sentence', () => {
  const names = readdirSync(scenarios).toSorted()
  expect(names).toEqual([
    'all-wans.yaml',
    'clock-jump.yaml',
    'cloud-crash-during-cut.yaml',
    'disk-full.yaml',
    'flapping.yaml',
    'one-node.yaml',
    'one-site.yaml',
    'one-way.yaml',
    'rolling-upgrade.yaml',
    'storm.yaml',
  ])
  for (const name of names) {
    const text = readFileSync(new URL(name, scenarios), 'utf8')
    expect(text).toMatch(/^# .*\.\n/)
    expect(readPlan(name, text), name).toMatchObject({ pace: 'fast' })
  }
})

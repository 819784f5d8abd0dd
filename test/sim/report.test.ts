// The report of a run: what it shows of a real world, and that its text is always a well-formed page of its own.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../bus/adapters/node-keyring.ts'
import { readPlan } from '../../sim/plans/file/read-plan.ts'
import { writeReport } from '../../sim/report/page.ts'
import { scaleOf, ticksOf } from '../../sim/report/scale.ts'
import { spansOf } from '../../sim/report/spans.ts'
import type { Change } from '../../sim/report/spans.ts'
import { storyOf } from '../../sim/report/story.ts'
import { element } from '../../sim/report/xml.ts'
import { beginRun } from '../../sim/runs/run.ts'
import type { Outcome } from '../../sim/runs/run.ts'
import type { Scenario } from '../../sim/runs/scenario.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { wrongInXml } from '../support/xml-check.ts'

function planOf(text: string): Scenario {
  const scenario = readPlan('test', text)
  if (isFault(scenario)) throw scenario
  return scenario
}

const scenario = planOf(`
sites: { a: 3 }
pods: 3
steps:
  - { at: 13s, do: cut, nodes: a-1 }
  - { at: 14s, do: kill, what: machine/a-2, how: power }
  - { at: 15s, do: stall, what: edge/a-3, for: 500ms }
  - { at: 15s, do: disk, of: cloud, slow: 20ms }
  - { at: 16s, do: set-clock, of: a-3, ahead: -3s }
  - { at: 30s, do: heal, nodes: a-1 }
`)
const outcome = beginRun(scenario, sha256).finish()
const page = writeReport(scenario, outcome)

/** The titles of everything drawn in a lane, by track. */
function titlesIn(lane: string): Readonly<Record<string, readonly string[]>> {
  const lanes = storyOf(scenario, outcome).flatMap((group) => group.lanes)
  const tracks = lanes.find(({ name }) => name === lane)?.tracks ?? []
  return Object.fromEntries(
    tracks.map(({ name, spans, marks }) => [name, [...spans, ...marks].map(({ title }) => title)]),
  )
}

const starting = (text: string): unknown => expect.stringMatching(new RegExp(`^${text}`))

describe('a report', () => {
  it('W71: is the same for the same run, to the last byte', () => {
    expect(writeReport(scenario, beginRun(scenario, sha256).finish())).toBe(page)
  })

  it('W72: shows in the lane of a node how it was troubled, linked, tallied and judged, and its pods', () => {
    const first = titlesIn('a-1')
    expect(first['network']).toEqual(['0:13.000 to 0:30.000, 17.0 s\ncut a-1, both'])
    expect(first['link']?.join()).toMatch(/linked, over mqtt.*alone.*relayed.*linked, over mqtt/s)
    expect(first['verdict']?.join()).toMatch(/healthy.*isolated: .*ballots .*healthy/s)
    expect(first['Kubernetes']?.join()).toContain('causeway.io/isolated:NoSchedule')
    const second = titlesIn('a-2')
    expect(second['agent']).toEqual([starting('0:14.000 .*\nagent killed, power$')])
    expect(second['kubelet']).toEqual([starting('0:14.000 .*\nkubelet killed, power$')])
    expect(second['ballots']?.join()).toMatch(/node\/a-\d tallied dead; ballots a-/)
    expect(second['pods']?.join()).toContain('is ready')
    const third = titlesIn('a-3')
    expect(third['agent']).toEqual(['0:15.000 to 0:15.500, 0.5 s\nstands still'])
    expect(third['clock']).toEqual([starting('0:16.000 .*\nwall clock 3 s back$')])
    expect(titlesIn('cloud')['disk']).toEqual([starting('0:15.000 .*\ndisk slow, up to 20 ms$')])
    expect(titlesIn('Kubernetes')['pods ready']?.join()).toContain('3 of 3 pods ready')
  })

  it('W73: tells of both phases, the moment of agreement, options, plan, every checker and the digest', () => {
    expect(outcome.agreedMs).toBeDefined()
    const told = [
      'anything may break',
      'must agree',
      'the core agreed',
      'a=3, 3 pods, pace fast',
      'kill edge/a-2, power',
      'never evicted',
      `sha256:${outcome.digest}`,
    ]
    for (const text of told) expect(page).toContain(text)
    const found = { atMs: 20_000, checker: 'never failed', what: 'a-1 failed <unjustly>' }
    const wrong = writeReport(scenario, { ...outcome, findings: [found] })
    expect(wrong).toContain('never failed: a-1 failed &lt;unjustly&gt;')
    expect(wrong).toContain('the checkers found 1 thing wrong')
  })

  it('W74: is well-formed and needs nothing else, whatever names there are', () => {
    expect(wrongInXml(page)).toBeUndefined()
    expect(page).not.toMatch(/<script|<link|<img|src=|href=|https?:|@import|url\((?!#)/)
    const name = '</title><script>alert("1")</script>&\u0000\uD800\''
    const facts = [{ atMs: 1, who: 'kubernetes', what: `pods/${name} gone`, mark: undefined }]
    const hostile: Outcome = {
      ...outcome,
      lines: facts,
      findings: [{ atMs: 1, checker: name, what: name }],
    }
    const drawn = writeReport({ ...scenario, seed: name, sites: { [name]: 2 } }, hostile)
    expect(drawn).not.toContain('<script')
    expect(wrongInXml(drawn)).toBeUndefined()
  })
})

it('W74: text and attributes read back as they were, but for what XML must not have', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(wrongInXml(element('p', { title: text }, [text]).xml)).toBeUndefined()
    }),
  )
})

it('W75: spans follow each other in order, end with the run, and a change to the same is none', () => {
  const tone = fc.constantFrom<Change['tone'][]>('cut', 'dead', undefined)
  const changes = fc
    .uniqueArray(fc.record({ atMs: fc.nat(1_000), tone }), { selector: ({ atMs }) => atMs })
    .map((all) =>
      all
        .toSorted((a, b) => a.atMs - b.atMs)
        .map(({ atMs, tone: of }): Change => (of === undefined ? { atMs } : { atMs, tone: of })),
    )
  fc.assert(
    fc.property(changes, (given) => {
      const spans = spansOf(given, 900)
      spans.forEach(({ fromMs, toMs, tone: of }, i) => {
        expect(fromMs).toBeLessThanOrEqual(toMs)
        expect(toMs).toBeLessThanOrEqual(900)
        const next = spans[i + 1]
        if (next === undefined) return
        expect(next.fromMs).toBeGreaterThanOrEqual(toMs)
        if (next.fromMs === toMs) expect(next.tone).not.toBe(of)
      })
    }),
  )
})

it('W76: the time axis has room for its numbers, and a long run is wider instead of denser', () => {
  for (const pace of ['fast', 'real'] as const)
    for (const endMs of [3_000, 90_000, 1_200_000, 12 * 3_600_000]) {
      const scale = scaleOf(endMs, pace)
      const ticks = ticksOf(scale)
      expect(scale.widthPx).toBeGreaterThanOrEqual(1_000)
      expect(ticks.length).toBeGreaterThan(1)
      for (const [i, { atMs }] of ticks.entries()) {
        const next = ticks[i + 1]
        if (next !== undefined) expect(scale.x(next.atMs) - scale.x(atMs)).toBeGreaterThan(60)
      }
    }
  expect(scaleOf(7_200_000, 'real').widthPx).toBeGreaterThan(5 * scaleOf(900_000, 'real').widthPx)
})

// The state at a past time against the state that was live then, for random histories.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createMemoryDisk } from '../../bus/adapters/memory-store.ts'
import { openJournal } from '../../bus/journal/open-journal.ts'
import type { OpenedJournal } from '../../bus/journal/parts.ts'
import { pastState } from '../../cloud/past-state.ts'
import type { PastState } from '../../cloud/past-state.ts'
import { timestampMs } from '../../cloud/time-text.ts'
import { factToDraft } from '../../schemas/fact-codec.ts'
import { createSchedule } from '../../sim/schedule.ts'
import { kinds } from '../../src/facts.ts'
import { nodeHealth } from '../../src/health/node-health.ts'
import { holdsByFacts } from '../../src/health/node-reconcile.ts'
import { unknownNode } from '../../src/health/node-state.ts'
import type { NodeHard, NodeState } from '../../src/health/node-state.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { producerId, sequence } from '../../src/kernel/ids.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'
import { whole } from '../conformance/disk.ts'
import { anyNodeInputs, moment, settling, timed } from '../health/arbitraries.ts'
import { sha256 } from '../support/journal.ts'
import { settled } from '../support/up.ts'

const start = 1_790_000_000_000

/** A journal whose schedule shows the wall clock that `moment` stamps with. */
function world() {
  const schedule = createSchedule({ wallStart: wallMs(start), random: random(1) })
  const { clock } = schedule.spawn()
  const producer = producerId('cloud/a')
  const opened = settled<OpenedJournal | Fault>(schedule, (done) =>
    openJournal({ producer, hash: sha256, clock, ...createMemoryDisk(clock) }, done),
  )
  const { journal } = whole(opened)
  const at = (ms: number) =>
    settled<PastState | Fault>(schedule, (done) =>
      pastState({ journal, clock }, wallMs(start + ms), done),
    )
  return { schedule, journal, at }
}

/** The line of a node as it was live. */
const line = (hard: NodeHard) =>
  hard.enrolled
    ? [
        {
          node: 'n',
          site: hard.site,
          verdict: hard.verdict,
          since: hard.since && timestampMs(hard.since.wallMs),
          hold: holdsByFacts(hard),
        },
      ]
    : []

const anyStory = timed(anyNodeInputs, 30).map((story) => [
  { waitMs: 0, inputs: settling },
  ...story,
])

it('C27: the state at any kept time is what was live then, also after compaction; times before the horizon are refused', () => {
  fc.assert(
    fc.property(anyStory, fc.nat(), (story, compacted) => {
      const { schedule, journal, at } = world()
      const live: { readonly ms: number; readonly hard: NodeHard }[] = []
      const stamped: number[] = []
      let state: NodeState = unknownNode('n')
      let ms = 1_000
      for (const { waitMs, inputs } of story) {
        ms += waitMs
        const now = moment(ms)
        for (const input of inputs) {
          const facts = nodeHealth.decide(state, input, now)
          state = facts.reduce((before, fact) => nodeHealth.evolve(before, fact, now), state)
          const durable = facts.filter((fact) => kinds[fact.kind].lane !== 'volatile')
          const list = durable.map((fact) => factToDraft(fact, now.hlc))
          whole(settled<unknown>(schedule, (done) => journal.append(list, done)))
          stamped.push(...list.map(() => ms))
        }
        live.push({ ms, hard: state.hard })
      }
      schedule.run(ms + 10)
      const upTo = compacted % (stamped.length + 1)
      settled<unknown>(schedule, (done) => journal.compact('state', sequence(upTo), done))
      const horizon = stamped[Math.max(0, upTo - 1)] ?? Infinity
      for (const [n, { ms: when, hard }] of live.entries()) {
        if (live[n + 1]?.ms === when) continue
        const past = at(when)
        if (when < horizon) expect(isFault(past) && past.code).toBe('GONE')
        else expect(whole(past).nodes).toEqual(line(hard))
      }
    }),
    { numRuns: 100 },
  )
})

it('C27: sites are told with their nodes, and whether they were cut', () => {
  const { schedule, journal, at } = world()
  const say = (ms: number, fact: Parameters<typeof factToDraft>[0]) => {
    schedule.run(ms)
    const draft = factToDraft(fact, moment(ms).hlc)
    whole(settled<unknown>(schedule, (done) => journal.append([draft], done)))
  }
  const [enrolled] = settling.reduce<readonly [readonly object[], NodeState]>(
    ([facts, state], input) => {
      const now = moment(1_000)
      const more = nodeHealth.decide(state, input, now)
      return [
        [...facts, ...more.filter(({ kind }) => kind === 'node-enrolled')],
        more.reduce((before, fact) => nodeHealth.evolve(before, fact, now), state),
      ]
    },
    [[], unknownNode('n')],
  )[0] as readonly Parameters<typeof factToDraft>[0][]
  if (enrolled === undefined) throw new Error('it is enrolled')
  const site = 's' as Extract<Parameters<typeof say>[1], { kind: 'site-cut' }>['site']
  say(1_000, enrolled)
  say(2_000, { kind: 'site-cut', site, silent: [], members: [] })
  say(3_000, { kind: 'site-healed', site, heard: [], members: [] })
  schedule.run(5_000)
  const sites = (ms: number) => whole(at(ms)).sites
  expect(sites(1_999)).toEqual([{ site: 's', nodes: 1, cut: false }])
  expect(sites(2_000)).toEqual([{ site: 's', nodes: 1, cut: true }])
  expect(sites(3_500)).toEqual([{ site: 's', nodes: 1, cut: false }])
})

it('C28: times before the horizon and after now are refused, with the horizon and with now', () => {
  const { schedule, at } = world()
  schedule.run(10_000)
  const [early, late] = [at(5_000), at(20_000)]
  expect(early).toMatchObject({ code: 'GONE' })
  expect(String(early)).toContain(`expected a time from ${timestampMs(wallMs(start + 10_000))}`)
  expect(late).toMatchObject({ code: 'MALFORMED' })
  expect(String(late)).toContain('up to now')
})

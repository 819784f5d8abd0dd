// Agents of the previous wire version beside a cloud of the current one.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { decodeBeat, encodeBeat } from '../../schemas/beat.ts'
import { subjectOf } from '../../schemas/subjects.ts'
import { readPlan } from '../../sim/plans/file/read-plan.ts'
import { asPrevious } from '../../sim/world/previous-version.ts'
import { runGuarded } from '../../src/cli/sim/guarded-run.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { at, nodes, runToTheEnd, simWorld } from '../support/sim-world.ts'
import { fairWeather } from '../../sim/plans/draw-weather.ts'

const { a1, b1 } = nodes
const upgrade = new URL('../../sim/scenarios/rolling-upgrade.yaml', import.meta.url)

it('W52: one after another is upgraded without a pod moving', () => {
  const scenario = readPlan('rolling-upgrade', readFileSync(upgrade, 'utf8'))
  if (isFault(scenario)) throw scenario
  const { findings, marks } = runGuarded(scenario, { sample: false, canary: undefined })
  expect(findings).toEqual([])
  expect(marks.get('edge of the previous version')).toBe(5)
  expect(marks.has('pod leaving')).toBe(false)
})

it('W52: some of the previous version are cut off, killed and heard again', () => {
  const plan = [
    at(15, { do: 'cut', nodes: [a1], direction: 'both', peers: false, reset: false }),
    at(20, { do: 'kill', what: { role: 'edge', node: b1 }, how: 'power' }),
    at(26, { do: 'start', what: { role: 'edge', node: b1 } }),
    at(35, { do: 'heal', nodes: [a1] }),
  ]
  const world = runToTheEnd(simWorld('mixed', plan, fairWeather, { previous: [a1, b1] }), 60_000)
  expect(world.findings()).toEqual([])
})

it('W52: a beat of the previous version is that of its golden bytes: it says nothing of feeds', () => {
  const golden = new URL('../schemas/golden/v1.json', import.meta.url)
  const all = JSON.parse(readFileSync(golden, 'utf8')) as { message: string; hex: string }[]
  const { hex = '' } = all.find(({ message }) => message === 'beat') ?? {}
  const old = decodeBeat(Buffer.from(hex, 'hex'))
  if (isFault(old)) throw old
  expect(old.feeds).toBeUndefined()
  const sent: Uint8Array[] = []
  const bed = {
    supports: { payloadBytesMax: 1, streams: false },
    publish: (_: string, bytes: Uint8Array) => void sent.push(bytes),
    subscribe: () => () => {},
    watch: () => () => {},
    close: () => {},
  }
  const beat = subjectOf('beat', 'sim', { shard: '0', node: a1 })
  const newer = encodeBeat({ ...old, feeds: [{ seq: 7, mark: 9 }] })
  asPrevious(bed).publish(beat, newer)
  asPrevious(bed).publish(beat.replace('.beat.', '.up.'), newer)
  expect(Buffer.from(sent[0] ?? []).toString('hex')).toBe(
    Buffer.from(encodeBeat(old)).toString('hex'),
  )
  expect(sent[1]).toBe(newer)
})

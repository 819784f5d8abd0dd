// The comparison itself: the same trials for everybody, numbers as they are defined, tables that align.
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../../bus/adapters/node-keyring.ts'
import { models } from '../../../sim/compare/detectors.ts'
import { incidents } from '../../../sim/compare/incidents.ts'
import { trafficOf } from '../../../sim/compare/ours-sent.ts'
import { createOurWorld, saidIn } from '../../../sim/compare/ours.ts'
import { seenIn } from '../../../sim/compare/seen.ts'
import type { Said, Seen } from '../../../sim/compare/seen.ts'
import { comparedNodes, comparedTimes, crashingNode } from '../../../sim/compare/setting.ts'
import { tellComparison } from '../../../sim/compare/tell.ts'
import { drawTrial } from '../../../sim/compare/trial.ts'
import { createNetwork } from '../../../sim/network/network.ts'
import { fairWeather } from '../../../sim/plans/draw-weather.ts'
import { createSchedule } from '../../../sim/schedule.ts'
import { placeMainland } from '../../../sim/world/layout.ts'
import { layLinks } from '../../../sim/world/links.ts'
import { random } from '../../../src/kernel/random.ts'
import { wallMs } from '../../../src/kernel/time.ts'
import { paces } from '../../../src/health/config.ts'
import { isFault } from '../../../src/kernel/fault.ts'

const incidentOf = (name: string) => {
  const found = incidents.find((incident) => incident.name === name)
  if (found === undefined) throw new Error(`expected an incident "${name}"`)
  return found
}

describe('trials', () => {
  it('W90: a trial is drawn from its seed, and every model tells one story of it', () => {
    for (const incident of incidents) {
      const trial = { incident, seed: '1', crashes: true }
      expect(drawTrial(trial)).toEqual(drawTrial(trial))
      const other = drawTrial({ ...trial, seed: '2' })
      expect(other.crashMs).not.toBe(drawTrial(trial).crashMs)
      for (const { atMs } of other.plan) {
        expect(atMs).toBeGreaterThanOrEqual(comparedTimes.beginMs)
        expect(atMs).toBeLessThanOrEqual(comparedTimes.endMs)
      }
    }
    const trial = { incident: incidentOf('80 % loss on all WANs'), seed: '1', crashes: true }
    for (const { play } of models.filter(({ name }) => name !== 'SWIM, LAN'))
      expect(play(trial)).toEqual(play(trial))
  })

  it('W91: Causeway finds a crash within silence, a beat and a round, and fails nobody else', () => {
    const trial = { incident: incidentOf('no trouble'), seed: '1', crashes: true }
    const { silenceMs, beatMs, roundMs } = paces.real
    const drawn = drawTrial(trial)
    let messages = 0
    const world = createOurWorld(trial, sha256, (message) => {
      messages += trafficOf(message).messages
    })
    world.run((drawn.crashMs ?? 0) + silenceMs + beatMs + roundMs)
    const seen = seenIn(drawn, saidIn(world.trace.lines()), { messages: 0, bytes: 0 })
    expect(seen.foundMs).toBeGreaterThan(silenceMs - beatMs)
    expect(seen.foundMs).not.toBe(Infinity)
    expect(seen.falseEvictions).toBe(0)
    expect(seen.verdictChanges).toBeLessThanOrEqual(2)
    expect(messages).toBeGreaterThan(1_000)
  })
})

describe('numbers', () => {
  const [living] = comparedNodes.map(({ node }) => node)
  if (living === undefined) throw new Error('expected a node')
  const { beginMs, crashMs } = comparedTimes
  const atRest = { messages: 960, bytes: 4_800 }

  it('W92: evictions of the living are false, verdicts that change are counted, a crash is found by the first failed', () => {
    const said: readonly Said[] = [
      { atMs: beginMs - 1, node: living, what: 'isolated' },
      { atMs: beginMs + 1, node: living, what: 'healthy' },
      { atMs: crashMs + 5_000, node: crashingNode, what: 'isolated' },
      { atMs: crashMs + 9_000, node: crashingNode, what: 'failed' },
      { atMs: crashMs + 10_000, node: living, what: 'evicted' },
      { atMs: crashMs + 11_000, node: crashingNode, what: 'evicted' },
    ]
    expect(seenIn({ plan: [], crashMs }, said, atRest)).toEqual({
      falseEvictions: 1,
      verdictChanges: 3,
      foundMs: 9_000,
      traffic: { messages: 2, bytes: 10 },
    })
    expect(seenIn({ plan: [], crashMs: undefined }, said, atRest)).toMatchObject({
      falseEvictions: 2,
      foundMs: undefined,
    })
    expect(seenIn({ plan: [], crashMs }, [], atRest).foundMs).toBe(Infinity)
    const early: Said = { atMs: crashMs - 1, node: crashingNode, what: 'failed' }
    expect(seenIn({ plan: [], crashMs }, [early, ...said], atRest).foundMs).toBe('before')
  })

  it('W93: tables align, have a row an incident and a column a detector, and know what was never found', () => {
    const seen = (foundMs: Seen['foundMs'], falseEvictions = 0): Seen => ({
      falseEvictions,
      verdictChanges: 3,
      foundMs,
      traffic: { messages: 1.5, bytes: 100 },
    })
    const result = (detector: string, one: Seen) => ({ incident: 'cut', detector, seen: one })
    const lines = tellComparison([
      ...[undefined, 10_000, 20_000, 90_000].map((ms) => result('ours', seen(ms))),
      ...[seen(undefined, 2), seen('before'), seen(Infinity)].map((one) => result('theirs', one)),
    ])
    const tables = lines.filter((line) => line.startsWith('|'))
    expect(tables).toContain('| ours     | 1.50     | 100   |')
    expect(tables).toContain('| cut | 0    | 13,149 (2.00) |')
    expect(tables).toContain('| cut | 20.0 s / 90.0 s | never / never |')
    expect(tables).toContain('| cut | 3.0  | 3.0    |')
    for (const text of lines
      .join('\n')
      .split('\n\n')
      .filter((part) => part.startsWith('|')))
      expect(new Set(text.split('\n').map((line) => line.length)).size, text).toBe(1)
  })
})

describe('what is counted', () => {
  it('W94: messages of the bus and renewals of Leases are counted, whatever else is asked of Kubernetes is not', () => {
    const [subject, bytes] = ['cw.c.beat', new Uint8Array(10)]
    const published = trafficOf({ kind: 'publish', number: 1, subject, bytes })
    expect(published.messages).toBe(1)
    expect(published.bytes - trafficOf({ kind: 'ping' }).bytes).toBe(19)
    const request = { method: 'PUT', headers: {}, body: new Uint8Array() }
    const lease = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/a-1'
    const ask = (path: string) => trafficOf({ kind: 'request', request: { ...request, path } })
    expect(ask(lease).messages).toBe(2)
    expect(ask('/api/v1/nodes/a-1')).toEqual({ messages: 0, bytes: 0 })
    expect(trafficOf({ kind: 'head', status: 200, headers: {} }).messages).toBe(0)
  })

  it('W95: a network tells its meter what is sent; loss comes over WANs alone', () => {
    const draw = random(1)
    const schedule = createSchedule({ wallStart: wallMs(0), random: draw.fork('schedule') })
    const { clock } = schedule.spawn()
    const heard: unknown[] = []
    const meter = (message: unknown): void => void heard.push(message)
    const network = createNetwork({ clock, random: draw.fork('network'), meter })
    const nodes = comparedNodes.slice(0, 2)
    const mainland = placeMainland(0)
    const links = layLinks({ network, nodes, mainland }, fairWeather, draw.fork('links'))
    const [a, b] = nodes.map(({ host }) => network.attach(host, clock))
    const far = network.attach('cloud', clock)
    if (a === undefined || b === undefined) throw new Error('expected two nodes')
    const arrived: string[] = []
    for (const nic of [b, far])
      nic.listen(
        { host: nic.host, port: 1 },
        (connection) => {
          connection.on({ message: () => arrived.push(nic.host), closed: () => {} })
        },
        () => {},
      )
    schedule.settle()
    for (const nic of [b, far])
      a.connect({ host: nic.host, port: 1 }, 1_000, (made) => {
        if (!isFault(made)) schedule.spawn().clock.after(500, () => made.send(nic.host))
      })
    schedule.run(400)
    links.lose(1)
    schedule.run(2_000)
    expect(heard.toSorted()).toEqual([b.host, far.host].toSorted())
    expect(arrived).toEqual([b.host])
    schedule.run(300_000)
    expect(arrived).toEqual([b.host, far.host])
  })
})

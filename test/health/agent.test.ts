// The agent's own rules: incarnations, kubelet, link and assignment.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { kinds } from '../../src/facts.ts'
import { agentProcess, type AgentInput, type AgentState } from '../../src/health/agent.ts'
import type { AgentFact } from '../../src/health/facts.ts'
import type { Assignment } from '../../src/health/words.ts'
import { nodeId, siteId } from '../../src/kernel/ids.ts'
import { random } from '../../src/kernel/random.ts'
import { monoMs, wallMs } from '../../src/kernel/time.ts'

const config = { silenceMs: 3_000, path: 'nats' }
const hlc = { wallMs: wallMs(0), counter: 0 }

/** An agent that is told inputs at given times and remembers its facts. */
function agent(from: AgentState = agentProcess.initial('a-1')) {
  let state = from
  const facts: AgentFact[] = []
  return {
    facts,
    state: () => state,
    tell(atMs: number, input: AgentInput): readonly AgentFact[] {
      const mono = monoMs(atMs)
      const led = agentProcess.decide(state, input, { mono, hlc, random: random(1), config })
      state = led.reduce((now, fact) => agentProcess.evolve(now, fact, { hlc, mono }), state)
      facts.push(...led)
      return led
    },
    /** What a restart brings back: the durable facts alone. */
    replayed: (): AgentState =>
      facts
        .filter((fact) => kinds[fact.kind].lane !== 'volatile')
        .reduce(
          (now, fact) => agentProcess.evolve(now, fact, { hlc }),
          agentProcess.initial('a-1'),
        ),
  }
}

const assignment: Assignment = { node: nodeId('a-1'), site: siteId('a'), shard: 0, members: [] }

it('E1: each run begins an incarnation one higher, and a rebirth one above the named', () => {
  const first = agent()
  expect(first.tell(0, { kind: 'started' })).toMatchObject([{ incarnation: 1 }])
  expect(first.tell(1, { kind: 'rebirth', above: 4 })).toMatchObject([{ incarnation: 5 }])
  expect(first.tell(2, { kind: 'rebirth', above: 4 })).toEqual([])
  const second = agent(first.replayed())
  expect(second.tell(0, { kind: 'started' })).toMatchObject([{ incarnation: 6 }])
  expect(second.tell(1, { kind: 'rebirth', above: 0xffff_ffff })).toEqual([])
})

it('E2: linked while the transport is up and a beat younger than the silence was answered', () => {
  const one = agent()
  one.tell(0, { kind: 'started' })
  expect(one.tell(0, { kind: 'answered', agoMs: 0 }).map((fact) => fact.kind)).not.toContain(
    'link-changed',
  )
  one.tell(100, { kind: 'transport', up: true })
  expect(one.state().hard.link).toBe('alone')
  one.tell(1_000, { kind: 'answered', agoMs: 500 })
  expect(one.state().hard.link).toBe('linked')
  expect(agentProcess.reconcile(one.state(), monoMs(1_000), config).due).toBe(3_500)
  one.tell(3_499, { kind: 'tick' })
  expect(one.state().hard.link).toBe('linked')
  one.tell(3_500, { kind: 'tick' })
  expect(one.state().hard.link).toBe('alone')
})

it('E2: a late answer to an old beat links nothing, and a connection takes its answers with it', () => {
  const one = agent()
  one.tell(0, { kind: 'transport', up: true })
  one.tell(5_000, { kind: 'answered', agoMs: 3_000 })
  expect(one.state().hard.link).toBe('alone')
  one.tell(6_000, { kind: 'answered', agoMs: 10 })
  one.tell(6_100, { kind: 'transport', up: false })
  expect(one.state().hard.link).toBe('alone')
  one.tell(6_200, { kind: 'transport', up: true })
  expect(one.state().hard.link).toBe('alone')
})

it('E2: relayed while no direct path works and a beat younger than the silence was answered with help', () => {
  const one = agent()
  one.tell(0, { kind: 'answered', agoMs: 0, relay: nodeId('a-2') })
  expect(one.state().hard).toMatchObject({ link: 'relayed', path: 'peer:a-2' })
  one.tell(1_000, { kind: 'transport', up: true })
  one.tell(1_500, { kind: 'answered', agoMs: 500, relay: nodeId('a-3') })
  expect(one.state().hard).toMatchObject({ link: 'relayed', path: 'peer:a-3' })
  expect(agentProcess.reconcile(one.state(), monoMs(1_500), config).due).toBe(4_000)
  one.tell(1_600, { kind: 'answered', agoMs: 0 })
  expect(one.state().hard).toMatchObject({ link: 'linked', path: 'nats' })
  one.tell(2_000, { kind: 'answered', agoMs: 1_900, relay: nodeId('a-2') })
  one.tell(2_000, { kind: 'transport', up: false })
  expect(one.state().hard).toMatchObject({ link: 'relayed', path: 'peer:a-3' })
  one.tell(4_000, { kind: 'tick' })
  expect(one.state().hard).toMatchObject({ link: 'alone', path: 'none' })
})

it('a link kept from an earlier run is alone until answered anew', () => {
  const one = agent()
  one.tell(0, { kind: 'transport', up: true })
  one.tell(0, { kind: 'answered', agoMs: 0 })
  const two = agent(one.replayed())
  expect(two.state().hard.link).toBe('linked')
  expect(two.tell(0, { kind: 'started' })).toMatchObject([
    { kind: 'incarnation-began' },
    { kind: 'link-changed', link: 'alone', path: 'none' },
  ])
})

it('an assignment is learned once, and a change of kubelet is kept once', () => {
  const one = agent()
  expect(one.tell(0, { kind: 'assigned', assignment, cloudKey: '00' })).toHaveLength(1)
  expect(one.tell(1, { kind: 'assigned', assignment, cloudKey: '00' })).toEqual([])
  one.tell(2, { kind: 'kubelet', kubelet: 'dead' })
  one.tell(3, { kind: 'kubelet', kubelet: 'dead' })
  expect(one.facts.filter((fact) => fact.kind === 'kubelet-changed')).toHaveLength(1)
})

const input: fc.Arbitrary<AgentInput> = fc.oneof(
  fc.constant<AgentInput>({ kind: 'started' }),
  fc.constant<AgentInput>({ kind: 'tick' }),
  fc.nat().map((above): AgentInput => ({ kind: 'rebirth', above })),
  fc.boolean().map((up): AgentInput => ({ kind: 'transport', up })),
  fc
    .tuple(fc.nat(5_000), fc.constantFrom(undefined, nodeId('a-2'), nodeId('a-3')))
    .map(([agoMs, relay]): AgentInput => ({ kind: 'answered', agoMs, relay })),
  fc
    .constantFrom('ok' as const, 'dead' as const, 'unknown' as const)
    .map((kubelet): AgentInput => ({ kind: 'kubelet', kubelet })),
  fc.nat(3).map((shard): AgentInput => ({
    kind: 'assigned',
    assignment: { ...assignment, shard },
    cloudKey: '00',
  })),
)

it('E3: hard state after replay equals hard state live, and nothing throws', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(4_000), input)), (steps) => {
      const one = agent()
      let at = 0
      for (const [waitMs, next] of steps) one.tell((at += waitMs), next)
      expect(one.replayed().hard).toEqual(one.state().hard)
    }),
  )
})

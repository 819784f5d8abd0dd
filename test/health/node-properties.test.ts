// What holds for a node's process whatever comes in, in whatever order, and whatever it forgets.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { kinds } from '../../src/facts.ts'
import { ballotLifeMs } from '../../src/health/counted-ballots.ts'
import type { NodeFact } from '../../src/health/facts.ts'
import type { NodeInput } from '../../src/health/inputs.ts'
import { nodeHealth } from '../../src/health/node-health.ts'
import {
  hasDeadKubelet,
  isHeard,
  isPlainlyDead,
  judgedAfterMs,
} from '../../src/health/node-signs.ts'
import { unknownNode, type NodeState } from '../../src/health/node-state.ts'
import { isWorse } from '../../src/health/verdict.ts'
import { incarnation } from '../../src/kernel/ids.ts'
import { monoMs, type Hlc } from '../../src/kernel/time.ts'
import { anyNodeInputs, beat, config, moment, settling, timed } from './arbitraries.ts'

interface Step {
  readonly ms: number
  readonly input: NodeInput
  readonly before: NodeState
  readonly facts: readonly NodeFact[]
  readonly after: NodeState
}

interface Run {
  readonly steps: readonly Step[]
  readonly log: readonly { readonly fact: NodeFact; readonly hlc: Hlc }[]
  readonly state: NodeState
}

fc.configureGlobal({ numRuns: 1_000 })

const isDurable = (fact: NodeFact) => kinds[fact.kind].lane !== 'volatile'
const throughBytes = (fact: NodeFact): NodeFact => JSON.parse(JSON.stringify(fact)) as NodeFact

/** Plays inputs; before those whose place is in `forget`, the process starts anew from its log. */
function run(
  inputs: readonly { readonly waitMs: number; readonly input: NodeInput }[],
  forget: ReadonlySet<number> = new Set(),
): Run {
  const steps: Step[] = []
  const log: { fact: NodeFact; hlc: Hlc }[] = []
  let ms = 1_000
  let state = unknownNode('n')
  for (const [place, { waitMs, input }] of inputs.entries()) {
    ms += waitMs
    const before = forget.has(place) ? { ...unknownNode('n'), hard: state.hard } : state
    const at = moment(ms)
    const facts = nodeHealth.decide(before, input, at)
    state = facts.reduce((now, fact) => nodeHealth.evolve(now, fact, at), before)
    nodeHealth.reconcile(state, at.mono, config)
    log.push(...facts.filter(isDurable).map((fact) => ({ fact, hlc: at.hlc })))
    steps.push({ ms, input, before, facts, after: state })
  }
  return { steps, log, state }
}

/** Half of the stories begin with a node that is well. */
const anyStory = fc
  .tuple(fc.boolean(), timed(anyNodeInputs, 50))
  .map(([well, story]) => [
    ...(well ? settling.map((input) => ({ waitMs: 0, input })) : []),
    ...story.flatMap(({ waitMs, inputs }) =>
      inputs.map((input, i) => ({ waitMs: i === 0 ? waitMs : 0, input })),
    ),
  ])
const anyForgetting = fc.array(fc.nat({ max: 59 })).map((places) => new Set(places))

const upTo = ({ steps }: Run, step: Step) => steps.slice(0, steps.indexOf(step) + 1)

const worsened = ({ steps }: Run) =>
  steps.flatMap((step) =>
    step.facts.flatMap((fact) =>
      fact.kind === 'verdict-reached' && isWorse(fact.verdict, fact.previous)
        ? [{ step, fact }]
        : [],
    ),
  )

it('H17: stories reach every verdict, and every way out of it', () => {
  const seen = new Set<string>()
  for (const story of fc.sample(anyStory, { numRuns: 2_000, seed: 1 }))
    for (const { facts } of run(story).steps)
      for (const fact of facts)
        if (fact.kind === 'verdict-reached') seen.add(`${fact.previous} ${fact.verdict}`)
  expect([...seen].toSorted()).toEqual([
    'failed healthy',
    'failed isolated',
    'healthy failed',
    'healthy isolated',
    'isolated failed',
    'isolated healthy',
  ])
})

it('H17: decide answers any input in any state that can be reached', () => {
  fc.assert(fc.property(anyStory, anyForgetting, (story, forget) => void run(story, forget)))
})

it('H15: what is hard comes back from the durable facts', () => {
  fc.assert(
    fc.property(anyStory, (story) => {
      const { log, state } = run(story)
      const replayed = log.reduce(
        (now, { fact, hlc }) => nodeHealth.evolve(now, throughBytes(fact), { hlc }),
        unknownNode('n'),
      )
      expect(replayed.hard).toEqual(state.hard)
      expect(replayed.soft).toEqual(unknownNode('n').soft)
    }),
  )
})

it('H15: and from the last fact of each kind alone, as compaction leaves them', () => {
  fc.assert(
    fc.property(anyStory, (story) => {
      const { log, state } = run(story)
      const last = log.filter(
        ({ fact }, place) => !log.slice(place + 1).some((later) => later.fact.kind === fact.kind),
      )
      const replayed = last.reduce(
        (now, { fact, hlc }) => nodeHealth.evolve(now, fact, { hlc }),
        unknownNode('n'),
      )
      expect(replayed.hard).toEqual(state.hard)
    }),
  )
})

it('H10: failed needs peers that have settled dead, recounted by hand', () => {
  fc.assert(
    fc.property(anyStory, anyForgetting, (story, forget) => {
      const played = run(story, forget)
      for (const { step, fact } of worsened(played)) {
        if (fact.verdict !== 'failed') continue
        const { observers, ballots, incarnation, round } = fact.evidence
        const dead = ballots.filter(
          (one) =>
            one.opinion === 'dead' &&
            one.incarnation === incarnation &&
            one.since <= (round ?? 0) &&
            (round ?? 0) <= one.round &&
            observers.includes(one.observer),
        )
        expect(2 * dead.length).toBeGreaterThan(observers.length)
        expect(lastSaidMs(played, step.ms, dead.length)).toBeLessThan(ballotLifeMs(config))
      }
    }),
  )
})

/** How long ago the newest `count` dead ballots came in. */
function lastSaidMs({ steps }: Run, now: number, count: number): number {
  const said = steps.filter(
    ({ ms, facts }) =>
      ms <= now &&
      facts.some((fact) => fact.kind === 'ballot-counted' && fact.ballot.opinion === 'dead'),
  )
  return now - (said.at(-count)?.ms ?? said.at(-1)?.ms ?? -Infinity)
}

/** A silence alone is enough only for who is plainly dead. */
const judgedAt = ({ after, ms }: Step, verdict: string): number =>
  verdict === 'failed' && isPlainlyDead(after.soft, monoMs(ms), config)
    ? config.silenceMs
    : judgedAfterMs(config)

/** Signs that the node was heard: what came in, whether or not the process still remembers it. */
const isHearing = ({ facts, before }: Step): boolean =>
  facts.some(
    (fact) =>
      (fact.kind === 'beat-heard' && fact.path === 'direct') ||
      (fact.kind === 'lease-observed' && !fact.seen.own && before.soft.lease !== undefined),
  )

it('H16: forgetting soft state at any moment never worsens a verdict: whatever gets worse was truly unheard for a full window', () => {
  fc.assert(
    fc.property(anyStory, anyForgetting, (story, forget) => {
      const played = run(story, forget)
      for (const { step, fact } of worsened(played)) {
        const heard = upTo(played, step).findLast(isHearing)
        expect(step.ms - (heard?.ms ?? 0)).toBeGreaterThanOrEqual(judgedAt(step, fact.verdict))
      }
    }),
  )
})

it('H14: nothing gets worse before the judge has listened a full window since it began or its hearing came back', () => {
  fc.assert(
    fc.property(anyStory, anyForgetting, (story, forget) => {
      const played = run(story, forget)
      for (const { step, fact } of worsened(played)) {
        const place = played.steps.indexOf(step)
        const began = played.steps.findLast(
          (one, i) =>
            i <= place && (forget.has(i) || (one.input.kind === 'hearing' && !one.input.up)),
        )
        const since = began?.ms ?? played.steps[0]?.ms ?? 0
        expect(step.ms - since).toBeGreaterThanOrEqual(judgedAt(step, fact.verdict))
      }
    }),
  )
})

it('H11: nobody fails within a silence of a relayed beat', () => {
  fc.assert(
    fc.property(anyStory, (story) => {
      const played = run(story)
      for (const { step, fact } of worsened(played)) {
        if (fact.verdict !== 'failed') continue
        const relayed = upTo(played, step).findLast((one) =>
          one.facts.some((heard) => heard.kind === 'beat-heard' && heard.path === 'relayed'),
        )
        expect(step.ms - (relayed?.ms ?? -Infinity)).toBeGreaterThanOrEqual(config.silenceMs)
      }
    }),
  )
})

it('H12: nobody fails anew while the site is cut', () => {
  fc.assert(
    fc.property(anyStory, (story) => {
      for (const { fact } of worsened(run(story)))
        if (fact.verdict === 'failed') expect(fact.evidence.siteCut).toBe(false)
    }),
  )
})

it('H25: nothing is decided or done about a node that is not managed', () => {
  fc.assert(
    fc.property(anyStory, (story) => {
      for (const { before, facts, after, ms } of run(story).steps) {
        if (before.hard.enrolled || after.hard.enrolled) continue
        expect(facts.filter(isDurable)).toEqual([])
        expect(nodeHealth.reconcile(after, moment(ms).mono, config).actions).toEqual([])
      }
    }),
  )
})

it('H18: who is failed, unmanaged, let go or without a kubelet is never held', () => {
  fc.assert(
    fc.property(anyStory, (story) => {
      for (const { after, ms } of run(story).steps) {
        const { enrolled, verdict, holdEnded } = after.hard
        const isDead = hasDeadKubelet(after)
        if (enrolled && verdict !== 'failed' && !isDead && !holdEnded) continue
        const { actions } = nodeHealth.reconcile(after, moment(ms).mono, config)
        const kindsWanted = actions.map((action) => action.kind)
        expect(kindsWanted).not.toContain('renew-lease')
        expect(kindsWanted).not.toContain('restore-ready')
      }
    }),
  )
})

it('H18: a held node’s Lease is never left to grow older than its share of the grace', () => {
  fc.assert(
    fc.property(anyStory, (story) => {
      for (const { after, ms } of run(story).steps) {
        const { hard, soft } = after
        const held =
          hard.enrolled && hard.verdict !== 'failed' && hard.kubelet !== 'dead' && !hard.holdEnded
        if (!held || soft.lease === undefined) continue
        const { actions, due } = nodeHealth.reconcile(after, moment(ms).mono, config)
        const renews = actions.some((action) => action.kind === 'renew-lease')
        const inTime =
          due !== undefined && due <= soft.lease.at + config.leaseGraceMs * config.holdAtShare
        expect(renews || inTime).toBe(true)
      }
    }),
  )
})

it('H33: who fails before the further beat is called dead by more than half of all others, each of whom the cloud just heard', () => {
  let early = 0
  fc.assert(
    fc.property(anyStory, anyForgetting, (story, forget) => {
      const played = run(story, forget)
      for (const { step, fact } of worsened(played)) {
        const heard = upTo(played, step).findLast(isHearing)
        const listening = step.after.soft.listeningSince ?? 0
        const silentMs = step.ms - Math.max(heard?.ms ?? 0, listening)
        if (silentMs >= judgedAfterMs(config)) continue
        early += 1
        expect(fact.verdict).toBe('failed')
        const { observers } = fact.evidence
        expect(observers.length).toBeLessThan(config.observersMax)
        const speakers = new Set(
          played.steps
            .filter(({ ms }) => ms <= step.ms && step.ms - ms < 2 * config.beatMs)
            .flatMap(({ input }) => (input.kind === 'ballot' ? [input] : []))
            .filter(({ ballot, observerHeard }) => observerHeard && ballot.opinion === 'dead')
            .map(({ ballot }) => ballot.observer),
        )
        const own = observers.filter((one) => speakers.has(one))
        expect(2 * own.length).toBeGreaterThan(observers.length)
      }
    }),
    { numRuns: 3_000 },
  )
  expect(early).toBeGreaterThan(0)
})

it('H34: who is heard and isolated has fallen silent more than once, and is healthy after a calm at the latest', () => {
  fc.assert(
    fc.property(anyStory, fc.nat({ max: 3 }), (story, more) => {
      const calm = Array.from({ length: 40 + more }, (_, i) => ({
        waitMs: 500,
        input: {
          kind: 'beat' as const,
          beat: beat({ incarnation: incarnation(9 + i) }),
          path: 'direct' as const,
        },
      }))
      const played = run([...settling.map((input) => ({ waitMs: 0, input })), ...story, ...calm])
      for (const { after, ms } of played.steps)
        if (after.hard.verdict === 'isolated' && isHeard(after.soft, monoMs(ms), config))
          expect(after.soft.lapses).toBeGreaterThan(1)
      if (played.state.hard.enrolled) expect(played.state.hard.verdict).toBe('healthy')
    }),
  )
})

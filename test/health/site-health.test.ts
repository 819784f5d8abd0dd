// The health of a site and of the cloud's own hearing.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { hearing, type HearingState } from '../../src/health/hearing.ts'
import type { HearingFact, SiteFact } from '../../src/health/facts.ts'
import type { HearingInput, SiteInput, Speech } from '../../src/health/inputs.ts'
import { siteHealth, type SiteState } from '../../src/health/site-health.ts'
import type { Presence } from '../../src/health/words.ts'
import { nodeId, siteId } from '../../src/kernel/ids.ts'
import { config, moment, timed } from './arbitraries.ts'

/** One site's process, driven by hand. */
class Site {
  state: SiteState = siteHealth.initial('s')
  facts: SiteFact[] = []
  ms = 1_000

  post(input: SiteInput): this {
    const at = moment(this.ms)
    const facts = siteHealth.decide(this.state, input, at)
    this.facts.push(...facts)
    this.state = facts.reduce((now, fact) => siteHealth.evolve(now, fact, at), this.state)
    return this
  }

  wait(ms: number): this {
    const { due } = siteHealth.reconcile(this.state, moment(this.ms).mono, config)
    this.ms += ms
    return due !== undefined && due <= this.ms ? this.post({ kind: 'tick' }) : this
  }

  /** `3 heard`, `1 silent`: so many members, named in order, are now so. */
  are(presence: Presence, ...numbers: readonly number[]): this {
    for (const n of numbers) this.post({ kind: 'member', node: nodeId(`n${n}`), presence })
    return this
  }

  of<K extends SiteFact['kind']>(kind: K): readonly Extract<SiteFact, { kind: K }>[] {
    return this.facts.filter((fact): fact is Extract<SiteFact, { kind: K }> => fact.kind === kind)
  }
}

it('H12: most of a site falling silent within one window is one fact about the site', () => {
  const site = new Site().are('heard', 1, 2, 3).wait(10_000).are('silent', 1)
  expect(site.of('site-cut')).toEqual([])
  site.wait(1_000).are('silent', 2)
  expect(site.of('site-cut')).toMatchObject([{ silent: ['n1', 'n2'], members: ['n1', 'n2', 'n3'] }])
  expect(site.are('silent', 3).of('site-cut')).toHaveLength(1)
})

it('H12: one node is never a site cut, nor are nodes that fall silent one after the other', () => {
  expect(new Site().are('heard', 1).are('silent', 1).of('site-cut')).toEqual([])
  expect(new Site().are('heard', 1, 2).are('silent', 1).of('site-cut')).toEqual([])
  const slowly = new Site().are('heard', 1, 2, 3, 4, 5)
  for (const n of [1, 2, 3]) slowly.wait(5_000).are('silent', n)
  expect(slowly.of('site-cut')).toEqual([])
})

it('H12: those tallied dead, and those silent long before, are not counted', () => {
  const dead = new Site().are('heard', 1, 2, 3).are('dead', 1)
  expect(dead.are('silent', 2).of('site-cut')).toEqual([])
  expect(dead.are('silent', 3).of('site-cut')).toHaveLength(1)
  const long = new Site().are('heard', 1, 2, 3, 4).are('silent', 1, 2).wait(10_000)
  expect(long.are('silent', 3, 4).of('site-cut')).toHaveLength(1)
})

it('H12: a cut ends when at least half of the members are heard, also after a restart of the judge', () => {
  const site = new Site().are('heard', 1, 2, 3, 4).are('silent', 1, 2, 3, 4)
  expect(site.are('heard', 1).of('site-healed')).toEqual([])
  const again = new Site()
  again.state = { ...again.state, hard: site.state.hard }
  expect(again.are('unheard', 1, 2, 3, 4).of('site-healed')).toEqual([])
  expect(again.are('heard', 1, 2).of('site-healed')).toMatchObject([{ heard: ['n1', 'n2'] }])
})

it('H1: members that join together are assigned together, and only those told for whom it changed', () => {
  const site = new Site().are('heard', 1, 2, 3)
  expect(site.of('observers-assigned')).toEqual([])
  expect([...(site.wait(300).of('observers-assigned')[0]?.changed ?? [])]).toEqual([
    ['n1', ['n2', 'n3']],
    ['n2', ['n1', 'n3']],
    ['n3', ['n1', 'n2']],
  ])
  site.are('left', 3).wait(300)
  expect(site.of('observers-assigned')[1]?.changed.get(nodeId('n1'))).toEqual(['n2'])
  expect(site.wait(300).of('observers-assigned')).toHaveLength(2)
})

const anySiteInput: fc.Arbitrary<SiteInput> = fc.oneof(
  fc.record({
    kind: fc.constant('member' as const),
    node: fc.nat({ max: 5 }).map((n) => nodeId(`n${n}`)),
    presence: fc.constantFrom<Presence>('unheard', 'heard', 'silent', 'dead', 'left'),
  }),
  fc.constant({ kind: 'tick' as const }),
)

it('H15, H17: whatever comes in, cut and healed alternate, and what is hard comes back from them', () => {
  fc.assert(
    fc.property(timed(anySiteInput.map((one) => [one])), (story) => {
      const site = new Site()
      for (const { waitMs, inputs } of story) {
        site.ms += waitMs
        inputs.forEach((input) => site.post(input))
      }
      const told = site.facts.filter(({ kind }) => kind === 'site-cut' || kind === 'site-healed')
      told.forEach(({ kind }, i) => expect(kind).toBe(i % 2 === 0 ? 'site-cut' : 'site-healed'))
      expect(site.state.hard.cut).toBe(told.length % 2 === 1)
    }),
  )
})

/** What the cloud's hearing leads to, input by input. */
function heard(inputs: readonly HearingInput[]): readonly boolean[] {
  let state: HearingState = hearing.initial('cloud')
  const changes: boolean[] = []
  const said = new Map<string, Speech>()
  for (const each of inputs) {
    const input = each.kind === 'site' ? { ...each, before: said.get(each.site) } : each
    if (input.kind === 'site') said.set(input.site, input.speech)
    const facts: readonly HearingFact[] = hearing.decide(state, input, moment(0))
    for (const fact of facts) {
      state = hearing.evolve(state, fact, moment(0))
      if (fact.kind === 'hearing-changed') changes.push(fact.up)
    }
  }
  return changes
}

const spoken = (name: string, members: number, how: 'some' | 'none' | 'unknown'): HearingInput => ({
  kind: 'site',
  site: siteId(name),
  speech: { members, heard: how },
  before: undefined,
})
const bus = (up: boolean): HearingInput => ({ kind: 'bus', up })

it('H13: if nobody speaks, the cloud counts as deaf; it hears again when anybody does', () => {
  const sites = [spoken('s', 2, 'some'), spoken('t', 1, 'some')]
  expect(heard([bus(true), ...sites])).toEqual([true])
  const silent = [spoken('s', 2, 'none'), spoken('t', 1, 'none')]
  expect(heard([bus(true), ...sites, ...silent])).toEqual([true, false])
  expect(heard([bus(true), ...sites, ...silent, spoken('t', 1, 'some')])).toEqual([
    true,
    false,
    true,
  ])
})

it('H13: one node alone that falls silent is no deafness, and who may still be heard is no silence', () => {
  expect(heard([bus(true), spoken('s', 1, 'none')])).toEqual([true])
  expect(heard([bus(true), spoken('s', 2, 'none'), spoken('t', 2, 'unknown')])).toEqual([
    true,
    false,
    true,
  ])
  expect(heard([bus(true), spoken('s', 2, 'unknown')])).toEqual([true])
})

it('H14: without its bus the cloud does not hear', () => {
  expect(heard([spoken('s', 2, 'some')])).toEqual([])
  expect(heard([bus(true), bus(false), bus(false), bus(true)])).toEqual([true, false, true])
})

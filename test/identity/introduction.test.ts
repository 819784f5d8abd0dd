// Introductions: pinned keys, foreign keys, forgotten nodes.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { introduction } from '../../src/identity/introduction.ts'
import type { IntroductionInput } from '../../src/identity/introduction.ts'
import { trustOf, type Trust } from '../../src/identity/trust.ts'
import type { IdentityFact } from '../../src/identity/facts.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import { random } from '../../src/kernel/random.ts'
import { monoMs, wallMs } from '../../src/kernel/time.ts'

const hlc = { wallMs: wallMs(1), counter: 0 }
const moment = { mono: monoMs(0), hlc, random: random(1), config: undefined }

function play(inputs: readonly IntroductionInput[]) {
  let state = introduction.initial('n1')
  const facts: IdentityFact[] = []
  for (const input of inputs) {
    for (const fact of introduction.decide(state, input, moment)) {
      state = introduction.evolve(state, fact, { hlc, mono: monoMs(0) })
      facts.push(fact)
    }
  }
  return { state, facts }
}

const said = (signKey: string, lan = '10.0.0.1:1883', epoch = 1, isAlone = false) => ({
  kind: 'introduced' as const,
  isAlone,
  trust: 'first-use' as Trust,
  introduced: { lan, kubelet: '10.0.0.1:10250', version: '0.1.0', signKey, sealKey: 'ee', epoch },
})

describe('introduction', () => {
  it('C2: the first key is pinned; another key is refused and recorded once', () => {
    const { state, facts } = play([said('aa'), said('aa'), said('bb'), said('bb')])
    expect(facts.map((fact) => fact.kind)).toEqual(['node-introduced', 'key-refused'])
    expect(state.hard.introduced?.signKey).toBe('aa')
  })

  it('C30: another key is pinned in its place once only that life is heard, a later one or an older one', () => {
    const { state, facts } = play([
      said('aa', undefined, 3),
      said('bb', undefined, 3, true),
      said('bb', undefined, 4, false),
      said('bb', undefined, 4, true),
      said('aa', undefined, 3, false),
      said('aa', undefined, 3, true),
    ])
    const replaced = ['key-refused', 'key-replaced', 'node-introduced']
    expect(facts.map((fact) => fact.kind)).toEqual(['node-introduced', ...replaced, ...replaced])
    expect(state.hard).toMatchObject({ refused: undefined, introduced: { signKey: 'aa' } })
  })

  it('C2: the same key may bring a new address', () => {
    const { state, facts } = play([said('aa'), said('aa', '10.0.0.2:1883')])
    expect(facts).toHaveLength(2)
    expect(state.hard.introduced?.lan).toBe('10.0.0.2:1883')
  })

  it('C3: a node that Kubernetes forgot may come back with a new key', () => {
    const { state } = play([said('aa'), said('bb'), { kind: 'forget' }, said('bb')])
    expect(state.hard.introduced?.signKey).toBe('bb')
    expect(play([{ kind: 'forget' }]).facts).toEqual([])
  })

  it('C32: a listed key is pinned at once, also in place of another; an unlisted one is refused, once', () => {
    const as = (trust: Trust, key: string) => ({ ...said(key), trust })
    const { state, facts } = play([
      said('aa'),
      as('unlisted', 'aa'),
      as('unlisted', 'aa'),
      as('listed', 'bb'),
      as('unlisted', 'aa'),
      as('listed', 'bb'),
    ])
    expect(facts.map((fact) => fact.kind)).toEqual([
      'node-introduced',
      'key-refused',
      'key-replaced',
      'node-introduced',
      'key-refused',
    ])
    expect(state.hard.introduced?.signKey).toBe('bb')
    expect(play([as('unlisted', 'aa')]).state.hard.introduced).toBeUndefined()
  })

  it('C32: a node is trusted with the keys that are listed for it, and with all of them', () => {
    const list = new Map([
      [nodeId('n1'), { sign: 'aa', seal: undefined }],
      [nodeId('n2'), { sign: 'bb', seal: 'ee' }],
    ])
    const of = (node: string, signKey: string, sealKey = 'ff') =>
      trustOf(list, nodeId(node), { signKey, sealKey })
    expect(trustOf(undefined, nodeId('n1'), { signKey: 'x', sealKey: 'y' })).toBe('first-use')
    expect([of('n1', 'aa'), of('n2', 'bb', 'ee')]).toEqual(['listed', 'listed'])
    for (const trust of [of('n1', 'bb'), of('n2', 'aa', 'ee'), of('n2', 'bb'), of('n3', 'aa')])
      expect(trust).toBe('unlisted')
  })

  it('hard state after replay equals hard state live', () => {
    const input = fc.oneof(
      fc.constantFrom(said('aa'), said('bb'), said('aa', 'x:1')),
      fc.constantFrom('listed', 'unlisted').map((trust) => ({ ...said('cc'), trust }) as const),
      fc.constant({ kind: 'forget' as const }),
    )
    fc.assert(
      fc.property(fc.array(input), (inputs) => {
        const { state, facts } = play(inputs)
        const replayed = facts.reduce(
          (before, fact) => introduction.evolve(before, fact, { hlc }),
          introduction.initial('n1'),
        )
        expect(replayed.hard).toEqual(state.hard)
      }),
    )
  })
})

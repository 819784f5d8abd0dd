// The follower of a feed: directed cases, and a property over everything that a bus and an owner may do.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FeedFact } from '../../src/mirror/feed-fact.ts'
import { bufferMax } from '../../src/mirror/follow.ts'
import type { FollowInput } from '../../src/mirror/follow.ts'
import { ModelFollower } from './model-follower.ts'
import { ModelOwner } from './model-owner.ts'

/** Answers all open questions, in order. */
function settle(owner: ModelOwner, follower: ModelFollower): void {
  for (let ask = follower.asks.shift(); ask !== undefined; ask = follower.asks.shift())
    follower.post({ kind: 'answer', answer: owner.answer(ask) })
}

/** The follower is heard again: what is open was lost, beats tell where it is, until nothing is left to say. */
function heal(owner: ModelOwner, follower: ModelFollower): void {
  follower.asks.length = 0
  follower.post({ kind: 'unanswered' })
  settle(owner, follower)
  for (let beats = 0; beats < 3; beats++) {
    follower.post({ kind: 'head', head: owner.toldHead() })
    settle(owner, follower)
  }
}

function current(): { owner: ModelOwner; follower: ModelFollower } {
  const owner = new ModelOwner()
  const follower = new ModelFollower()
  for (const n of [1, 2, 3, 4, 5]) owner.change(n, 'first')
  follower.post({ kind: 'linked' })
  settle(owner, follower)
  return { owner, follower }
}

const live = (fact: FeedFact | undefined): FollowInput => {
  if (fact === undefined) throw new Error('nothing changed')
  return { kind: 'fact', fact }
}

describe('a follower', () => {
  it('D1: begins with nothing, takes pages up to the head, and is complete only then', () => {
    const owner = new ModelOwner()
    const follower = new ModelFollower()
    for (const n of [1, 2, 3, 4, 5]) owner.change(n, 'first')
    follower.post({ kind: 'linked' })
    while (follower.asks.length > 0 && !follower.isComplete) {
      const ask = follower.asks.shift()
      if (ask !== undefined) follower.post({ kind: 'answer', answer: owner.answer(ask) })
      expect(follower.isComplete).toBe(follower.objects.size === 5)
    }
    expect(follower.bodies()).toEqual(owner.objects())
    expect(follower.isCurrent).toBe(true)
  })

  it('D2: takes the next fact as it comes, asks when one is missing, and drops what it had', () => {
    const { owner, follower } = current()
    const sixth = owner.change(6, 'new')
    follower.post(live(sixth))
    expect(follower.asks).toEqual([])
    follower.post(live(sixth))
    expect(follower.isCurrent).toBe(true)
    const lost = owner.change(1, 'changed')
    follower.post(live(owner.change(2, undefined)))
    expect(follower.asks.map(({ what }) => what)).toEqual([{ kind: 'page', after: 6 }])
    expect(follower.bodies().get('/things/d/t2')).toBe('first')
    follower.post(live(lost))
    settle(owner, follower)
    expect(follower.bodies()).toEqual(owner.objects())
  })

  it('D3: a fact without its body is asked for', () => {
    const { owner, follower } = current()
    const large = owner.change(6, 'large')
    follower.post(live(large && { ...large, kind: 'withheld', body: new Uint8Array() }))
    expect(follower.isCurrent).toBe(false)
    settle(owner, follower)
    expect(follower.bodies()).toEqual(owner.objects())
    expect(follower.isCurrent).toBe(true)
  })

  it('D4: keeps at most 1,024 facts for later, and asks for the rest', () => {
    const { owner, follower } = current()
    owner.change(0, 'lost')
    for (let n = 10; n < 10 + bufferMax + 50; n++) follower.post(live(owner.change(n, 'many')))
    expect(follower.state.buffer.size).toBe(bufferMax)
    settle(owner, follower)
    expect(follower.bodies()).toEqual(owner.objects())
    expect(follower.isCurrent).toBe(true)
  })

  it('D5: an answer to another question than the open one changes nothing', () => {
    const { owner, follower } = current()
    owner.change(6, 'new')
    follower.post({ kind: 'head', head: owner.toldHead() })
    const [first] = follower.asks.splice(0)
    follower.post({ kind: 'linked' })
    const before = follower.state
    if (first !== undefined) follower.post({ kind: 'answer', answer: owner.answer(first) })
    expect(follower.state).toBe(before)
    settle(owner, follower)
    expect(follower.bodies()).toEqual(owner.objects())
  })

  it('E36: asks again what has no answer yet under the same number, and takes the late answer', () => {
    const { owner, follower } = current()
    owner.change(6, 'new')
    follower.post({ kind: 'head', head: owner.toldHead() })
    const [first] = follower.asks.splice(0)
    follower.post({ kind: 'unanswered' })
    expect(follower.asks).toEqual([first])
    if (first === undefined) throw new Error('nothing was asked')
    const late = owner.answer(first)
    owner.change(7, 'later')
    follower.post({ kind: 'answer', answer: late })
    expect(follower.bodies().get('/things/d/t6')).toBe('new')
    const before = follower.state
    follower.post({ kind: 'answer', answer: late })
    expect(follower.state).toBe(before)
    heal(owner, follower)
    expect(follower.bodies()).toEqual(owner.objects())
  })

  it('D6: in a new epoch it fetches what differs and nothing else', () => {
    const { owner, follower } = current()
    owner.change(1, undefined)
    owner.change(2, 'changed')
    owner.renew()
    owner.change(7, 'new')
    follower.post({ kind: 'head', head: owner.toldHead() })
    const asked: string[] = []
    for (let ask = follower.asks.shift(); ask !== undefined; ask = follower.asks.shift()) {
      asked.push(ask.what.kind === 'facts' ? `facts ${ask.what.seqs.length}` : ask.what.kind)
      follower.post({ kind: 'answer', answer: owner.answer(ask) })
    }
    expect(asked).toEqual(['page', 'keys', 'facts 2', 'page'])
    expect(follower.bodies()).toEqual(owner.objects())
  })

  it('D7: behind the floor it compares, and what it was not told to delete goes', () => {
    const { owner, follower } = current()
    owner.change(1, undefined)
    owner.change(2, undefined)
    owner.sweep()
    owner.change(3, 'later')
    follower.post({ kind: 'linked' })
    settle(owner, follower)
    expect(follower.bodies()).toEqual(owner.objects())
    expect(follower.isCurrent).toBe(true)
  })

  it('D8: what a bent store lost is found by the mark alone, at the very place of the owner', () => {
    const { owner, follower } = current()
    follower.objects.delete('/things/d/t3')
    follower.held.drop('/things/d/t3')
    follower.post({ kind: 'head', head: owner.toldHead() })
    settle(owner, follower)
    expect(follower.bodies()).toEqual(owner.objects())
  })
})

type Deed =
  | { readonly do: 'change'; readonly n: number; readonly body: string | undefined }
  | { readonly do: 'deliver' | 'lose' | 'again'; readonly at: number }
  | { readonly do: 'answer' | 'sweep' | 'renew' | 'unanswered' | 'linked' | 'beat' | 'restart' }
  | { readonly do: 'save' | 'restore' }

const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('change' as const),
      n: fc.nat({ max: 12 }),
      body: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom('deliver' as const, 'lose' as const, 'again' as const),
      at: fc.nat({ max: 6 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constantFrom('answer' as const, 'beat' as const) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('sweep' as const, 'renew' as const, 'unanswered' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('linked' as const, 'restart' as const),
    }),
  },
)

const withRollback = fc.oneof(
  { weight: 14, arbitrary: deed },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('save' as const, 'restore' as const) }),
  },
)

/** Owner and follower with a network between them that does what it is told. */
class Bed {
  readonly owner = new ModelOwner()
  readonly follower = new ModelFollower()
  readonly network: FollowInput[] = []
  #saved: ModelOwner | undefined

  do(deed: Deed): void {
    const { owner, follower, network } = this
    switch (deed.do) {
      case 'change': {
        const fact = owner.change(deed.n, deed.body)
        if (fact !== undefined) network.push({ kind: 'fact', fact })
        return
      }
      case 'deliver': {
        const [input] = network.splice(deed.at % Math.max(1, network.length), 1)
        return input && follower.post(input)
      }
      case 'again': {
        const input = network[deed.at % Math.max(1, network.length)]
        return input && follower.post(input)
      }
      case 'lose':
        return void network.splice(deed.at % Math.max(1, network.length), 1)
      case 'answer': {
        const ask = follower.asks.shift()
        if (ask !== undefined) network.push({ kind: 'answer', answer: owner.answer(ask) })
        return
      }
      case 'beat':
        return void network.push({ kind: 'head', head: owner.toldHead() })
      case 'unanswered':
      case 'linked':
        return follower.post({ kind: deed.do })
      case 'restart':
        return follower.restart()
      case 'sweep':
      case 'renew':
        return owner[deed.do]()
      case 'save':
        this.#saved = owner.copy()
        return
      case 'restore':
        if (this.#saved === undefined) return
        follower.rolledBack = true
        return owner.restore(this.#saved)
    }
  }
}

describe('whatever happens', () => {
  const proven = (deeds: readonly Deed[]): void => {
    const bed = new Bed()
    bed.follower.post({ kind: 'linked' })
    for (const each of deeds) bed.do(each)
    heal(bed.owner, bed.follower)
    expect(bed.follower.bodies()).toEqual(bed.owner.objects())
    expect(bed.follower.isCurrent).toBe(true)
    expect(bed.follower.isComplete).toBe(true)
  }

  it('D9: a follower that is heard again ends with exactly what the owner has', () => {
    const deeds = fc.array(deed, { maxLength: 120, size: 'max' })
    fc.assert(fc.property(deeds, proven), { numRuns: 2_000 })
  })

  it('D10: also where an old copy of the store was put back under the owner', () => {
    const deeds = fc.array(withRollback, { maxLength: 120, size: 'max' })
    fc.assert(fc.property(deeds, proven), { numRuns: 2_000 })
  })
})

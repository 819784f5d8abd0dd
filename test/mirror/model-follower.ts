// A follower as a model: the shipped machine, its store a map, watched for what it must never do.
import { expect } from 'vitest'
import type { FeedFact } from '../../src/mirror/feed-fact.ts'
import { voidCursor } from '../../src/mirror/feed-fact.ts'
import { beginFollow, follow, isCurrent } from '../../src/mirror/follow.ts'
import type { Follow, FollowInput, FollowOutput } from '../../src/mirror/follow.ts'
import { Holdings } from '../../src/mirror/holdings.ts'
import { keyText } from '../../src/mirror/scope.ts'
import type { SyncAsk } from '../../src/mirror/sync.ts'
import { contentOfFact } from './model-owner.ts'

/** The follower. */
export class ModelFollower {
  readonly held = new Holdings()
  readonly objects = new Map<string, FeedFact>()
  readonly asks: SyncAsk[] = []
  state: Follow = beginFollow(voidCursor, false, 100)
  #cursor = voidCursor
  #complete = false

  post(input: FollowInput): void {
    const { state, outputs } = follow(this.state, input, this.held)
    this.state = state
    expect(state.buffer.size).toBeLessThanOrEqual(1_024)
    for (const output of outputs) this.#do(output, input)
  }

  /** The process ends and begins again on what was written. */
  restart(): void {
    this.state = beginFollow(this.#cursor, this.#complete, this.state.asked + 100)
    this.post({ kind: 'linked' })
  }

  get isCurrent(): boolean {
    return isCurrent(this.state)
  }

  get isComplete(): boolean {
    return this.#complete
  }

  bodies(): ReadonlyMap<string, string> {
    return new Map(
      [...this.objects].map(([text, { body }]) => [text, new TextDecoder().decode(body)]),
    )
  }

  #do(output: FollowOutput, because: FollowInput): void {
    if (output.kind === 'ask') {
      const { ask, epoch, what } = output
      this.asks.push({ ask, scope: 'all', epoch, what })
      return
    }
    for (const fact of output.facts) this.#apply(fact)
    for (const text of output.drops) {
      // Without a fact that says so, only what the owner did not list is deleted.
      expect(because).toMatchObject({ kind: 'answer', answer: { said: { kind: 'keys' } } })
      if (because.kind === 'answer' && because.answer.said.kind === 'keys')
        expect(because.answer.said.listed.map(({ key }) => keyText(key))).not.toContain(text)
      this.objects.delete(text)
      this.held.drop(text)
    }
    this.#cursor = output.cursor
    this.#complete = output.complete
  }

  /** Of one object no older fact ever follows a newer one of the same epoch. */
  #apply(fact: FeedFact): void {
    const text = keyText(fact.key)
    const before = this.objects.get(text)
    if (before?.epoch === fact.epoch && !this.rolledBack)
      expect(fact.seq).toBeGreaterThanOrEqual(before.seq)
    expect(fact.kind).not.toBe('withheld')
    if (fact.kind === 'placed') {
      this.objects.set(text, fact)
      this.held.put(text, contentOfFact(fact))
    } else {
      this.objects.delete(text)
      this.held.drop(text)
    }
  }

  /** Where the owner's history went back, its sequences did too. */
  rolledBack = false
}

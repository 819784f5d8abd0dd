// An owner of one feed as a model: all in memory, answers at once, forgets, rolls back and begins anew on demand.
import { sha256 } from '../../bus/adapters/node-keyring.ts'
import { Buckets, bucketOf, contentOf } from '../../src/mirror/buckets.ts'
import type { Content } from '../../src/mirror/buckets.ts'
import type { FeedFact } from '../../src/mirror/feed-fact.ts'
import type { ObjectKey, Scope } from '../../src/mirror/scope.ts'
import { keyText } from '../../src/mirror/scope.ts'
import type { FeedHead, SyncAnswer, SyncAsk } from '../../src/mirror/sync.ts'
import { wallMs } from '../../src/kernel/time.ts'

/** The object of a number. */
export const keyOf = (n: number): ObjectKey => ({
  group: '',
  resource: 'things',
  namespace: 'd',
  name: `t${n}`,
})

const bytesOf = (text: string) => new TextEncoder().encode(text)

/** What stands for an object in digests. */
export const contentOfFact = ({ key, body }: FeedFact): Content =>
  contentOf(sha256, keyText(key), body)

/** The owner. Pages and facts come a few at a time, so that following takes several steps. */
export class ModelOwner {
  readonly scope: Scope
  epoch = 1
  head = 0
  floor = 0
  last = new Map<string, FeedFact>()

  constructor(scope: Scope = 'all') {
    this.scope = scope
  }

  /** Places an object, or lets it leave; the fact that is told live. */
  change(n: number, body: string | undefined): FeedFact | undefined {
    return this.set(keyOf(n), body)
  }

  /** The same with any object. */
  set(key: ObjectKey, body: string | undefined): FeedFact | undefined {
    const text = keyText(key)
    if (body === undefined && this.last.get(text)?.kind !== 'placed') return undefined
    this.head += 1
    const kind = body === undefined ? 'left' : 'placed'
    const said = { kind, body: bytesOf(body ?? ''), sealed: false } as const
    const fact: FeedFact = {
      scope: this.scope,
      epoch: this.epoch,
      seq: this.head,
      key,
      atMs: wallMs(1),
      ...said,
    }
    this.last.set(text, fact)
    return fact
  }

  /** Forgets all that left. */
  sweep(): void {
    for (const [text, { kind, seq }] of this.last) {
      if (kind !== 'left') continue
      this.floor = Math.max(this.floor, seq)
      this.last.delete(text)
    }
  }

  /** The store was lost: all that is there is placed again, in a new epoch. */
  renew(): void {
    this.epoch += 1
    this.head = 0
    this.floor = 0
    const there = [...this.placed()]
    this.last.clear()
    for (const { key, body } of there)
      this.change(Number(key.name.slice(1)), new TextDecoder().decode(body))
  }

  copy(): ModelOwner {
    const copy = new ModelOwner(this.scope)
    Object.assign(copy, { ...this, last: new Map(this.last) })
    return copy
  }

  /** An old copy of the store was put back; then Kubernetes is read again, so that nothing of what there is is missing. */
  restore(old: ModelOwner): void {
    const now = this.objects()
    Object.assign(this, { ...old, last: new Map(old.last) })
    for (const [text] of this.objects()) if (!now.has(text)) this.change(numberOf(text), undefined)
    for (const [text, body] of now)
      if (this.objects().get(text) !== body) this.change(numberOf(text), body)
  }

  placed(): readonly FeedFact[] {
    return [...this.last.values()].filter(({ kind }) => kind === 'placed')
  }

  objects(): ReadonlyMap<string, string> {
    return new Map(
      this.placed().map(({ key, body }) => [keyText(key), new TextDecoder().decode(body)]),
    )
  }

  /** What is told to a follower at another place. */
  toldHead(): FeedHead {
    const mark = this.#buckets().mark({ epoch: this.epoch, seq: this.head })
    return { scope: this.scope, epoch: this.epoch, head: this.head, mark }
  }

  answer({ ask, scope, epoch, what }: SyncAsk): SyncAnswer {
    const { head, floor } = this
    const of = { ask, scope, epoch: this.epoch }
    const digests = { kind: 'digests', through: head, digests: this.#buckets().bytes() } as const
    if (what.kind === 'digests' || epoch !== this.epoch) return { ...of, said: digests }
    if (what.kind === 'keys') {
      const asked = new Set(what.buckets)
      const listed = this.placed()
        .filter(({ key }) => asked.has(bucketOf(keyText(key))))
        .map((fact) => ({ key: fact.key, seq: fact.seq, content: contentOfFact(fact) }))
      return { ...of, said: { kind: 'keys', listed } }
    }
    const facts = [...this.last.values()].toSorted((a, b) => a.seq - b.seq)
    if (what.kind === 'facts') {
      const covered = Math.min(2, what.seqs.length)
      const asked = new Set(what.seqs.slice(0, covered))
      return {
        ...of,
        said: { kind: 'facts', facts: facts.filter(({ seq }) => asked.has(seq)), covered },
      }
    }
    const { after } = what
    if ((after > 0 && after < floor) || after > head) return { ...of, said: digests }
    const rest = facts.filter(({ seq }) => seq > after)
    const page = rest.slice(0, 3)
    const through = rest.length > 3 ? (page.at(-1)?.seq ?? head) : head
    return { ...of, said: { kind: 'page', facts: page, through, head, floor } }
  }

  #buckets(): Buckets {
    const buckets = new Buckets()
    for (const fact of this.placed()) buckets.add(bucketOf(keyText(fact.key)), contentOfFact(fact))
    return buckets
  }
}

const numberOf = (text: string): number => Number(text.slice(text.lastIndexOf('/') + 2))

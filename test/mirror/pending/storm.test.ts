// Any order of accepting, crashes, replays, repeats, losses, compaction and older copies, against a model of Kubernetes.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { NodeWriteFact, WriteFact } from '../../../src/mirror/pending/facts.ts'
import { nodeWrites } from '../../../src/mirror/pending/node-writes.ts'
import type { NodeWritesInput } from '../../../src/mirror/pending/node-writes.ts'
import { replays } from '../../../src/mirror/pending/replays.ts'
import { settledUpTo } from '../../../src/mirror/pending/queue.ts'
import { writeText } from '../../../src/mirror/pending/write.ts'
import type { PendingWrite, Write } from '../../../src/mirror/pending/write.ts'
import { random } from '../../../src/kernel/random.ts'
import { monoMs, wallMs } from '../../../src/kernel/time.ts'
import { nodeId } from '../../../src/kernel/ids.ts'
import { factKey } from '../../../schemas/fact-codec.ts'

const hlc = { wallMs: wallMs(1), counter: 0 }
const moment = { mono: monoMs(0), hlc, random: random('storm') }

/** A write to one of three objects; each sets a field of its own, or one that all set. */
function writeOf(object: number, value: number, own: boolean): Write {
  const name = `pod-${object}`
  const target = {
    group: '',
    version: 'v1',
    resource: 'pods',
    kind: 'Pod',
    namespace: 'shop',
    name,
  }
  const field = own ? `own-${value}` : 'shared'
  const patch = { metadata: { annotations: { [field]: String(value) } } }
  return { target, uid: name, change: { verb: 'patch', form: 'merge', status: true, patch } }
}

/** A node, its journal, the way up, the cloud, its journal and Kubernetes; all of it may be late, and most may crash. */
class Storm {
  /** What each object has been told, in the order of its effects. */
  readonly effects: string[] = []
  readonly objects = new Map<string, Map<string, string>>()
  readonly #marks = new Map<string, { life: string; number: number }>()
  readonly acknowledged: { name: string; write: Write }[] = []
  #lives = 1
  #nodeJournal: NodeWriteFact[] = []
  #node = nodeWrites.initial('a-1')
  #cloudJournal: WriteFact[] = []
  #cloud = replays.initial('a-1')
  /** How much of the node's journal the cloud has taken. */
  #taken = 0
  #told = new Set<string>()
  #value = 0
  #copy: { journal: NodeWriteFact[]; taken: number } | undefined

  accept(object: number, own: boolean): void {
    this.#value += 1
    const write = writeOf(object, this.#value, own)
    const [fact] = this.#decide({ kind: 'accept', write })
    if (fact?.kind !== 'write-accepted') throw new Error('not accepted')
    this.acknowledged.push({ name: writeText(fact), write })
    const pending = this.#node.hard.queue.filter(({ target }) => target.name === write.target.name)
    expect(pending.at(-1)).toMatchObject({ number: fact.number })
  }

  /** The cloud takes the next facts of the node's journal. */
  ship(count: number): void {
    for (const fact of this.#nodeJournal.slice(this.#taken, this.#taken + count)) this.#keep(fact)
    this.#taken = Math.min(this.#nodeJournal.length, this.#taken + count)
  }

  /** The head is replayed; the cloud may crash between the call and its record. */
  replay(crashes: boolean): void {
    const [action] = replays.reconcile(this.#cloud, monoMs(0), undefined).actions
    if (action?.kind !== 'replay-write') return
    this.#call(action.write)
    if (crashes) return this.crashCloud(false)
    const { life, number } = action.write
    for (const fact of replays.decide(
      this.#cloud,
      { kind: 'replayed', life, number, version: undefined },
      { ...moment, config: undefined },
    ))
      this.#keep(fact)
  }

  /** The node hears what became of its writes, perhaps. */
  tell(isLost: boolean): void {
    const actions = replays.reconcile(this.#cloud, monoMs(0), undefined).actions
    const told = actions.find((each) => each.kind === 'tell-outcomes')
    if (told?.kind !== 'tell-outcomes' || isLost) return
    for (const outcome of told.outcomes) this.#told.add(writeText(outcome))
    const { queue } = this.#node.hard
    const upTo = settledUpTo(
      queue,
      (write) => this.#told.has(writeText(write)),
      () => true,
    )
    if (upTo !== undefined) this.#decide({ kind: 'settle', upTo })
  }

  crashNode(): void {
    this.#lives += 1
    this.#told = new Set()
    this.#node = nodeWrites.initial('a-1')
    const read = this.#nodeJournal
    for (const fact of read) this.#node = nodeWrites.evolve(this.#node, fact, { hlc })
    const folded = foldOf(read).reduce(
      (state, fact) => nodeWrites.evolve(state, fact, { hlc }),
      nodeWrites.initial('a-1'),
    )
    expect(folded).toEqual(this.#node)
  }

  crashCloud(compacts: boolean): void {
    if (compacts) this.#cloudJournal = foldOf(this.#cloudJournal)
    const before = this.#cloud.hard.queue
    this.#cloud = this.#cloudJournal.reduce(
      (state, fact) => replays.evolve(state, fact, { hlc }),
      replays.initial('a-1'),
    )
    expect(this.#cloud.hard.queue).toEqual(before)
  }

  /** A copy of the node's disk is made, or put back: what was never known to be taken is repeated. */
  copy(): void {
    this.#copy = { journal: [...this.#nodeJournal], taken: Math.max(0, this.#taken - 2) }
  }

  restore(): void {
    if (this.#copy === undefined || this.#taken < this.#nodeJournal.length) return
    this.#nodeJournal = [...this.#copy.journal]
    this.#taken = this.#copy.taken
    this.crashNode()
  }

  #decide(input: NodeWritesInput): readonly NodeWriteFact[] {
    const facts = nodeWrites.decide(this.#node, input, {
      ...moment,
      config: { life: `life-${this.#lives}` },
    })
    for (const fact of facts) {
      this.#nodeJournal.push(fact)
      this.#node = nodeWrites.evolve(this.#node, fact, { hlc })
    }
    return facts
  }

  #keep(fact: WriteFact): void {
    this.#cloudJournal.push(fact)
    this.#cloud = replays.evolve(this.#cloud, fact, { hlc })
  }

  /** What `cloud/replay/` does: the mark on the object says what it has already. */
  #call(write: PendingWrite): void {
    const { name } = write.target
    const mark = this.#marks.get(name)
    if (mark?.life === write.life && mark.number >= write.number) return
    this.#marks.set(name, write)
    this.effects.push(writeText(write))
    if (write.change.verb !== 'patch') return
    const { metadata } = write.change.patch as { metadata: { annotations: Record<string, string> } }
    const fields = this.objects.get(name) ?? new Map<string, string>()
    for (const [field, value] of Object.entries(metadata.annotations)) fields.set(field, value)
    this.objects.set(name, fields)
  }

  /** Everybody is left in peace. */
  calm(): void {
    for (let round = 0; round < 4; round++) {
      this.ship(Infinity)
      for (let i = 0; i < 200; i++) this.replay(false)
      this.tell(false)
    }
    expect(this.#node.hard.queue).toEqual([])
    expect(this.#cloud.hard.queue).toEqual([])
    expect(this.#cloud.hard.untold).toEqual([])
  }
}

/** What compaction leaves: the last fact of each key, in order. */
function foldOf<F extends WriteFact>(facts: readonly F[]): F[] {
  const last = new Map(facts.map((fact, at) => [factKey({ ...fact, node: nodeId('a-1') }), at]))
  return facts.filter((fact, at) => last.get(factKey(fact)) === at)
}

type Step = (storm: Storm) => void
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ object: fc.nat({ max: 2 }), own: fc.boolean() }).map(
      ({ object, own }): Step =>
        (storm) =>
          storm.accept(object, own),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.nat({ max: 3 }).map(
      (count): Step =>
        (storm) =>
          storm.ship(count),
    ),
  },
  {
    weight: 6,
    arbitrary: fc.boolean().map(
      (crashes): Step =>
        (storm) =>
          storm.replay(crashes),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.boolean().map(
      (isLost): Step =>
        (storm) =>
          storm.tell(isLost),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Step>((storm) => storm.crashNode()) },
  {
    weight: 1,
    arbitrary: fc.boolean().map(
      (compacts): Step =>
        (storm) =>
          storm.crashCloud(compacts),
    ),
  },
)

/** What a client would expect of all it was answered: each field has the last value that was written. */
function expected(storm: Storm): Map<string, Map<string, string>> {
  const objects = new Map<string, Map<string, string>>()
  for (const { write } of storm.acknowledged) {
    if (write.change.verb !== 'patch') continue
    const { metadata } = write.change.patch as { metadata: { annotations: Record<string, string> } }
    const fields = objects.get(write.target.name) ?? new Map<string, string>()
    for (const [field, value] of Object.entries(metadata.annotations)) fields.set(field, value)
    objects.set(write.target.name, fields)
  }
  return objects
}

it('A73: whatever happens, each write has its effect once, in order, and none that was acknowledged is lost', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const storm = new Storm()
      for (const each of steps) each(storm)
      storm.calm()
      expect(storm.objects).toEqual(expected(storm))
      expect(new Set(storm.effects).size).toBe(storm.effects.length)
      const places = storm.effects.map((name) =>
        storm.acknowledged.findIndex((each) => each.name === name),
      )
      expect(places).toEqual(places.toSorted((a, b) => a - b))
    }),
    { numRuns: 500 },
  )
})

it('A64: an older copy of a journal doubles no write, and what is written on it is not taken for old', () => {
  const storm = new Storm()
  for (let i = 0; i < 3; i++) storm.accept(0, true)
  storm.copy()
  storm.accept(1, true)
  storm.accept(1, true)
  storm.ship(Infinity)
  for (let i = 0; i < 9; i++) storm.replay(false)
  storm.restore()
  storm.accept(2, true)
  storm.accept(2, true)
  storm.calm()
  expect(storm.objects).toEqual(expected(storm))
  expect(new Set(storm.effects).size).toBe(storm.effects.length)
})

it('A64: writes take the places of those that ended, so a journal keeps no more than were pending at once', () => {
  const storm = new Storm()
  for (let i = 0; i < 50; i++) {
    storm.accept(i % 3, true)
    storm.ship(Infinity)
    storm.replay(false)
    storm.tell(false)
  }
  storm.crashCloud(true)
  storm.calm()
  expect(storm.effects).toHaveLength(50)
})

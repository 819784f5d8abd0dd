// Shards that several replicas share: who owns, what is written, and what is left after faults of the log.
import { describe, expect, it } from 'vitest'
import { takenDraft } from '../../../bus/up/taken.ts'
import { encodeEnvelope } from '../../../schemas/envelope.ts'
import { Fault } from '../../../src/kernel/fault.ts'
import { ownerOf } from '../../../src/kernel/hash.ts'
import { epoch, producerId, sequence } from '../../../src/kernel/ids.ts'
import { note, shardCount, shardOfNote, shardWorld, write } from '../../support/shard-world.ts'
import type { RunningReplica } from '../../support/shard-world.ts'

type World = ReturnType<typeof shardWorld>

/** Writes and lets the world run until the answer is there. */
function written(world: World, replica: RunningReplica, text: string): Fault | 'written' {
  let outcome: Fault | 'written' | undefined
  write(replica, text, (fault) => {
    outcome = fault ?? 'written'
  })
  for (let i = 0; i < 200 && outcome === undefined; i++) world.run(50)
  if (outcome === undefined) throw new Error('a write was never answered')
  return outcome
}

function pair() {
  const world = shardWorld()
  const [a, b] = [world.begin('a'), world.begin('b')]
  a.shards.members(['a'], true)
  world.run(1_000)
  return { world, a, b }
}

/** The first wrote, and was cut off; the second has begun an epoch that the first has not heard of. */
function overtaken() {
  const { world, a, b } = pair()
  expect(written(world, a, 'one')).toBe('written')
  world.run(1_000)
  a.cut = true
  b.shards.members(['b'], true)
  world.run(1_000)
  return { world, a, b }
}

const ofShard = (notes: readonly string[], shard: number): readonly string[] =>
  notes.filter((note) => shardOfNote(note) === shard)

describe('shards', () => {
  it('L1: one replica owns a shard; another one takes it, and what the first writes then is refused and never happens', () => {
    const { world, a, b } = pair()
    expect([a.shards.owned(), b.shards.owned()]).toEqual([shardCount, 0])
    expect(written(world, b, 'x')).toMatchObject({ code: 'CONFLICT' })
    expect(written(world, a, 'one')).toBe('written')
    b.shards.members(['b'], true)
    world.run(40)
    // Nobody told the first yet, so it believes to be the owner: the log knows better.
    expect(written(world, a, 'two')).toMatchObject({ code: 'SEQUENCE_EXPECTED' })
    a.shards.members(['b'], true)
    world.run(1_000)
    expect([a.shards.owned(), b.shards.owned()]).toEqual([0, shardCount])
    expect(written(world, b, 'three')).toBe('written')
    world.run(1_000)
    expect([a.notes, b.notes]).toEqual([
      ['one', 'three'],
      ['one', 'three'],
    ])
  })

  it('L1: while it is not certain who is there, only what nobody else owned is claimed', () => {
    const { world, a, b } = pair()
    b.shards.members(['b'], false)
    world.run(2_000)
    expect([a.shards.owned(), b.shards.owned()]).toEqual([shardCount, 0])
    a.kill()
    const again = world.begin('a')
    again.shards.members(['a'], false)
    world.run(2_000)
    expect(again.shards.owned()).toBe(shardCount)
  })

  it('L2: what an owner acknowledged is with every replica, once and in order, also after it was killed', () => {
    const { world, a, b } = pair()
    const texts = Array.from({ length: 100 }, (_, i) => `${i % 2 === 0 ? 'a' : 'b'}${i}`)
    const acked: string[] = []
    for (const text of texts) write(a, text, (fault) => void (fault ?? acked.push(text)))
    world.run(2_000)
    a.kill()
    b.shards.members(['b'], true)
    world.run(2_000)
    const again = world.begin('a')
    world.run(2_000)
    expect(acked.toSorted()).toEqual(texts.toSorted())
    for (const shard of [0, 1])
      for (const { notes } of [b, again])
        expect(ofShard(notes, shard)).toEqual(ofShard(texts, shard))
  })

  it('L3: an append whose answer was lost is found in the log and happens once', () => {
    const { world, a, b } = pair()
    const log = world.logs[0]
    if (log === undefined) throw new Error('no log')
    log.loseAnswers = 1
    expect(written(world, a, 'lost')).toMatchObject({ code: 'TIMEOUT' })
    world.run(2_000)
    expect(written(world, a, 'next')).toBe('written')
    world.run(1_000)
    expect([a.notes, b.notes]).toEqual([
      ['lost', 'next'],
      ['lost', 'next'],
    ])
  })

  it('L3: facts whose writing failed are kept by nobody', () => {
    const { world, a, b } = pair()
    a.cut = true
    expect(written(world, a, 'unheard')).toMatchObject({ code: 'UNREACHABLE' })
    a.cut = false
    world.run(3_000)
    expect(written(world, a, 'heard')).toBe('written')
    world.run(1_000)
    expect([a.notes, b.notes]).toEqual([['heard'], ['heard']])
  })

  it.each([
    ['lost', (world: World) => world.logs.forEach((log) => log.lose())],
    ['rolled back', (world: World) => world.logs.forEach((log) => log.rollBack(3))],
  ] as const)(
    'L4: a log that was %s is told again by its owner, and replicas that come later know everything',
    (_, fault) => {
      const { world, a, b } = pair()
      for (let i = 0; i < 10; i++) written(world, a, `n${i}`)
      world.run(1_000)
      fault(world)
      expect(written(world, a, 'refused')).toBeInstanceOf(Fault)
      world.run(3_000)
      expect(written(world, a, 'n10')).toBe('written')
      fault(world)
      // Nothing is written, and it is found all the same.
      world.run(3_000)
      const late = world.begin('late')
      world.run(2_000)
      const known = Array.from({ length: 11 }, (__, i) => `n${i}`)
      expect(a.notes).toEqual(known)
      expect(b.notes).toEqual(known)
      expect(late.notes).toEqual(known)
    },
  )

  it('L4: facts of nodes that a log which was rolled back holds twice come once to a replica that comes later', () => {
    const { world, a } = pair()
    const of = { producer: producerId('node/x'), lane: 'state' } as const
    for (let n = 1; n <= 10; n++) {
      const fact = note(`a${n}`)
      const bytes = encodeEnvelope({ ...fact, ...of, epoch: epoch(1), seq: sequence(n) })
      a.shards.append(0, [takenDraft(of, fact.key, bytes, fact.hlc)], () => undefined)
      world.run(50)
    }
    world.logs[0]?.rollBack(3)
    world.run(3_000)
    const late = world.begin('late')
    world.run(2_000)
    expect(late.notes).toEqual(Array.from({ length: 10 }, (_, n) => `a${n + 1}`))
  })

  it('L4: facts that a replica wrote before it shared a log are told to the others', () => {
    const world = shardWorld()
    const a = world.begin('a')
    const keep = (text: string) => a.journal.append([note(text)], () => undefined)
    keep('before')
    world.run(100)
    a.shards.members(['a'], true)
    world.run(1_000)
    const b = world.begin('b')
    world.run(1_000)
    expect(b.notes).toEqual(['before'])
  })

  it('L23: who went on in a log that was lost takes what an owner of an earlier epoch writes into the new one', () => {
    const { world, a, b } = overtaken()
    b.kill()
    const again = world.begin('b')
    again.shards.members(['b'], true)
    world.run(1_000)
    again.cut = true
    a.cut = false
    for (const log of world.logs) log.lose()
    world.run(2_000)
    expect(written(world, a, 'two')).toBe('written')
    again.shards.members(['a'], true)
    again.cut = false
    world.run(2_000)
    expect(again.notes).toEqual(['one', 'two'])
  })

  it('L23: so does who went on in a log that was then rolled back, and takes nothing twice', () => {
    const { world, a, b } = overtaken()
    b.cut = true
    for (const log of world.logs) log.rollBack(1)
    a.cut = false
    world.run(1_000)
    expect(written(world, a, 'two')).toBe('written')
    b.cut = false
    world.run(2_000)
    expect([a.notes, b.notes]).toEqual([
      ['one', 'two'],
      ['one', 'two'],
    ])
  })

  it('L6: an entry that no replica of this cloud signed changes nothing and is told', () => {
    const { world, a, b } = pair()
    const log = world.logs[0]?.open(world.schedule.spawn().clock, () => false)
    let at = 0
    log?.append(new Uint8Array([1, 2, 3]), world.logs[0]?.last() ?? 0, (outcome) => {
      at = Number(outcome)
    })
    world.run(100)
    expect(at).toBeGreaterThan(0)
    world.run(2_000)
    expect(written(world, a, 'one')).toBe('written')
    world.run(1_000)
    expect([a.notes, b.notes]).toEqual([['one'], ['one']])
    expect(b.news.filter(({ kind }) => kind === 'refused')).toHaveLength(1)
  })

  it('L10: shards are spread evenly, and a replica that comes or goes moves only its own', () => {
    const shards = Array.from({ length: 256 }, (_, shard) => shard)
    const three = shards.map((shard) => ownerOf(shard, ['a', 'b', 'c']))
    const two = shards.map((shard) => ownerOf(shard, ['c', 'a']))
    for (const replica of ['a', 'b', 'c'])
      expect(three.filter((owner) => owner === replica).length).toBeGreaterThan(50)
    for (const [shard, owner] of three.entries()) if (owner !== 'b') expect(two[shard]).toBe(owner)
    expect(ownerOf(1, [])).toBeUndefined()
  })
})

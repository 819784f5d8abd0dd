// Logs of shards that forget: what stays bounded, who catches up from a seed, and who may not forget anything.
import { describe, expect, it } from 'vitest'
import { emptyBook } from '../../../bus/shards/shard-book.ts'
import { trimLog } from '../../../bus/shards/trim.ts'
import { Fault } from '../../../src/kernel/fault.ts'
import { producerId } from '../../../src/kernel/ids.ts'
import { note, shardWorld, write } from '../../support/shard-world.ts'
import type { RunningReplica } from '../../support/shard-world.ts'

type World = ReturnType<typeof shardWorld>

const seedBytes = 8_192

/** Writes one after the other; answers the texts. */
function written(world: World, replica: RunningReplica, name: string, count: number) {
  const texts = Array.from({ length: count }, (_, i) => `${name}${i}`)
  for (const text of texts) {
    let outcome: Fault | 'written' | undefined
    write(replica, text, (fault) => {
      outcome = fault ?? 'written'
    })
    for (let i = 0; i < 400 && outcome === undefined; i++) world.run(10)
    expect(outcome, text).toBe('written')
  }
  return texts
}

/** What the log of the first shard says of itself. */
function infoOf(world: World) {
  let said = { first: 0, last: 0 }
  const log = world.logs[0]?.open(world.schedule.spawn().clock, () => false)
  log?.info((info) => {
    if (info instanceof Fault) throw info
    said = info
  })
  world.run(20)
  return said
}

function pair(bounds = { seedBytes }) {
  const world = shardWorld(1, bounds)
  const [a, b] = [world.begin('a'), world.begin('b')]
  a.shards.members(['a'], true)
  world.run(1_000)
  return { world, a, b }
}

/** Overwrites one key, as verdicts do. */
function overwritten(world: World, replica: RunningReplica, count: number): void {
  for (let i = 0; i < count; i++) {
    const again = { ...note(`a${i}`), key: 'note/a' }
    replica.shards.append(0, [again], () => undefined)
    world.run(20)
  }
}

describe('trimmed logs', () => {
  it('L14: a log that has grown is seeded again, and forgets what lies before once everybody had time to read it', () => {
    const { world, a, b } = pair()
    const texts = written(world, a, 'a', 20)
    expect(infoOf(world).first).toBeLessThan(3)
    world.run(3_000)
    const { first, last } = infoOf(world)
    expect(first).toBeGreaterThan(1)
    expect(last).toBeGreaterThan(first)
    expect([a.notes, b.notes]).toEqual([texts, texts])
    const more = written(world, a, 'a-more', 5)
    world.run(1_000)
    expect(b.notes).toEqual([...texts, ...more])
    expect([...a.news, ...b.news]).toEqual([])
  })

  it('L14: in a long run a log stays within twice its bound and what it must tell', () => {
    const { world, a } = pair()
    let largest = 0
    for (let hour = 0; hour < 8; hour++) {
      overwritten(world, a, 60)
      largest = Math.max(largest, infoOf(world).last - infoOf(world).first + 1)
    }
    expect(infoOf(world).last).toBeGreaterThan(480)
    expect(a.news).toEqual([])
    // An entry counts for more than a kilobyte; between a seed and its trimming pass two looks of half a second.
    expect(largest).toBeLessThan(2 * (seedBytes / 1_024) + 2 * 50 + 10)
  })

  it('L15: a replica that was away while its log forgot, and one that comes later, hold all, each fact once', () => {
    const { world, a, b } = pair()
    const before = written(world, a, 'a', 3)
    world.run(1_000)
    b.cut = true
    const after = written(world, a, 'a-later', 30)
    world.run(3_000)
    expect(infoOf(world).first).toBeGreaterThan(10)
    b.cut = false
    world.run(3_000)
    const late = world.begin('late')
    world.run(3_000)
    const all = [...before, ...after]
    for (const { notes } of [a, b, late]) expect(notes).toEqual(all)
    late.shards.members(['late'], true)
    a.shards.members(['late'], true)
    world.run(3_000)
    const last = written(world, late, 'a-last', 12)
    world.run(3_000)
    for (const { notes } of [a, b, late]) expect(notes).toEqual([...all, ...last])
  })

  it('L15: a replica killed amid the seed that it catches up from goes on where it was', () => {
    const { world, a, b } = pair({ seedBytes: 262_144 })
    b.cut = true
    const texts = written(world, a, 'a', 300)
    world.run(3_000)
    b.cut = false
    for (let kills = 0, running = b; kills < 12; kills++) {
      world.run(7 + kills)
      running.kill()
      running = world.begin('b')
      if (kills < 11) continue
      world.run(5_000)
      expect(running.notes).toEqual(texts)
    }
  })

  it('L16: who was overtaken amid his seed forgets nothing', () => {
    const world = shardWorld(1)
    const a = world.begin('a', { seedBytes: 40_000, entryBytes: 256 })
    const b = world.begin('b')
    a.shards.members(['a'], true)
    world.run(3_000)
    const texts = written(world, a, 'a', 20)
    world.run(1_000)
    const { first } = infoOf(world)
    const [log] = world.logs
    if (log === undefined) throw new Error('no log')
    for (let i = 0; log.last() < 45; i++) {
      if (i > 10_000) throw new Error('no seed was begun')
      if (i % 200 === 0) write(a, `a-more${i}`, (fault) => void (fault ?? texts.push(`a-more${i}`)))
      world.run(1)
    }
    a.cut = true
    b.shards.members(['b'], true)
    world.run(1_000)
    a.cut = false
    a.shards.members(['b'], true)
    world.run(5_000)
    expect(b.shards.owned()).toBe(2)
    expect(infoOf(world).first).toBe(first)
    expect(b.notes).toEqual(texts)
  })

  it('L16: before anything but a whole seed nothing is forgotten', () => {
    const { world, a } = pair({ seedBytes: 1_000_000 })
    written(world, a, 'a', 5)
    const { clock } = world.schedule.spawn()
    const log = world.logs[0]?.open(clock, () => false)
    if (log === undefined) throw new Error('no log')
    const before = infoOf(world)
    const signer = { producer: producerId('cloud/a'), keyring: world.keys }
    for (let seed = before.first + 1; seed <= before.last; seed++) {
      const place = { ...emptyBook.place, at: before.last, seed }
      let outcome: Fault | undefined
      trimLog({ signer }, { log, shard: 0, place }, seed, (fault) => (outcome = fault))
      world.run(100)
      expect(outcome).toMatchObject({ code: 'STORE_BROKEN' })
    }
    expect(infoOf(world)).toEqual(before)
  })

  it('L16: a newcomer learns from the seed who owns the shard, and claims it not before it is certain', () => {
    const { world, a } = pair()
    written(world, a, 'a', 20)
    world.run(3_000)
    const late = world.begin('late')
    late.shards.members(['late'], false)
    world.run(1_000)
    late.kill()
    const again = world.begin('late')
    again.shards.members(['late'], false)
    world.run(1_000)
    expect([a.shards.owned(), again.shards.ownerOf(0)]).toEqual([2, 'a'])
  })

  it('L17, L18: logs whose beginning somebody removed are told again, with one loud fact', () => {
    const { world, a, b } = pair()
    const texts = written(world, a, 'a', 5)
    world.run(1_000)
    for (const log of world.logs) log.forget()
    world.run(8_000)
    const late = world.begin('late')
    world.run(2_000)
    for (const { notes } of [a, b, late]) expect(notes).toEqual(texts)
    expect(b.lost.map(({ lost }) => lost.map(({ shard }) => shard))).toEqual([[0, 1]])
    expect(written(world, a, 'a-more', 1)).toHaveLength(1)
  })

  it('L22: a trimmed log that was rolled back to nothing is told again, also by one who is woken amid that', () => {
    const { world, a, b } = pair()
    const texts = written(world, a, 'a', 40)
    world.run(3_000)
    expect(infoOf(world).first).toBeGreaterThan(1)
    world.logs[0]?.rollBack(1_000)
    const { first, last } = infoOf(world)
    expect(last).toBe(first - 1)
    for (let i = 0; i < 6_000; i++) {
      a.shards.wake(0)
      world.run(1)
    }
    expect(a.shards.holdOf(0)).toBe('owned')
    const late = world.begin('late')
    world.run(2_000)
    for (const { notes } of [a, b, late]) expect(notes).toEqual(texts)
    expect(written(world, a, 'a-more', 1)).toHaveLength(1)
  })
})

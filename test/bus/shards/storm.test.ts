// Three replicas and the logs that they share, through whatever befalls them: nothing that was acknowledged is lost.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { random } from '../../../src/kernel/random.ts'
import { shardCount, shardWorld, write } from '../../support/shard-world.ts'

it('L2, L3, L4, L23: whatever replicas and logs go through, what was acknowledged is with everybody once', () => {
  fc.assert(fc.property(fc.integer({ min: 1 }), fc.boolean(), storm), {
    numRuns: 15,
    examples: [...found.map((seed): Storm => [seed, false]), [246, true]],
  })
})

type Storm = [seed: number, areStale: boolean]

/** What storms have found. */
const found = [1_299_446_796, 95_021_160, 1_792_847_110, 395, 1_508_704_516]

/** Three replicas, killed, cut and set against each other, over logs that lose answers and entries, and answer stale. */
function storm(seed: number, areStale: boolean): void {
  const world = shardWorld(seed, { seedBytes: 16_384 })
  const chance = random(`storm ${seed}`)
  const names = ['a', 'b', 'c']
  const running = names.map((name) => world.begin(name))
  const acked: string[] = []
  let count = 0
  const pick = <T>(list: readonly T[]): T => list[Math.floor(chance.next() * list.length)] as T
  const show = (): void => {
    for (const log of world.logs) log.hidden = 0
  }
  const deeds: readonly (() => void)[] = [
    () => pick(running).shards.members([pick(names)], true),
    () => pick(running).shards.members(names, true),
    () => pick(running).shards.members(names, false),
    () => {
      const one = pick(running)
      one.cut = !one.cut
    },
    () => {
      const at = Math.floor(chance.next() * running.length)
      running[at]?.kill()
      running[at] = world.begin(names[at] ?? 'a')
    },
    () => {
      pick(world.logs).loseAnswers = 1
    },
    // Only a log whose facts all replicas have may forget: else nobody can tell it again.
    () => {
      for (const one of running) one.cut = false
      show()
      world.run(3_000)
      pick(world.logs).rollBack(1 + Math.floor(chance.next() * 3))
    },
    () => {
      for (const one of running) one.cut = false
      show()
      world.run(3_000)
      pick(world.logs).lose()
    },
  ]
  for (let step = 0; step < 40; step++) {
    for (let i = 0; i < 3; i++) {
      const text = `${pick(['a', 'b'])}${count++}`
      write(pick(running), text, (fault) => void (fault ?? acked.push(text)))
    }
    pick(deeds)()
    if (areStale) pick(world.logs).hidden = pick([0, 0, 1, 2, 5, 20])
    world.run(chance.next() * 600)
  }
  show()
  for (const one of running) {
    one.cut = false
    one.shards.members(names, true)
  }
  world.run(20_000)
  const owned = running.reduce((sum, { shards }) => sum + shards.owned(), 0)
  expect(owned).toBe(shardCount)
  for (const { notes } of running)
    for (const text of acked) expect(notes.filter((each) => each === text)).toEqual([text])
  const [first, ...others] = running.map(({ notes }) => notes.toSorted())
  for (const other of others) expect(other).toEqual(first)
}

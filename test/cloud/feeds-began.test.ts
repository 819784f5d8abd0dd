// What is told of feeds that begin anew because their store was damaged.
import { expect, it } from 'vitest'
import { tellBegan } from '../../cloud/feeds/began.ts'
import { createSchedule } from '../../sim/schedule.ts'
import type { FeedsBegan } from '../../src/kernel/log-facts.ts'
import type { Store } from '../../bus/store.ts'
import { Fault } from '../../src/kernel/fault.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'
import { nodeScope, type Scope } from '../../src/mirror/scope.ts'
import { cloudWorld } from '../support/cloud-world.ts'

it('D41: feeds whose store was damaged begin anew with a fact that says why and which', () => {
  let bent = false
  const throughFeeds = (store: Store): Store => ({
    ...store,
    range: (bounds, done) =>
      store.range(bounds, (page) => {
        const isRead = page instanceof Fault || !bent || !page[0]?.key.startsWith('f/')
        done(isRead ? page : page.map(({ key, value }) => ({ key, value: value.slice(1) })))
      }),
  })
  const world = cloudWorld({}, true, undefined, { throughFeeds })
  world.addNode('a-1', 'site-a')
  world.addAgent('a-1')
  world.run(4_000)
  const told = () => world.ask('GET', '/v1/events?kind=feeds-began').text
  expect(told()).toBe('')
  world.stop()
  bent = true
  world.start()
  world.run(2_000)
  const facts = told()
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { fact: FeedsBegan }).fact)
  expect(facts.map(({ because }) => because)).toEqual(facts.map(() => 'damaged'))
  expect(facts.flatMap(({ scopes }) => scopes)).toContain('site/site-a')
  expect(world.said.some((line) => line.includes('feeds were damaged'))).toBe(true)
})

it('D41: such a fact waits until its shard is ours, names a few of many feeds, and is told once', () => {
  const schedule = createSchedule({ wallStart: wallMs(0), random: random('began') })
  const { clock } = schedule.spawn()
  const told: FeedsBegan[] = []
  let ours = false
  let failing = true
  const tell = (fact: FeedsBegan, done: (fault: Fault | undefined) => void): void => {
    if (!failing) told.push(fact)
    const fault = failing ? new Fault('UNREACHABLE', 'no log') : undefined
    failing = false
    clock.soon(() => done(fault))
  }
  const scopes = Array.from({ length: 30 }, (_, i): Scope => nodeScope(`n-${i}`))
  const parts = { clock, replica: 'one', isOurs: () => ours, tell }
  tellBegan(parts, [...scopes, 'all'], (scope) => (scope === 'all' ? 0 : 3))
  schedule.run(5_000)
  expect([told, failing]).toEqual([[], true])
  ours = true
  schedule.run(20_000)
  const said = told.map(({ shard, count, scopes: named }) => [shard, count, named.length])
  expect(said.toSorted()).toEqual([
    [0, 1, 1],
    [3, 30, 16],
  ])
})

// The owner of feeds: sequences, what is stored, restarts, damage, tombstones, sealing, a full disk.
import { expect, it } from 'vitest'
import { feedConfig } from '../../../bus/feed/config.ts'
import type { Store } from '../../../bus/store.ts'
import { Fault } from '../../../src/kernel/fault.ts'
import { body, feedWorld, thing } from '../../support/feed-owner.ts'
import { keyring } from '../../support/small-cloud.ts'

const always = () => true

it('D14: each change takes the next sequence of its scope, what changed nothing takes none, the last fact of each object is stored', () => {
  const world = feedWorld()
  const { owner, store } = world.open()
  owner.own('all')
  owner.own('site/a')
  for (const name of ['x', 'y']) owner.place({ scope: 'all', key: thing(name), body: body('one') })
  owner.place({ scope: 'site/a', key: thing('x'), body: body('one') })
  owner.place({ scope: 'site/b', key: thing('x'), body: body('not owned') })
  world.run()
  owner.place({ scope: 'all', key: thing('x'), body: body('one') })
  owner.place({ scope: 'all', key: thing('z'), body: undefined })
  world.run()
  owner.place({ scope: 'all', key: thing('x'), body: body('two') })
  owner.place({ scope: 'all', key: thing('y'), body: undefined })
  world.run()
  expect(
    world.told.map(({ scope, seq, key, kind }) => `${scope} ${seq} ${key.name} ${kind}`),
  ).toEqual([
    'all 1 x placed',
    'all 2 y placed',
    'site/a 1 x placed',
    'all 3 x placed',
    'all 4 y left',
  ])
  const names = world.entries(store).map(({ key }) => key)
  expect(names.filter((key) => key.startsWith('f/all/'))).toEqual([
    'f/all/0000000000000003',
    'f/all/0000000000000004',
  ])
})

it('D14: of what changes while it is being written only the newest becomes a fact', () => {
  const world = feedWorld()
  const { owner } = world.open()
  owner.own('all')
  for (let n = 0; n < 100; n++) owner.place({ scope: 'all', key: thing('x'), body: body(`${n}`) })
  world.run()
  expect(world.told.map(({ seq, body: bytes }) => [seq, new TextDecoder().decode(bytes)])).toEqual([
    [1, '"0"'],
    [2, '"99"'],
  ])
})

it('D15: after a restart the epoch goes on, what is unchanged takes no sequence, what vanished leaves', () => {
  const world = feedWorld()
  const first = world.open()
  first.owner.own('all')
  for (const name of ['x', 'y'])
    first.owner.place({ scope: 'all', key: thing(name), body: body('one') })
  first.owner.complete('all', always)
  world.run()
  const before = first.owner.stateOf('all')
  first.close()
  world.told.length = 0
  const { owner, damaged } = world.open()
  owner.own('all')
  expect(damaged).toEqual([])
  expect(owner.stateOf('all')?.place).toEqual(before?.place)
  expect(owner.stateOf('all')?.mark()).toBe(before?.mark())
  owner.place({ scope: 'all', key: thing('x'), body: body('one') })
  owner.complete('all', ({ name }) => name === 'x')
  world.run()
  expect(world.told.map(({ seq, key, kind }) => `${seq} ${key.name} ${kind}`)).toEqual(['3 y left'])
})

it('D16: a lost store begins a new epoch, and so does a damaged feed, which is served only when it is complete again', () => {
  const meddled: ((store: Store) => Parameters<Store['batch']>[0])[] = [
    () => [{ put: 'f/all/0000000000000001', value: new Uint8Array(40) }],
    () => [{ del: 'f/all/0000000000000002' }],
    () => [{ del: 's/all' }],
    () => [{ put: 's/all', value: new Uint8Array(8) }],
  ]
  for (const meddle of meddled) {
    const world = feedWorld()
    const first = world.open()
    first.owner.own('all')
    for (const name of ['x', 'y'])
      first.owner.place({ scope: 'all', key: thing(name), body: body('one') })
    first.owner.complete('all', always)
    world.run()
    const epoch = first.owner.stateOf('all')?.place.epoch ?? 0
    first.store.batch(meddle(first.store), { sync: true }, () => {})
    world.run()
    first.close()
    const { owner, damaged, store } = world.open()
    expect(damaged).toEqual(['all'])
    expect(world.entries(store)).toEqual([])
    owner.own('all')
    const place = owner.stateOf('all')?.place
    expect(place?.complete).toBe(false)
    expect(place?.epoch).toBeGreaterThan(epoch)
  }
})

it('D17: that an object left is kept for a day; forgetting it raises the floor', () => {
  const world = feedWorld()
  const { owner } = world.open()
  owner.own('all')
  for (const name of ['x', 'y']) owner.place({ scope: 'all', key: thing(name), body: body('one') })
  world.run()
  owner.place({ scope: 'all', key: thing('x'), body: undefined })
  world.run(feedConfig.tombstoneMs - 1_000)
  owner.sweep()
  world.run()
  expect(owner.stateOf('all')?.place.floor).toBe(0)
  world.run(2_000)
  owner.sweep()
  world.run()
  expect(owner.stateOf('all')?.place).toMatchObject({ head: 3, floor: 3 })
  expect(owner.stateOf('all')?.lastOf('/things/d/x')).toBeUndefined()
  expect(world.failed).toEqual([])
})

it('D18: scopes are taken over and given up while it runs; what was given up is in no store, and begins anew', () => {
  const world = feedWorld()
  const { owner, store } = world.open()
  owner.own('all')
  owner.place({ scope: 'all', key: thing('x'), body: body('one') })
  owner.complete('all', always)
  world.run()
  const epoch = owner.stateOf('all')?.place.epoch ?? 0
  owner.disown('all')
  expect(owner.stateOf('all')).toBeUndefined()
  owner.place({ scope: 'all', key: thing('y'), body: body('one') })
  world.run()
  expect(world.entries(store)).toEqual([])
  owner.own('all')
  owner.place({ scope: 'all', key: thing('x'), body: body('one') })
  owner.complete('all', always)
  world.run()
  expect(owner.stateOf('all')?.place).toMatchObject({ head: 1, complete: true })
  expect(owner.stateOf('all')?.place.epoch).toBeGreaterThan(epoch)
})

it('D32: what is taken over goes on where its store was, but is served only once everything has been placed again', () => {
  const world = feedWorld()
  const first = world.open()
  first.owner.own('all')
  for (const name of ['x', 'y'])
    first.owner.place({ scope: 'all', key: thing(name), body: body('one') })
  first.owner.complete('all', always)
  world.run()
  const before = first.owner.stateOf('all')?.place
  first.close()
  const { owner } = world.open()
  owner.takeOver('all')
  world.run()
  expect(owner.stateOf('all')?.place).toEqual({ ...before, complete: false })
  owner.place({ scope: 'all', key: thing('x'), body: body('one') })
  owner.complete('all', ({ name }) => name === 'x')
  world.run()
  expect(owner.stateOf('all')?.place).toEqual({ ...before, head: 3, complete: true })
})

it('D19: what one node alone may read is sealed to it, again when its key changes, and is nowhere without a key', () => {
  const world = feedWorld()
  const { owner, store } = world.open()
  const scope = 'node/n'
  const [first, second] = [keyring(), keyring()]
  const place = () => {
    owner.place({ scope, key: thing('s', 'secrets'), body: body('hush hush') })
    world.run()
  }
  const read = (keys = first) =>
    new TextDecoder().decode(keys.unseal(world.told.at(-1)?.body ?? body('')))
  owner.own(scope)
  place()
  expect(world.told).toEqual([])
  world.sealKeys.set(scope, first.publicKeys.seal)
  place()
  place()
  expect(world.told).toHaveLength(1)
  expect(world.told[0]?.sealed).toBe(true)
  expect(read(first)).toBe('"hush hush"')
  expect(second.unseal(world.told[0]?.body ?? body(''))).toBeUndefined()
  world.sealKeys.set(scope, second.publicKeys.seal)
  place()
  expect(world.told).toHaveLength(2)
  expect(read(second)).toBe('"hush hush"')
  const stored = world.entries(store).map(({ value }) => new TextDecoder('latin1').decode(value))
  expect(stored.join()).not.toContain('hush')
  world.sealKeys.delete(scope)
  place()
  expect(world.told.at(-1)?.kind).toBe('left')
})

it('D20: a full disk holds facts back until there is room; another failure is said, once', () => {
  const world = feedWorld()
  let fault: Fault | undefined = new Fault('FULL', 'no room')
  const { owner } = world.open((store) => ({
    ...store,
    batch: (writes, options, done) => {
      const now = fault
      if (now === undefined) store.batch(writes, options, done)
      else world.clock.soon(() => done(now))
    },
  }))
  owner.own('all')
  owner.place({ scope: 'all', key: thing('x'), body: body('one') })
  world.run()
  owner.place({ scope: 'all', key: thing('x'), body: body('two') })
  world.run(10_000)
  expect(world.told).toEqual([])
  fault = undefined
  world.run(feedConfig.reopenMs)
  expect(world.told.map(({ seq, body: bytes }) => [seq, new TextDecoder().decode(bytes)])).toEqual([
    [1, '"two"'],
  ])
  fault = new Fault('STORE_BROKEN', 'broken')
  owner.place({ scope: 'all', key: thing('y'), body: body('one') })
  owner.place({ scope: 'all', key: thing('z'), body: body('one') })
  world.run(10_000)
  expect(world.failed).toEqual([fault])
  expect(world.told).toHaveLength(1)
})

// An owner of feeds over a store in memory, on virtual time.
import { createMemoryDisk } from '../../bus/adapters/memory-store.ts'
import type { MemoryDisk } from '../../bus/adapters/memory-store.ts'
import { feedConfig } from '../../bus/feed/config.ts'
import { openFeedOwner } from '../../bus/feed/owner.ts'
import type { FeedOwner, FeedOwnerParts } from '../../bus/feed/owner.ts'
import type { Entry, Store } from '../../bus/store.ts'
import { createSchedule } from '../../sim/schedule.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'
import type { FeedFact } from '../../src/mirror/feed-fact.ts'
import type { ObjectKey, Scope } from '../../src/mirror/scope.ts'
import { keyring } from './small-cloud.ts'

/** The key of a thing. */
export const thing = (name: string, resource = 'things'): ObjectKey => ({
  group: '',
  resource,
  namespace: 'd',
  name,
})

/** A body. */
export const body = (text: string): Uint8Array => new TextEncoder().encode(JSON.stringify(text))

/** A world with one disk, on which owners are opened one after the other. */
export function feedWorld() {
  const schedule = createSchedule({ wallStart: wallMs(1_700_000_000_000), random: random('feeds') })
  const { clock } = schedule.spawn()
  const keys = keyring()
  const told: FeedFact[] = []
  const failed: Fault[] = []
  const sealKeys = new Map<Scope, Uint8Array>()
  const world = {
    schedule,
    clock,
    keys,
    told,
    failed,
    sealKeys,
    disk: createMemoryDisk(clock) as MemoryDisk,
    run: (ms = 100) => schedule.run(schedule.now() + ms),
    /** Opens an owner on the disk as it is; `through` may meddle with its store. */
    open: (through: (store: Store) => Store = (store) => store) => {
      const box: { opened?: { owner: FeedOwner; damaged: readonly Scope[]; store: Store } } = {}
      world.disk.openStore((store) => {
        if (isFault(store)) throw store
        const parts: FeedOwnerParts = {
          store: through(store),
          clock,
          keyring: keys,
          config: feedConfig,
          isSealed: ({ resource }) => resource === 'secrets',
          sealKeyOf: (scope) => sealKeys.get(scope),
          stored: (facts) => void told.push(...facts),
          failed: (fault) => void failed.push(fault),
        }
        openFeedOwner(parts, (opened) => {
          if (isFault(opened)) throw opened
          box.opened = { ...opened, store }
        })
      })
      world.run()
      if (box.opened === undefined) throw new Error('the owner did not open')
      const { owner, damaged, store } = box.opened
      const close = () => {
        owner.close()
        store.close(() => {})
        world.run()
      }
      return { owner, damaged, store, close }
    },
    /** All that the store has. */
    entries: (store: Store): readonly Entry[] => {
      let found: readonly Entry[] = []
      store.range({ limit: 1_000 }, (entries) => {
        if (isFault(entries)) throw entries
        found = entries
      })
      world.run()
      return found
    },
  }
  return world
}

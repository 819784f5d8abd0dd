// Bugs of journals: syncs that are none, a journal that is forgotten, and one that reads back less than was written.
import { tailRange } from '../../bus/journal/names.ts'
import type { Store } from '../../bus/store.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { Canary } from './canary.ts'
import { neverSynced, openAltered } from './wrap.ts'

/** What was acknowledged may be gone after a power cut. */
export const neverSyncs: Canary = {
  name: 'never syncs',
  checker: 'facts kept',
  seeds: 16,
  bug: 'the store of a node acknowledges what it has not synced',
  edgePorts: (ports) => ({ ...ports, openStore: openAltered(ports.openStore, neverSynced) }),
}

/** A cloud that is started again takes for new what it took already. */
export const olderCopy: Canary = {
  name: 'older copy',
  checker: 'facts once',
  seeds: 55,
  bug: 'the cloud loses the last forty commits of its journal whenever it is started',
  cloudPorts: (ports) => ({
    ...ports,
    openStore: (done) =>
      ports.openStore((outcome) =>
        isFault(outcome) ? done(outcome) : shorten(outcome, (fault) => done(fault ?? outcome)),
      ),
  }),
}

function shorten(store: Store, done: (fault: Fault | undefined) => void): void {
  store.range({ ...tailRange('state', 0), reverse: true, limit: 40 }, (entries) => {
    if (isFault(entries)) return done(entries)
    store.batch(
      entries.map(({ key }) => ({ del: key })),
      { sync: true },
      done,
    )
  })
}

/** The past cannot be told from a journal of which something is missing. */
export const readsLess: Canary = {
  name: 'reads less',
  checker: 'state replayed',
  seeds: 1,
  bug: 'whoever reads many records of the journal of the cloud at once misses the first',
  cloudPorts: (ports) => ({
    ...ports,
    openStore: openAltered(ports.openStore, (store) => ({
      ...store,
      range: (range, done) =>
        store.range(range, (entries) =>
          done(isFault(entries) || entries.length < 3 ? entries : entries.slice(1)),
        ),
    })),
  }),
}

// Reads feeds back from an owner's store; one that is not as its place says is given up, and begins anew.
import type { Hash } from '../../src/kernel/chain.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { Scope } from '../../src/mirror/scope.ts'
import type { Entry, Store } from '../store.ts'
import { readName } from './names.ts'
import { ScopeState } from './scope-state.ts'
import { readFact, readPlace } from './stored.ts'

/** What was found. */
export interface LoadedFeeds {
  readonly states: ReadonlyMap<Scope, ScopeState>
  /** Scopes that were damaged; none of their facts is left. */
  readonly damaged: readonly Scope[]
}

interface Found {
  readonly state: ScopeState | undefined
  readonly mark: number
  readonly names: string[]
  sound: boolean
}

const pageEntries = 1_000

/** Reads everything, and deletes what belongs to no sound feed. */
export function loadFeeds(
  store: Store,
  hash: Hash,
  done: (outcome: LoadedFeeds | Fault) => void,
): void {
  const found = new Map<Scope, Found>()
  const strays: string[] = []
  const take = (entry: Entry): void => {
    const named = readName(entry.key)
    if (named === undefined) strays.push(entry.key)
    else if (named.seq === undefined) takePlace(found, named.scope, entry)
    else takeFact(found, { scope: named.scope, seq: named.seq }, entry, hash)
  }
  // Places (`s/…`) are read before facts (`f/…`), which come first in the order of keys.
  walk(store, { after: 's/', before: 's0' }, take, (fault) => {
    if (isFault(fault)) return done(fault)
    walk(store, { before: 's/' }, take, (broken) =>
      isFault(broken) ? done(broken) : settle(store, found, strays, done),
    )
  })
}

function walk(
  store: Store,
  bounds: { readonly after?: string; readonly before: string },
  take: (entry: Entry) => void,
  done: (fault: Fault | undefined) => void,
): void {
  store.range({ ...bounds, limit: pageEntries }, (page) => {
    if (isFault(page)) return done(page)
    for (const entry of page) take(entry)
    const last = page.at(-1)?.key
    if (last === undefined) done(undefined)
    else walk(store, { ...bounds, after: last }, take, done)
  })
}

function takePlace(found: Map<Scope, Found>, scope: Scope, { key, value }: Entry): void {
  const stored = readPlace(value)
  const state = stored === undefined ? undefined : new ScopeState(scope, stored.place)
  found.set(scope, { state, mark: stored?.mark ?? 0, names: [key], sound: state !== undefined })
}

function takeFact(
  found: Map<Scope, Found>,
  at: { readonly scope: Scope; readonly seq: number },
  { key, value }: Entry,
  hash: Hash,
): void {
  const of = found.get(at.scope) ?? { state: undefined, mark: 0, names: [], sound: false }
  found.set(at.scope, of)
  of.names.push(key)
  const stored = readFact(value, hash)
  const { scope, epoch, seq } = stored?.fact ?? {}
  const right = scope === at.scope && seq === at.seq && epoch === of.state?.place.epoch
  if (stored === undefined || !right) of.sound = false
  else of.state?.take(stored)
}

function settle(
  store: Store,
  found: ReadonlyMap<Scope, Found>,
  strays: readonly string[],
  done: (outcome: LoadedFeeds | Fault) => void,
): void {
  const states = new Map<Scope, ScopeState>()
  const damaged: Scope[] = []
  const gone = [...strays]
  for (const [scope, { state, mark, names, sound }] of found) {
    if (sound && state !== undefined && state.mark() === mark) states.set(scope, state)
    else {
      damaged.push(scope)
      gone.push(...names)
    }
  }
  if (gone.length === 0) return done({ states, damaged })
  const writes = gone.map((del) => ({ del }))
  store.batch(writes, { sync: true }, (fault) => done(fault ?? { states, damaged }))
}

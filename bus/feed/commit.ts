// One write of an owner: the facts that come of placements, the places they lead to, and what they replace.
import type { WallMs } from '../../src/kernel/time.ts'
import { keyText } from '../../src/mirror/scope.ts'
import type { Scope } from '../../src/mirror/scope.ts'
import type { Write } from '../store.ts'
import type { Changes } from './changes.ts'
import { factName, placeName } from './names.ts'
import type { Taken } from './pending.ts'
import type { ScopeState } from './scope-state.ts'
import { factValue, placeValue } from './stored.ts'
import type { Place, StoredFact } from './stored.ts'

/** All or nothing of this is written. */
export interface Commit {
  readonly writes: readonly Write[]
  readonly facts: readonly StoredFact[]
  readonly places: ReadonlyMap<ScopeState, Place>
}

/** What is to be written; scopes that are owned no more are left out. */
export function commitOf(
  { taken, complete }: Taken,
  changes: Changes,
  stateOf: (scope: Scope) => ScopeState | undefined,
  atMs: WallMs,
): Commit {
  const writes: Write[] = []
  const facts = new Map<ScopeState, StoredFact[]>()
  const places = new Map<ScopeState, Place>()
  for (const placement of taken) {
    const state = stateOf(placement.scope)
    if (state === undefined) continue
    const place = places.get(state) ?? state.place
    const seq = place.head + 1
    const fact = changes.factOf(state, placement, { seq, atMs })
    if (fact === undefined) continue
    const last = state.lastOf(keyText(placement.key))
    if (last !== undefined) writes.push({ del: factName(state.scope, last.seq) })
    writes.push({
      put: factName(state.scope, seq),
      value: factValue(fact.bytes, fact.fingerprint),
    })
    const of = facts.get(state) ?? []
    of.push(fact)
    facts.set(state, of)
    places.set(state, { ...place, head: seq })
  }
  for (const state of complete.flatMap((scope) => stateOf(scope) ?? []))
    if (!state.place.complete)
      places.set(state, { ...(places.get(state) ?? state.place), complete: true })
  for (const [state, place] of places) {
    const mark = state.markAfter(facts.get(state) ?? [], place)
    writes.push({ put: placeName(state.scope), value: placeValue({ place, mark }) })
  }
  return { writes, facts: [...facts.values()].flat(), places }
}

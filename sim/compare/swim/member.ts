// A member of a SWIM group: what it believes of the others, whom it suspects, and how well it does itself.
import type { Cancel, Clock } from '../../../bus/clock.ts'
import type { Place } from '../field-links.ts'
import { createRumourQueue, isNews } from './rumour.ts'
import type { Rumour, RumourQueue } from './rumour.ts'
import { confirmationsMax, retransmits, suspicionMs } from './times.ts'
import type { SwimTimes } from './times.ts'

/** What a member believes of another. */
export interface Belief {
  state: Rumour['state']
  incarnation: number
  changedMs: number
  suspicion: Suspicion | undefined
}

interface Suspicion {
  readonly sinceMs: number
  readonly accusers: Set<Place>
  stop: Cancel
}

/** What a member is made of. */
export interface MemberParts {
  readonly place: Place
  readonly others: readonly Place[]
  readonly times: SwimTimes
  readonly clock: Clock
  readonly now: () => number
  /** Told when another dies, and when it lives again. */
  readonly changed: (about: Place, alive: boolean) => void
}

/** A member. */
export interface Member {
  readonly place: Place
  readonly beliefs: ReadonlyMap<Place, Belief>
  readonly hear: (rumour: Rumour) => void
  /** Begins to suspect another, for reasons of its own. */
  readonly suspect: (about: Place) => void
  /** What it would say of one that it suspects; undefined of others. */
  readonly suspicion: (about: Place) => Rumour | undefined
  /** What it passes on next. */
  readonly rumours: RumourQueue['take']
  /** Everything it believes; whom it calls dead it only calls suspect, as it may be mistaken. */
  readonly everything: () => readonly Rumour[]
  /** How poorly it does itself, from 0 on: the worse, the more time it gives to others. */
  readonly score: () => number
  readonly worsen: (by: number) => void
}

interface State extends MemberParts {
  readonly beliefs: Map<Place, Belief>
  readonly queue: RumourQueue
  readonly size: number
  incarnation: number
  score: number
}

/** A member that believes everybody alive. */
export function createMember(parts: MemberParts): Member {
  const { place, others, times } = parts
  const size = others.length + 1
  const beliefs = new Map(others.map((other) => [other, trust()]))
  const queue = createRumourQueue(retransmits(times, size))
  const state: State = { ...parts, beliefs, queue, size, incarnation: 0, score: 0 }
  return {
    place,
    beliefs,
    hear: (rumour) => hear(state, rumour),
    suspect: (about) => hear(state, accusation(state, about)),
    suspicion: (about) =>
      beliefs.get(about)?.state === 'suspect' ? accusation(state, about) : undefined,
    rumours: queue.take,
    everything: () => everything(state),
    score: () => state.score,
    worsen: (by) => worsen(state, by),
  }
}

const trust = (): Belief => ({
  state: 'alive',
  incarnation: 0,
  changedMs: 0,
  suspicion: undefined,
})

const accusation = ({ place, beliefs }: State, about: Place): Rumour => ({
  about,
  state: 'suspect',
  incarnation: beliefs.get(about)?.incarnation ?? 0,
  from: place,
})

function hear(state: State, rumour: Rumour): void {
  if (rumour.about === state.place) return refute(state, rumour)
  const belief = state.beliefs.get(rumour.about)
  if (belief === undefined) return
  if (rumour.state === 'suspect' && belief.suspicion !== undefined)
    return confirm(state, belief, rumour)
  if (!isNews(belief, rumour)) return
  believe(state, belief, rumour)
  state.queue.pass(rumour)
}

function believe(state: State, belief: Belief, rumour: Rumour): void {
  const { about, state: now, incarnation, from } = rumour
  const was = belief.state
  belief.suspicion?.stop()
  const suspicion =
    now === 'suspect'
      ? { sinceMs: state.now(), accusers: new Set([from]), stop: () => {} }
      : undefined
  Object.assign(belief, { state: now, incarnation, changedMs: state.now(), suspicion })
  if (suspicion !== undefined) arm(state, suspicion, rumour)
  if (now === 'dead') state.changed(about, false)
  if (now === 'alive' && was === 'dead') state.changed(about, true)
}

/** After its time a suspicion makes its member dead; it began when it was first heard of. */
function arm(state: State, suspicion: Suspicion, rumour: Rumour): void {
  suspicion.stop()
  const lastsMs = suspicionMs(state.times, state.size, suspicion.accusers.size - 1)
  const leftMs = suspicion.sinceMs + lastsMs - state.now()
  suspicion.stop = state.clock.after(leftMs, () =>
    hear(state, { ...rumour, state: 'dead', from: state.place }),
  )
}

function confirm(state: State, { suspicion, incarnation }: Belief, rumour: Rumour): void {
  if (suspicion === undefined || rumour.incarnation < incarnation) return
  const { accusers } = suspicion
  if (accusers.has(rumour.from) || accusers.size > confirmationsMax(state.times)) return
  accusers.add(rumour.from)
  arm(state, suspicion, rumour)
  state.queue.pass(rumour)
}

/** Whoever is called suspect or dead says that it is alive, and thinks less of itself. */
function refute(state: State, rumour: Rumour): void {
  if (rumour.state === 'alive' || rumour.incarnation < state.incarnation) return
  state.incarnation = rumour.incarnation + 1
  worsen(state, 1)
  state.queue.pass(aliveItself(state))
}

const aliveItself = ({ place, incarnation }: State): Rumour => ({
  about: place,
  state: 'alive',
  incarnation,
  from: place,
})

const everything = (state: State): readonly Rumour[] => [
  aliveItself(state),
  ...[...state.beliefs].map(([about, { state: believed, incarnation }]): Rumour => ({
    about,
    state: believed === 'alive' ? 'alive' : 'suspect',
    incarnation,
    from: state.place,
  })),
]

function worsen(state: State, by: number): void {
  state.score = Math.max(0, Math.min(state.times.awarenessMax - 1, state.score + by))
}

// A model of another detector, and how it is played through a trial.
import type { Verdict } from '../../src/health/words.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import { fairWeather } from '../plans/draw-weather.ts'
import { createField } from './field.ts'
import type { Field } from './field.ts'
import type { Place } from './field-links.ts'
import { playPhases } from './phases.ts'
import { seenIn } from './seen.ts'
import type { Said, Seen } from './seen.ts'
import { comparedNodes } from './setting.ts'
import { drawTrial } from './trial.ts'
import type { Trial } from './trial.ts'

/** What a model tells. */
export interface Ear {
  /** `isolated`: no new pods, and those that are there stay. */
  readonly verdict: (node: NodeId, verdict: Verdict) => void
  readonly evicted: (node: NodeId) => void
}

/** Begins to watch over the nodes of a field. */
export type Model = (field: Field, ear: Ear) => void

/** Plays a model through a trial. */
export function playModel(model: Model, trial: Trial): Seen {
  const drawn = drawTrial(trial)
  const { seed, incident } = trial
  const { plan } = drawn
  const field = createField({ seed, nodes: comparedNodes, weather: fairWeather, plan })
  const said = listenTo(model, field)
  const atRest = playPhases(field, incident)
  return seenIn(drawn, said, atRest)
}

/** All that a model comes to say. */
export function listenTo(model: Model, field: Field): readonly Said[] {
  const said: Said[] = []
  const say = (node: NodeId, what: Said['what']): void =>
    void said.push({ atMs: field.now(), node, what })
  model(field, { verdict: say, evicted: (node) => say(node, 'evicted') })
  return said
}

/** Does something at a place again and again, from a moment within the first period on. */
export function every(field: Field, place: Place, periodMs: number, work: () => void): void {
  const clock = field.clock(place)
  const again = (): void => {
    work()
    clock.after(periodMs, again)
  }
  clock.after(periodMs * field.random.next(), again)
}

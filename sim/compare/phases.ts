// The phases that a trial goes through on any stage: rest, trouble, and what comes after.
import { fairWeather } from '../plans/draw-weather.ts'
import type { Incident } from './incidents.ts'
import { comparedTimes } from './setting.ts'

/** How much was sent. */
export interface Traffic {
  readonly messages: number
  readonly bytes: number
}

/** Where a trial is played: the world of the shipped code, or the field of a model. */
export interface Stage {
  /** Lets everything happen until then. */
  readonly run: (untilMs: number) => void
  /** From now on all WANs lose such a share of packets. */
  readonly lose: (share: number) => void
  /** All that was sent so far. */
  readonly sent: () => Traffic
}

/** Goes through all of them; answers what was sent between rest and trouble. */
export function playPhases({ run, lose, sent }: Stage, { loss }: Incident): Traffic {
  const { restMs, beginMs, endMs, stopMs } = comparedTimes
  run(restMs)
  const before = sent()
  run(beginMs)
  const after = sent()
  if (loss !== undefined) lose(loss)
  run(endMs)
  if (loss !== undefined) lose(fairWeather.wan.loss)
  run(stopMs)
  return { messages: after.messages - before.messages, bytes: after.bytes - before.bytes }
}

// A trial: one incident and seed, with or without a crash in its midst, the same for every detector.
import { random } from '../../src/kernel/random.ts'
import { machine } from '../plans/spell.ts'
import type { Plan } from '../plans/step.ts'
import type { Incident } from './incidents.ts'
import { comparedTimes, crashingNode, spreadMs } from './setting.ts'

/** A trial. */
export interface Trial {
  readonly incident: Incident
  readonly seed: string
  /** Whether a node that is not troubled otherwise loses its power for good. */
  readonly crashes: boolean
}

/** What happens in a trial, and when the node crashes if one does. */
export interface Drawn {
  readonly plan: Plan
  readonly crashMs: number | undefined
}

/** Draws it. */
export function drawTrial({ incident, seed, crashes }: Trial): Drawn {
  const draw = random(`${incident.name} ${seed}`)
  const trouble = incident.plan(draw.fork('trouble'))
  if (!crashes) return { plan: trouble, crashMs: undefined }
  const crashMs = comparedTimes.crashMs + draw.fork('crash').below(spreadMs)
  const crash = machine(crashingNode).map((what) => ({
    atMs: crashMs,
    deed: { do: 'kill', what, how: 'power' } as const,
  }))
  return { plan: [...trouble, ...crash], crashMs }
}

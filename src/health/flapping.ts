// A link that comes and goes: how often it lapsed lately, and how steadily a node must beat before it is healthy again.
import type { MonoMs } from '../kernel/time.ts'
import type { HealthConfig } from './config.ts'
import { heardAt } from './node-signs.ts'
import type { NodeSoft } from './node-state.ts'
import type { Presence } from './words.ts'

/** More lapses than this ask for no longer a stay. */
const lapsesMax = 3

/** Heard unbroken for so long, all lapses are forgiven. */
const calmMs = ({ silenceMs }: HealthConfig): number => 4 * silenceMs

/** Whether a beat follows the one before without one missing between. */
export const follows = ({ beatAt }: NodeSoft, now: MonoMs, { beatMs }: HealthConfig): boolean =>
  beatAt !== undefined && now - beatAt <= 1.5 * beatMs

/** How often the node fell silent in short succession, when it turns from one presence to another. */
export function lapsesWith(soft: NodeSoft, presence: Presence, config: HealthConfig): number {
  const { lapses } = soft
  if (soft.presence !== 'heard' || presence === 'heard') return lapses
  const heardForMs = (heardAt(soft) ?? 0) - (soft.presentSince ?? 0)
  return heardForMs >= calmMs(config) ? 1 : Math.min(lapses + 1, lapsesMax)
}

/**
 * Whether a node that is heard again may be called healthy. After one lapse at once; after the second in short
 * succession it must have beaten without a gap for two beats, after more for four; or be heard for long enough.
 */
export function isSteady(soft: NodeSoft, now: MonoMs, config: HealthConfig): boolean {
  const { lapses, steadySince, presence, presentSince } = soft
  if (lapses < 2) return true
  if (steadySince !== undefined && now - steadySince >= stayMs(lapses, config)) return true
  return presence === 'heard' && now - (presentSince ?? now) >= calmMs(config)
}

const stayMs = (lapses: number, { beatMs }: HealthConfig): number => 2 ** (lapses - 1) * beatMs

// Ages as printed tables show them: `45s`, `3m20s`, `5h`, `12d`.
import type { WallMs } from '../../kernel/time.ts'
import { parseMicros } from '../timestamp.ts'

/** The age of a timestamp; `<unknown>` where there is none. */
export function ageOf(timestamp: unknown, now: WallMs): string {
  if (typeof timestamp !== 'string') return '<unknown>'
  const micros = parseMicros(timestamp)
  return micros === undefined ? '<invalid>' : durationText(now - micros / 1000)
}

/** A duration, coarser the longer it is. */
export function durationText(durationMs: number): string {
  const seconds = Math.trunc(durationMs / 1000)
  if (seconds < -1) return '<invalid>'
  if (seconds < 120) return `${Math.max(0, seconds)}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 10) return pair(minutes, 'm', seconds % 60, 's')
  if (minutes < 180) return `${minutes}m`
  const hours = Math.floor(minutes / 60)
  if (hours < 8) return pair(hours, 'h', minutes % 60, 'm')
  if (hours < 48) return `${hours}h`
  return daysText(hours)
}

function daysText(hours: number): string {
  const days = Math.floor(hours / 24)
  if (days < 8) return pair(days, 'd', hours % 24, 'h')
  if (days < 365 * 2) return `${days}d`
  const years = Math.floor(days / 365)
  return years < 8 ? pair(years, 'y', days % 365, 'd') : `${years}y`
}

const pair = (large: number, unit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large}${unit}` : `${large}${unit}${small}${smallUnit}`

// Times as people type them: RFC 3339, or how long ago.
import { parseMicros } from '../objects/timestamp.ts'
import { UsageError } from './exit.ts'

const unitMs: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** Milliseconds since 1970 of `2026-11-20T09:45:00Z`, `-10m` or `10m ago`, `now` being the wall clock. */
export function parseTime(text: string, now: number): number {
  const ago = /^-(.+)$/.exec(text)?.[1] ?? /^(.+) ago$/.exec(text)?.[1]
  const ms = ago === undefined ? parseInstant(text) : minus(now, parseDuration(ago))
  if (ms !== undefined) return ms
  throw new UsageError(
    `expected a time such as 2026-11-20T09:45:00Z, -10m or "1h30m ago", got "${text}"`,
  )
}

/** Milliseconds of `90s`, `10m`, `1h30m`, `2d`; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  if (!/^(?:\d{1,9}[smhd])+$/.test(text)) return undefined
  return [...text.matchAll(/(\d+)([smhd])/g)]
    .map(([, count, unit = 's']) => Number(count) * (unitMs[unit] ?? 0))
    .reduce((sum, part) => sum + part, 0)
}

const minus = (now: number, ms: number | undefined): number | undefined =>
  ms === undefined ? undefined : now - ms

/** Days that are none (February 30th) and hours beyond 23 are refused. */
function parseInstant(text: string): number | undefined {
  const micros = parseMicros(text)
  const [, date = '', hour, minute, second] = /^(.{10})T(\d\d):(\d\d):(\d\d)/.exec(text) ?? []
  const [year, month, day] = date.split('-').map(Number)
  if (micros === undefined || year === undefined || month === undefined) return undefined
  const isDay = new Date(Date.UTC(year, month - 1, day)).toISOString().startsWith(date)
  const isClock = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 61
  return isDay && isClock ? Math.floor(micros / 1_000) : undefined
}

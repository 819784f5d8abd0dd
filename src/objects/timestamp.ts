// Times as the API spells them (RFC 3339), to the second and to the microsecond.
import type { WallMs } from '../kernel/time.ts'

const daySeconds = 86_400
const pattern = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/

/** `2026-11-20T09:45:00Z`: the second in which `wall` lies. */
export const timestamp = (wall: WallMs): string => `${spelled(Math.floor(wall / 1000))}Z`

/** `2026-11-20T09:45:00.123000Z`: microseconds since 1970 with all their digits. */
export function microTimestamp(micros: number): string {
  const seconds = Math.floor(micros / 1e6)
  return `${spelled(seconds)}.${digits(micros - seconds * 1e6, 6)}Z`
}

/** Microseconds since 1970 (finer digits are cut off); undefined when `text` is no time. */
export function parseMicros(text: string): number | undefined {
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] =
    pattern.exec(text) ?? []
  if (year === undefined) return undefined
  const days = daysBefore(Number(year), Number(month), Number(day))
  const clock = Number(hour) * 3600 + Number(minute) * 60 + Number(second)
  const seconds = days * daySeconds + clock - zoneSeconds(zone)
  return seconds * 1e6 + Number(fraction.padEnd(6, '0').slice(0, 6))
}

function zoneSeconds(zone: string): number {
  if (zone === 'Z') return 0
  const ahead = Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(4, 6)) * 60
  return zone.startsWith('-') ? -ahead : ahead
}

function spelled(seconds: number): string {
  const days = Math.floor(seconds / daySeconds)
  const rest = seconds - days * daySeconds
  const clock = [rest / 3600, (rest / 60) % 60, rest % 60].map((part) => digits(part, 2)).join(':')
  const [year, month, day] = dateOf(days)
  return `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}T${clock}`
}

const digits = (value: number, length: number): string =>
  String(Math.floor(value)).padStart(length, '0')

// Both count in years that begin in March, so that the leap day comes last; 719468 days lie before 1970.
const eraDays = 146_097
const daysBefore1970 = 719_468

/** Days from 1970-01-01 to a date of the Gregorian calendar. */
function daysBefore(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * eraDays + dayOfEra - daysBefore1970
}

/** The date that lies `days` after 1970-01-01. */
function dateOf(days: number): readonly [year: number, month: number, day: number] {
  const shifted = days + daysBefore1970
  const era = Math.floor(shifted / eraDays)
  const dayOfEra = shifted - era * eraDays
  const leapDays =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096)
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365)
  const yearDays = 365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100)
  const dayOfYear = dayOfEra - yearDays
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day]
}

// Times as people type them.
import { expect, it } from 'vitest'
import { parseDuration, parseTime } from '../../src/cli/time.ts'

const now = Date.UTC(2026, 10, 20, 12)

it('U34: a time is RFC 3339 in any zone, or how long ago', () => {
  const good: Readonly<Record<string, number>> = {
    '2026-11-20T09:45:00Z': Date.UTC(2026, 10, 20, 9, 45),
    '2026-11-20T09:45:00.25+01:00': Date.UTC(2026, 10, 20, 8, 45, 0, 250),
    '-10m': now - 600_000,
    '10m ago': now - 600_000,
    '-1h30m': now - 5_400_000,
    '7d ago': now - 7 * 86_400_000,
    '-0s': now,
  }
  for (const [text, ms] of Object.entries(good)) expect(parseTime(text, now), text).toBe(ms)
})

it('U34: anything else is refused with what was expected', () => {
  const bad = ['', 'yesterday', '10m', '-', '-10', '-10x', '2026-11-20', '2026-11-20T25:00:00Z']
  for (const text of [...bad, '2026-02-30T00:00:00Z', '2026-13-01T00:00:00Z', '-1.5h', 'x ago'])
    expect(() => parseTime(text, now), text).toThrow(/expected a time such as/)
  expect(parseDuration('1w')).toBeUndefined()
})

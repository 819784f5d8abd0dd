// Times of the API against the runtime's own calendar.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wallMs } from '../../src/kernel/time.ts'
import { microTimestamp, parseMicros, timestamp } from '../../src/objects/timestamp.ts'

const anyWall = fc.integer({ min: 0, max: 253_402_300_799_999 })

describe('times of the API', () => {
  it('are spelled as the calendar says', () => {
    expect(timestamp(wallMs(1_795_167_900_999))).toBe('2026-11-20T09:45:00Z')
    expect(microTimestamp(1_795_167_900_000_001)).toBe('2026-11-20T09:45:00.000001Z')
    fc.assert(
      fc.property(anyWall, (ms) => {
        const iso = new Date(ms).toISOString()
        expect(timestamp(wallMs(ms))).toBe(`${iso.slice(0, 19)}Z`)
        if (ms > Number.MAX_SAFE_INTEGER / 1000) return
        expect(microTimestamp(ms * 1000)).toBe(`${iso.slice(0, 23)}000Z`)
      }),
    )
  })

  it('come back as they were written, to the microsecond', () => {
    const anyMicros = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })
    fc.assert(
      fc.property(anyMicros, (micros) => {
        expect(parseMicros(microTimestamp(micros))).toBe(micros)
      }),
    )
  })

  it('are read with zones and finer digits, and refused when they are none', () => {
    expect(parseMicros('2026-11-20T11:45:00.0000019+02:00')).toBe(1_795_167_900_000_001)
    expect(parseMicros('2026-11-20T04:15:00-05:30')).toBe(1_795_167_900_000_000)
    for (const text of ['', 'now', '2026-11-20', '2026-11-20T09:45:00', '2026-11-20 09:45:00Z'])
      expect(parseMicros(text)).toBeUndefined()
  })
})

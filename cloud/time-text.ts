// Times as people read them in answers of the cloud: to the millisecond, in UTC.
import type { WallMs } from '../src/kernel/time.ts'
import { microTimestamp } from '../src/objects/timestamp.ts'

/** `2026-11-20T09:45:00.123Z`. */
export const timestampMs = (wall: WallMs): string => `${microTimestamp(wall * 1_000).slice(0, -4)}Z`

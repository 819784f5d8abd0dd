// Log lines of a role: JSON on stderr, from the level that CAUSEWAY_LOG names.
import { destination, pino } from 'pino'
import type { Tap } from '../../../bus/tap.ts'

/** A tap that writes lines of one role. */
export function roleTap(role: string, node?: string): Tap {
  const level = process.env['CAUSEWAY_LOG'] ?? 'info'
  const base = node === undefined ? { role } : { role, node }
  const logger = pino(
    { level, base, timestamp: pino.stdTimeFunctions.isoTime },
    destination({ dest: 2, sync: true }),
  )
  return (how, what, fields) => logger[how](fields ?? {}, what)
}

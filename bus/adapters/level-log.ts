// Whether a log of LevelDB is whole: its write-ahead logs and manifests are rows of records, each with its own checksum.
//
// LevelDB passes over a bent record in silence, so this is what tells a flipped bit from a record that never was.
import { maskedCrc } from './level-table.ts'

const blockBytes = 32_768
const headBytes = 7
const [full, first, middle, last] = [1, 2, 3, 4]

/**
 * torn: it ends within a record, as after a kill in the middle of a write: what that record held was never
 * acknowledged. bent: a record is not what its checksum says, or is missing its other parts.
 */
export type LogCheck =
  { readonly kind: 'whole' } | { readonly kind: 'torn' | 'bent'; readonly at: number }

/** Walks through all records. */
export function checkLog(log: Uint8Array): LogCheck {
  const view = new DataView(log.buffer, log.byteOffset, log.byteLength)
  let within = false
  for (let at = 0; at < log.length;) {
    const end = Math.min(log.length, at - (at % blockBytes) + blockBytes)
    if (blockBytes - (at % blockBytes) < headBytes) {
      if (log.subarray(at, end).some((byte) => byte !== 0)) return { kind: 'bent', at }
      at = end
      continue
    }
    const next = at + headBytes <= end ? at + headBytes + view.getUint16(at + 4, true) : Infinity
    if (next > end) return { kind: end === log.length ? 'torn' : 'bent', at }
    const type = log[at + 6] ?? 0
    if (view.getUint32(at, true) !== maskedCrc(log, at + 6, next)) return { kind: 'bent', at }
    if ((type === middle || type === last) !== within) return { kind: 'bent', at }
    if (type < full || type > last) return { kind: 'bent', at }
    within = type === first || type === middle
    at = next
  }
  return within ? { kind: 'torn', at: log.length } : { kind: 'whole' }
}

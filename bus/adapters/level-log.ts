// Whether a log of LevelDB is whole: its write-ahead logs and manifests are rows of records, each with its own checksum.
//
// LevelDB passes over a bent record in silence, so this is what tells a flipped bit from a record that never was.
import { maskedCrc } from './level-table.ts'

const blockBytes = 32_768
const headBytes = 7

/** What the end of a block holds when no record fits there. */
const filler = 0

/**
 * torn: it ends within a record, as after a kill in the middle of a write.
 * bent: a record is not what its checksum says, or is missing its other parts.
 */
export type LogCheck =
  { readonly kind: 'whole' } | { readonly kind: 'torn' | 'bent'; readonly at: number }

/** Which part of a record follows which; a record is whole, or has a first, some middle and a last part. */
const follows: Readonly<Record<number, { readonly within: boolean; readonly open: boolean }>> = {
  1: { within: false, open: false },
  2: { within: false, open: true },
  3: { within: true, open: true },
  4: { within: true, open: false },
}

/** Walks through all records. */
export function checkLog(log: Uint8Array): LogCheck {
  let open = false
  for (let at = 0; at < log.length;) {
    const part = partAt(log, at)
    if (typeof part === 'string') return { kind: part, at }
    if (part.type !== filler) {
      const rule = follows[part.type]
      if (rule === undefined || rule.within !== open) return { kind: 'bent', at }
      open = rule.open
    }
    at = part.next
  }
  return open ? { kind: 'torn', at: log.length } : { kind: 'whole' }
}

/** No part crosses the end of a block. */
function partAt(
  log: Uint8Array,
  at: number,
): { readonly type: number; readonly next: number } | 'torn' | 'bent' {
  const end = at - (at % blockBytes) + blockBytes
  const there = Math.min(end, log.length)
  if (end - at < headBytes) {
    const isFiller = log.subarray(at, there).every((byte) => byte === 0)
    return isFiller ? { type: filler, next: there } : 'bent'
  }
  const view = new DataView(log.buffer, log.byteOffset, log.byteLength)
  const next = at + headBytes <= there ? at + headBytes + view.getUint16(at + 4, true) : Infinity
  if (next > there) return there === log.length ? 'torn' : 'bent'
  if (view.getUint32(at, true) !== maskedCrc(log, at + 6, next)) return 'bent'
  return { type: log[at + 6] ?? filler, next }
}

// Splits a stream of bytes into lines of bounded length.
import { joined } from '../src/kernel/bytes.ts'

/** What the splitter reports; after `tooLong` it takes no more. */
export interface LineHandlers {
  /** One line without its end; empty lines are skipped. */
  readonly line: (bytes: Uint8Array) => void
  /** A line was longer than the bound. */
  readonly tooLong: () => void
}

/** Takes chunks as they come; an unfinished last line is kept for the next chunk. */
export function lineSplitter(lineBytesMax: number, on: LineHandlers): (chunk: Uint8Array) => void {
  let parts: Uint8Array[] = []
  let held = 0
  let broken = false

  const keep = (part: Uint8Array) => {
    if (part.length === 0) return
    parts.push(part)
    held += part.length
    if (held > lineBytesMax) broken = true
  }
  const emit = () => {
    const line = parts.length === 1 ? parts[0] : joined(parts)
    parts = []
    held = 0
    if (line !== undefined && line.length > 0) on.line(line)
  }

  return (chunk) => {
    let from = 0
    while (!broken) {
      const at = chunk.indexOf(10, from)
      keep(chunk.subarray(from, at < 0 ? chunk.length : at))
      if (broken) return on.tooLong()
      if (at < 0) return
      emit()
      from = at + 1
    }
  }
}

// Splits a stream of bytes into lines of bounded length.

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
    const line = parts.length === 1 ? parts[0] : joined(parts, held)
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

/** The parts one after the other in one array. */
export function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

// DNS messages on a stream: each with its length before it.
import { joined } from '../../src/kernel/bytes.ts'

/** A message with its length. */
export function framed(message: Uint8Array): Uint8Array {
  const length = Uint8Array.of(message.length >> 8, message.length & 0xff)
  return joined([length, message])
}

/** Takes bytes as they come and hands on each whole message; however small the pieces, each byte is copied twice. */
export function frameReader(each: (message: Uint8Array) => void): (bytes: Uint8Array) => void {
  let pieces: Uint8Array[] = []
  let length = 0
  let wanted = 2
  return (bytes) => {
    pieces.push(bytes)
    length += bytes.length
    if (length < wanted) return
    const held = joined(pieces)
    let at = 0
    for (;;) {
      const rest = held.length - at
      wanted = rest < 2 ? 2 : 2 + ((held[at] ?? 0) << 8) + (held[at + 1] ?? 0)
      if (rest < wanted) break
      each(held.slice(at + 2, at + wanted))
      at += wanted
    }
    pieces = [held.slice(at)]
    length = held.length - at
  }
}

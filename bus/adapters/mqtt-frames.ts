// Watches the lengths of MQTT packets as bytes go by, so that none is collected that is too large.

/** Sees bytes in order; answers whether a packet announced more than allowed. */
export type FrameWatch = (bytes: Uint8Array) => boolean

/** A watch for packets of at most `bytesMax` after their first bytes. */
export function createFrameWatch(bytesMax: number): FrameWatch {
  let left = 0
  let inLength = false
  let length = 0
  let shift = 0
  return (bytes) => {
    for (let at = 0; at < bytes.length;) {
      if (left > 0) {
        const skipped = Math.min(left, bytes.length - at)
        left -= skipped
        at += skipped
        continue
      }
      const byte = bytes[at++] ?? 0
      if (!inLength) {
        inLength = true
        length = 0
        shift = 0
        continue
      }
      length += (byte & 127) * 2 ** shift
      shift += 7
      if (length > bytesMax || shift > 28) return true
      if (byte < 128) {
        inLength = false
        left = length
      }
    }
    return false
  }
}

// Bytes as hexadecimal text, for bodies that are JSON.

const pairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** The value of a digit by its character code; 255 for what is none. */
const digits = Uint8Array.from({ length: 128 }, (_, code) => {
  const at = '0123456789abcdef'.indexOf(String.fromCharCode(code))
  return at === -1 ? 255 : at
})

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += pairs[byte]
  return text
}

/** Reads what `toHex` wrote; undefined when it is anything else. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0) return undefined
  const bytes = new Uint8Array(text.length / 2)
  for (let at = 0; at < bytes.length; at++) {
    const high = digits[text.charCodeAt(2 * at)] ?? 255
    const low = digits[text.charCodeAt(2 * at + 1)] ?? 255
    if (high > 15 || low > 15) return undefined
    bytes[at] = high * 16 + low
  }
  return bytes
}

// Names in DNS messages: skipped, or read as text in lower case.

const pointerBits = 0xc0
const nameBytesMax = 255

/** Where the name at `at` ends, a pointer included; undefined when it does not. */
export function skipName(bytes: Uint8Array, at: number): number | undefined {
  for (let next = at; next < bytes.length;) {
    const length = bytes[next] ?? 0
    if (length === 0) return next + 1
    if (length >= pointerBits) return next + 2 <= bytes.length ? next + 2 : undefined
    if (length > 63 || next + length - at >= nameBytesMax) return undefined
    next += length + 1
  }
  return undefined
}

/**
 * The name at `at`, which must be written out, without its last dot. What no host name has is spelled `\DDD`, so that
 * different names have different texts: a dot within a label is none between two.
 */
export function readName(bytes: Uint8Array, at: number): string | undefined {
  const end = skipName(bytes, at)
  if (end === undefined || bytes[end - 1] !== 0) return undefined
  let text = ''
  for (let next = at; next < end - 1;) {
    const length = bytes[next] ?? 0
    if (length >= pointerBits) return undefined
    if (text !== '') text += '.'
    for (let i = next + 1; i <= next + length; i++) text += spelled[bytes[i] ?? 0]
    next += length + 1
  }
  return text
}

/** Each byte as it is spelled. */
const spelled = Array.from({ length: 256 }, (_, byte) => {
  const text = String.fromCharCode(byte)
  return /[-\w*]/.test(text) ? text.toLowerCase() : `\\${String(byte).padStart(3, '0')}`
})

/** A name of host name labels as bytes. */
export function writeName(name: string): Uint8Array {
  const labels = name === '' ? [] : name.split('.')
  const bytes = new Uint8Array(name === '' ? 1 : name.length + 2)
  let at = 0
  for (const label of labels) {
    bytes[at] = label.length
    for (let i = 0; i < label.length; i++) bytes[at + 1 + i] = label.charCodeAt(i)
    at += label.length + 1
  }
  return bytes
}

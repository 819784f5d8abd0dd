// IP addresses as numbers: read from text, and written in their one canonical form.

/** The two kinds of IP address. */
export type Family = 4 | 6

/** An address of either family. */
export interface Ip {
  readonly family: Family
  readonly value: bigint
}

/** An address and how many of its leading bits name its network. */
export interface Prefixed {
  readonly ip: Ip
  readonly prefix: number
}

/** Bits of an address. */
export const bitsOf = (family: Family): number => (family === 4 ? 32 : 128)

/** Reads an address; undefined when it is anything else. */
export function parseIp(text: string): Ip | undefined {
  const value = text.includes(':') ? parse6(text) : parse4(text)
  return value === undefined ? undefined : { family: text.includes(':') ? 6 : 4, value }
}

/** Reads `address/bits`; undefined when it is anything else. */
export function parsePrefixed(text: string): Prefixed | undefined {
  const [address = '', bits = '', ...more] = text.split('/')
  const ip = parseIp(address)
  if (ip === undefined || more.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(bits)) return undefined
  const prefix = Number(bits)
  return prefix <= bitsOf(ip.family) ? { ip, prefix } : undefined
}

/** The canonical text: dotted, or the form of RFC 5952. */
export function formatIp({ family, value }: Ip): string {
  if (family === 4) return parts(value, 4, 8).join('.')
  const groups = parts(value, 8, 16).map((group) => group.toString(16))
  const { at, length } = longestZeros(groups)
  if (length < 2) return groups.join(':')
  return `${groups.slice(0, at).join(':')}::${groups.slice(at + length).join(':')}`
}

/** The canonical text of an address that is given as text; undefined when it is none. */
export function canonicalIp(text: string): string | undefined {
  const ip = parseIp(text)
  return ip === undefined ? undefined : formatIp(ip)
}

function parse4(text: string): bigint | undefined {
  const bytes = text.split('.')
  if (bytes.length !== 4 || !bytes.every((byte) => /^(0|[1-9]\d{0,2})$/.test(byte)))
    return undefined
  return bytes.every((byte) => Number(byte) < 256) ? whole(bytes.map(Number), 8) : undefined
}

function parse6(text: string): bigint | undefined {
  const [head = '', tail, ...more] = text.split('::')
  if (more.length > 0) return undefined
  const before = groupsOf(head, tail === undefined)
  const after = tail === undefined ? [] : groupsOf(tail, true)
  if (before === undefined || after === undefined) return undefined
  const missing = 8 - before.length - after.length
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined
  return whole([...before, ...Array<number>(missing).fill(0), ...after], 16)
}

/** Groups between colons; the last of the whole may be an IPv4 address, which stands for two. */
function groupsOf(text: string, isEnd: boolean): readonly number[] | undefined {
  if (text === '') return []
  const groups = text.split(':')
  const last = groups.at(-1) ?? ''
  const dotted = isEnd && last.includes('.') ? parse4(last) : undefined
  if (last.includes('.') && dotted === undefined) return undefined
  const hex = dotted === undefined ? groups : groups.slice(0, -1)
  if (!hex.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined
  const read = hex.map((group) => Number.parseInt(group, 16))
  return dotted === undefined ? read : [...read, ...parts(dotted, 2, 16)]
}

const whole = (groups: readonly number[], bits: number): bigint =>
  groups.reduce((sum, group) => (sum << BigInt(bits)) | BigInt(group), 0n)

const parts = (value: bigint, count: number, bits: number): readonly number[] =>
  Array.from({ length: count }, (_, at) =>
    Number((value >> BigInt((count - 1 - at) * bits)) & ((1n << BigInt(bits)) - 1n)),
  )

/** The first of the longest runs of zero groups. */
function longestZeros(groups: readonly string[]): { readonly at: number; readonly length: number } {
  let best = { at: 0, length: 0 }
  let length = 0
  groups.forEach((group, at) => {
    length = group === '0' ? length + 1 : 0
    if (length > best.length) best = { at: at - length + 1, length }
  })
  return best
}

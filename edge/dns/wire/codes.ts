// Numbers of the DNS message: header bits, response codes, types.

/** Bits of the header's second word. */
export const flags = {
  response: 0x8000,
  opcode: 0x7800,
  authoritative: 0x0400,
  truncated: 0x0200,
  recursionDesired: 0x0100,
  recursionAvailable: 0x0080,
  authenticData: 0x0020,
  checkingDisabled: 0x0010,
  code: 0x000f,
} as const

/** Response codes; `badVersion` needs the EDNS record for its upper bits. */
export const codes = {
  noError: 0,
  malformed: 1,
  serverFailure: 2,
  noSuchName: 3,
  notImplemented: 4,
  refused: 5,
  badVersion: 16,
} as const

/** Types by number, as far as the cluster's zone knows them. */
export const typeNames: Readonly<Record<number, string>> = {
  1: 'A',
  5: 'CNAME',
  6: 'SOA',
  12: 'PTR',
  16: 'TXT',
  28: 'AAAA',
  33: 'SRV',
  255: 'ANY',
}

/** Types and classes that are looked at by number. */
export const numbers = {
  name: 5,
  nameServer: 2,
  soa: 6,
  pointer: 12,
  mail: 15,
  service: 33,
  edns: 41,
  /** From here to 255 a type asks for something other than records, ANY apart. */
  firstMeta: 249,
  any: 255,
  internet: 1,
} as const

/** Bytes of a message's header, and of what an EDNS record without options takes. */
export const headerBytes = 12
export const ednsBytes = 11

/** What fits into a datagram of an asker who says nothing, and the longest message over TCP. */
export const plainBytesMax = 512
export const messageBytesMax = 65_535

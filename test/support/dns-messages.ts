// Messages as clients and servers of DNS write them, through `dns-packet`.
import dnsPacket from 'dns-packet'
import type { Answer, DecodedPacket, Packet, RecordType } from 'dns-packet'

export interface QueryFields {
  readonly id?: number
  readonly type?: string
  readonly flags?: number
  readonly class?: 'IN' | 'CH'
  /** What the asker says he takes over UDP; without it he has no EDNS. */
  readonly bytesMax?: number
  readonly ednsVersion?: number
  readonly wantsSignatures?: boolean
}

const plain = (packet: Packet): Uint8Array => Uint8Array.from(dnsPacket.encode(packet))

/** A query's bytes. */
export function queryOf(name: string, fields: QueryFields = {}): Uint8Array {
  const { id = 7, type = 'A', flags = dnsPacket.RECURSION_DESIRED, bytesMax } = fields
  const opt = {
    type: 'OPT' as const,
    name: '.',
    udpPayloadSize: bytesMax ?? 0,
    extendedRcode: 0,
    ednsVersion: fields.ednsVersion ?? 0,
    flags: fields.wantsSignatures === true ? dnsPacket.DNSSEC_OK : 0,
    flag_do: fields.wantsSignatures === true,
    options: [],
  }
  return plain({
    type: 'query',
    id,
    flags,
    questions: [{ name, type: type as RecordType, class: fields.class ?? 'IN' }],
    additionals: bytesMax === undefined ? [] : [opt],
  })
}

export interface AnswerFields {
  readonly code?: number
  readonly answers?: readonly Answer[]
  readonly authorities?: readonly Answer[]
  readonly flags?: number
  readonly withEdns?: boolean
}

/** A server's answer to the bytes of a query. */
export function answerTo(query: Uint8Array, fields: AnswerFields = {}): Uint8Array {
  const { id = 0, questions = [] } = dnsPacket.decode(Buffer.from(query))
  const { code = 0, answers = [], authorities = [], flags = 0, withEdns = true } = fields
  const opt = {
    type: 'OPT' as const,
    name: '.',
    udpPayloadSize: 4096,
    extendedRcode: 0,
    ednsVersion: 0,
    flags: 0,
    flag_do: false,
    options: [],
  }
  return plain({
    type: 'response',
    id,
    flags: dnsPacket.RECURSION_AVAILABLE | flags | code,
    questions,
    answers: [...answers],
    authorities: [...authorities],
    additionals: withEdns ? [opt] : [],
  })
}

/** A message read, with its code. */
export function read(bytes: Uint8Array): DecodedPacket & { readonly code: number } {
  return { ...dnsPacket.decode(Buffer.from(bytes)), code: (bytes[3] ?? 0) & 15 }
}

/** What answers say, without the rest. */
export const dataOf = (bytes: Uint8Array): readonly unknown[] =>
  (read(bytes).answers ?? []).map((one) => ('data' in one ? one.data : undefined))

export const a = (name: string, data: string, ttl = 60): Answer => ({ type: 'A', name, ttl, data })

export const soa = (name: string, ttl: number, minimum: number): Answer => ({
  type: 'SOA',
  name,
  ttl,
  data: { mname: `ns.${name}`, rname: `root.${name}`, serial: 1, minimum },
})

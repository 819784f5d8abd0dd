// DNS records and replies as data.

/** A record whose data is a text: an address, a name, or words. */
export interface TextRecord {
  readonly name: string
  readonly ttlS: number
  readonly type: 'A' | 'AAAA' | 'CNAME' | 'PTR' | 'TXT'
  readonly data: string
}

/** Where a port of a service is served. */
export interface SrvRecord {
  readonly name: string
  readonly ttlS: number
  readonly type: 'SRV'
  readonly data: {
    readonly priority: number
    readonly weight: number
    readonly port: number
    readonly target: string
  }
}

/** The start of the zone's authority; negative replies carry it. */
export interface SoaRecord {
  readonly name: string
  readonly ttlS: number
  readonly type: 'SOA'
  readonly data: {
    readonly mname: string
    readonly rname: string
    readonly serial: number
    readonly refresh: number
    readonly retry: number
    readonly expire: number
    readonly minimum: number
  }
}

/** Any record that the cluster's zone has. */
export type ZoneRecord = TextRecord | SrvRecord | SoaRecord

/** What is asked: a name in lower case without its last dot, and a type by name. */
export interface Question {
  readonly name: string
  /** `ANY` asks for all; a type that the zone never has is asked for in vain. */
  readonly type: string
}

/** What the cluster's zone replies. */
export type Reply =
  | {
      readonly kind: 'records'
      readonly isKnown: boolean
      readonly answers: readonly ZoneRecord[]
      readonly authorities: readonly ZoneRecord[]
      readonly additionals: readonly ZoneRecord[]
    }
  /** An external name: the answers so far, and the name outside the zone that is to be asked for. */
  | { readonly kind: 'alias'; readonly answers: readonly ZoneRecord[]; readonly target: string }
  /** Not the cluster's: ask elsewhere. */
  | { readonly kind: 'pass on' }

/** Whether a text is a label as host names have them. */
export const isLabel = (text: string): boolean =>
  /^[a-z0-9_]([-a-z0-9_]{0,61}[a-z0-9_])?$/i.test(text)

/** Whether a text is a name made of such labels that fits into a message. */
export const isName = (text: string): boolean =>
  text.length > 0 && text.length <= 253 && text.split('.').every(isLabel)

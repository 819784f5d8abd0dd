// Ranges and routes as they are configured, and what must hold of them.
import { Fault } from '../kernel/fault.ts'
import { bitsOf, canonicalIp, parseIp, parsePrefixed, type Family } from './ip.ts'
import type { Block, Range } from './ranges.ts'

/** A range as it is configured. */
export interface RangeText {
  /** `10.244.1.0/24` */
  readonly subnet: string
  /** The first and the last address that may be given; default: all of the subnet. */
  readonly from?: string
  readonly to?: string
  /** What pods send through; default: the first address of the subnet. Never given. */
  readonly gateway?: string
  /** Addresses and subnets that are never given. */
  readonly exclude?: readonly string[]
}

/** A route that pods are told: `dst` as `0.0.0.0/0`; without `gw` it goes through the gateway. */
export interface Route {
  readonly dst: string
  readonly gw?: string
}

/** Reads ranges: CONFIG_INVALID with the first thing that is wrong. */
export function readRanges(texts: readonly RangeText[]): readonly Range[] | Fault {
  const ranges: Range[] = []
  for (const text of texts) {
    const range = readRange(text)
    if (typeof range === 'string') return wrong(range)
    if (ranges.some((one) => one.family === range.family && meets(one, range)))
      return wrong(`ranges that do not overlap, got another one that meets ${text.subnet}`)
    ranges.push(range)
  }
  if (ranges.length === 0) return wrong('at least one range of addresses, got none')
  return ranges.map((range) => ({
    ...range,
    excluded: [...range.excluded, ...gateways(ranges, range)],
  }))
}

/** The first route that is none, as CONFIG_INVALID. */
export function checkRoutes(routes: readonly Route[]): Fault | undefined {
  const bad = routes.find(
    ({ dst, gw }) =>
      parsePrefixed(dst) === undefined || (gw !== undefined && canonicalIp(gw) === undefined),
  )
  return bad === undefined
    ? undefined
    : wrong(`a route such as 0.0.0.0/0 with an address to go through, got ${JSON.stringify(bad)}`)
}

const wrong = (text: string): Fault => new Fault('CONFIG_INVALID', `expected ${text}`)

const one = (value: bigint): Block => ({ first: value, last: value })

const meets = (a: Block, b: Block): boolean => a.first <= b.last && b.first <= a.last

/** No gateway is given to a pod, whichever range names it. */
const gateways = (ranges: readonly Range[], { family }: Range): readonly Block[] =>
  ranges.flatMap(({ gateway, family: theirs }) =>
    gateway === undefined || theirs !== family ? [] : [one(gateway)],
  )

/** A range, or what was expected and what came. */
function readRange(text: RangeText): Range | string {
  const subnet = subnetOf(text.subnet)
  if (subnet === undefined)
    return `a subnet such as 10.244.1.0/24, no bits set after its prefix, got "${text.subnet}"`
  const from = within(subnet, 'from', text.from) ?? subnet.first
  const to = within(subnet, 'to', text.to) ?? subnet.last
  const gateway = within(subnet, 'gateway', text.gateway) ?? subnet.gateway
  const excluded = (text.exclude ?? []).map((each) => blockOf(each, subnet.family))
  if (typeof from === 'string') return from
  if (typeof to === 'string') return to
  if (typeof gateway === 'string') return gateway
  if (from > to) return `from before to in ${text.subnet}, got them the other way round`
  const blocks = excluded.filter((block) => typeof block !== 'string')
  const bad = excluded.find((block) => typeof block === 'string')
  if (bad !== undefined) return bad
  const { family, prefix, reserved } = subnet
  return { family, prefix, first: from, last: to, gateway, excluded: [...reserved, ...blocks] }
}

interface Subnet extends Block {
  readonly text: string
  readonly family: Family
  readonly prefix: number
  /** Undefined where there is no room for one. */
  readonly gateway: bigint | undefined
  /** The subnet's own address and the one of all its hosts. */
  readonly reserved: readonly Block[]
}

function subnetOf(text: string): Subnet | undefined {
  const read = parsePrefixed(text)
  if (read === undefined) return undefined
  const { ip, prefix } = read
  const size = 1n << BigInt(bitsOf(ip.family) - prefix)
  if (ip.value % size !== 0n) return undefined
  const [first, last] = [ip.value, ip.value + size - 1n]
  const block = { text, family: ip.family, prefix, first, last }
  if (size <= 2n) return { ...block, gateway: undefined, reserved: [] }
  const reserved = ip.family === 4 ? [one(first), one(last)] : [one(first)]
  return { ...block, gateway: first + 1n, reserved }
}

/** An address of a subnet, or what was expected; undefined where none is given. */
function within(subnet: Subnet, name: string, text: string | undefined) {
  if (text === undefined) return undefined
  const ip = parseIp(text)
  return ip?.family === subnet.family && subnet.first <= ip.value && ip.value <= subnet.last
    ? ip.value
    : `${name} as an address within ${subnet.text}, got "${text}"`
}

function blockOf(text: string, family: Family): Block | string {
  const ip = parseIp(text)
  if (ip?.family === family) return one(ip.value)
  const subnet = ip === undefined ? subnetOf(text) : undefined
  return subnet?.family === family
    ? { first: subnet.first, last: subnet.last }
    : `excluded addresses or subnets of the range's family, got "${text}"`
}

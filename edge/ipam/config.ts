// The settings of a node's addresses, and the checks that they make sense.
import { Fault } from '../../src/kernel/fault.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import type { AddressRules } from '../../src/network/address-state.ts'
import {
  checkRoutes,
  readRanges,
  type RangeText,
  type Route,
} from '../../src/network/range-config.ts'

/** What an agent is told about its node's addresses. */
export interface IpamConfig {
  readonly node: NodeId
  /** Where `causeway-ipam` asks. */
  readonly socket: string
  readonly ranges: readonly RangeText[]
  /** What every pod is told. */
  readonly routes: readonly Route[]
  /** A released address goes to another pod after so long. */
  readonly graceMs: number
  /** This run of the machine, such as Linux's boot id. */
  readonly boot: string
}

/** The grace where none is told: longer than most pods take to be made anew. */
export const standardGraceMs = 600_000

/** The rules of a configuration: CONFIG_INVALID with the first thing that is wrong. */
export function addressRules(config: IpamConfig): AddressRules | Fault {
  const { node, ranges: texts, routes, graceMs, boot } = config
  const ranges = readRanges(texts)
  if (ranges instanceof Fault) return ranges
  if (!(graceMs >= 0)) return invalid(`a grace in milliseconds, got ${graceMs}`)
  if (boot === '') return invalid('a name for this run of the machine, got none')
  return checkRoutes(routes) ?? { node, ranges, graceMs, boot }
}

const invalid = (text: string): Fault => new Fault('CONFIG_INVALID', `expected ${text}`)

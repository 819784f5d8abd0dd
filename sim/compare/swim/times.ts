// Times and numbers of a SWIM detector: memberlist's own, for a LAN and for a WAN, and what follows from them.

/** The settings of a group. */
export interface SwimTimes {
  /** One probe of one member in each period; an answer is late after the timeout. */
  readonly probeMs: number
  readonly timeoutMs: number
  /** How many others are asked to probe a member that is late. */
  readonly indirect: number
  readonly gossipMs: number
  readonly gossipTo: number
  /** How often two members tell each other everything. */
  readonly pushPullMs: number
  readonly streamTimeoutMs: number
  readonly suspicionMult: number
  readonly suspicionMaxMult: number
  readonly retransmitMult: number
  /** The worst opinion that a member has of itself is one less. */
  readonly awarenessMax: number
  /** For so long the dead are told, too, so that they may object. */
  readonly toTheDeadMs: number
  /** Serf, which is built on memberlist, asks one of the failed again so often. */
  readonly reconnectMs: number
}

/** Its settings for a LAN. */
export const swimLan: SwimTimes = {
  probeMs: 1_000,
  timeoutMs: 500,
  indirect: 3,
  gossipMs: 200,
  gossipTo: 3,
  pushPullMs: 30_000,
  streamTimeoutMs: 10_000,
  suspicionMult: 4,
  suspicionMaxMult: 6,
  retransmitMult: 4,
  awarenessMax: 8,
  toTheDeadMs: 30_000,
  reconnectMs: 30_000,
}

/** Its settings for a WAN. */
export const swimWan: SwimTimes = {
  ...swimLan,
  probeMs: 5_000,
  timeoutMs: 3_000,
  gossipMs: 500,
  gossipTo: 4,
  pushPullMs: 60_000,
  streamTimeoutMs: 30_000,
  suspicionMult: 6,
  toTheDeadMs: 60_000,
}

/** How long a suspicion lasts in a group of so many, once so many others have confirmed it. */
export function suspicionMs(times: SwimTimes, members: number, confirmations: number): number {
  const { suspicionMult, suspicionMaxMult, probeMs } = times
  const minMs = suspicionMult * Math.max(1, Math.log10(Math.max(1, members))) * probeMs
  const enough = confirmationsMax(times)
  if (members - 2 < enough) return minMs
  const share = Math.log(confirmations + 1) / Math.log(enough + 1)
  return Math.max(minMs, suspicionMaxMult * minMs - share * (suspicionMaxMult - 1) * minMs)
}

/** More confirmations shorten a suspicion no further. */
export const confirmationsMax = ({ suspicionMult }: SwimTimes): number => suspicionMult - 2

/** How often a rumour is passed on. */
export const retransmits = ({ retransmitMult }: SwimTimes, members: number): number =>
  retransmitMult * Math.ceil(Math.log10(members + 1))

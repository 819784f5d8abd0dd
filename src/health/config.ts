// The periods and limits of health, and the two paces users choose from.

/** Everything that decides when a node is silent, judged, held or let go. */
export interface HealthConfig {
  /** A node beats this often. */
  readonly beatMs: number
  /** Not heard for this long is silent; also how long a judge listens before it judges. */
  readonly silenceMs: number
  /** One observation period of the peers. */
  readonly roundMs: number
  /** Kubernetes' node-monitor-grace-period: an older Lease turns Ready to Unknown. */
  readonly leaseGraceMs: number
  /** The share of the grace after which a Lease is renewed; the rest must do for a takeover by another holder. */
  readonly holdAtShare: number
  /** At most this many peers observe a node. */
  readonly observersMax: number
  /** A self-report or ballot counts for this many periods; at least 3. */
  readonly reportPeriods: number
  /** In a two-node site the only peer must say `dead` in this many rounds. */
  readonly lonePeerRounds: number
  /** Nodes of a site that fall silent within this window are one site cut. */
  readonly siteWindowMs: number
  /** The longest hold of an isolated node; undefined is for ever. */
  readonly maxHoldMs: number | undefined
  /** `lease`: a held node stays Ready, because its Lease is renewed. `policy`: it turns Unknown, and admission policies alone hold it. */
  readonly holdBy: 'lease' | 'policy'
  /** Waits this long for an answer of a probed port. */
  readonly probeTimeoutMs: number
}

/** `fast` for trying out and tests, `real` for clusters. */
export type Pace = 'fast' | 'real'

/** The configuration of a pace. */
export const paces: Readonly<Record<Pace, HealthConfig>> = {
  fast: {
    beatMs: 500,
    silenceMs: 3_000,
    roundMs: 1_000,
    leaseGraceMs: 6_000,
    holdAtShare: 0.4,
    observersMax: 6,
    reportPeriods: 3,
    lonePeerRounds: 3,
    siteWindowMs: 3_000,
    maxHoldMs: undefined,
    holdBy: 'lease',
    probeTimeoutMs: 500,
  },
  real: {
    beatMs: 10_000,
    silenceMs: 40_000,
    roundMs: 10_000,
    leaseGraceMs: 50_000,
    holdAtShare: 0.5,
    observersMax: 6,
    reportPeriods: 3,
    lonePeerRounds: 3,
    siteWindowMs: 40_000,
    maxHoldMs: undefined,
    holdBy: 'lease',
    probeTimeoutMs: 3_000,
  },
}

// How fast a small Kubernetes notices, tolerates and repeats: the numbers of its controllers and kubelets.

/** What the controllers are told. */
export interface ControllerConfig {
  /** How often every node's health is looked at. */
  readonly nodeMonitorPeriodMs: number
  /** Silence after which a node's conditions become Unknown. */
  readonly nodeMonitorGraceMs: number
  /** The same for a node that never reported. */
  readonly nodeStartupGraceMs: number
  /** Nodes per second and zone that are tainted NoExecute; the second in large zones that are partly disrupted. */
  readonly evictionsPerSecond: number
  readonly secondaryEvictionsPerSecond: number
  /** A zone with more nodes is large. */
  readonly largeZoneNodes: number
  /** Share of silent nodes from which a zone is partly disrupted. */
  readonly unhealthyZoneShare: number
  /** What pods that say nothing tolerate of not-ready and unreachable nodes. */
  readonly defaultTolerationSeconds: number
  /** How often pods of vanished nodes are looked for, and how long a node must have been gone. */
  readonly podGcPeriodMs: number
  readonly podGcQuarantineMs: number
  /** A controller runs this long after a change, at most half as long again. */
  readonly coalesceMs: number
}

/** What a kubelet is told. */
export interface KubeletConfig {
  readonly leaseRenewMs: number
  readonly leaseDurationSeconds: number
  /** How often the node's status is compared with what the API has. */
  readonly statusCheckMs: number
  /** How often an unchanged status is reported all the same. */
  readonly statusReportMs: number
  /** From binding to Running, and from SIGTERM to stopped. */
  readonly podStartMs: number
  readonly podStopMs: number
  /** A request without any answer for so long is given up. */
  readonly requestSilenceMs: number
}

/** One pace of a small Kubernetes. */
export interface KubePace {
  readonly controllers: ControllerConfig
  readonly kubelet: KubeletConfig
}

/** Kubernetes' own numbers. */
export const realPace: KubePace = {
  controllers: {
    nodeMonitorPeriodMs: 5_000,
    nodeMonitorGraceMs: 50_000,
    nodeStartupGraceMs: 60_000,
    evictionsPerSecond: 0.1,
    secondaryEvictionsPerSecond: 0.01,
    largeZoneNodes: 50,
    unhealthyZoneShare: 0.55,
    defaultTolerationSeconds: 300,
    podGcPeriodMs: 20_000,
    podGcQuarantineMs: 40_000,
    coalesceMs: 50,
  },
  kubelet: {
    leaseRenewMs: 10_000,
    leaseDurationSeconds: 40,
    statusCheckMs: 10_000,
    statusReportMs: 300_000,
    podStartMs: 500,
    podStopMs: 500,
    requestSilenceMs: 10_000,
  },
}

/** The pace for watching with one's own eyes: everything several times sooner. */
export const fastPace: KubePace = {
  controllers: {
    ...realPace.controllers,
    nodeMonitorPeriodMs: 1_000,
    nodeMonitorGraceMs: 6_000,
    nodeStartupGraceMs: 10_000,
    evictionsPerSecond: 0.5,
    secondaryEvictionsPerSecond: 0.05,
    defaultTolerationSeconds: 10,
    podGcPeriodMs: 4_000,
    podGcQuarantineMs: 8_000,
  },
  kubelet: {
    ...realPace.kubelet,
    // A fifth of the grace, as with Kubernetes' own numbers: well before a holder would step in at a third.
    leaseRenewMs: 1_200,
    leaseDurationSeconds: 8,
    statusCheckMs: 2_000,
    statusReportMs: 30_000,
    podStartMs: 300,
    podStopMs: 300,
    requestSilenceMs: 3_000,
  },
}

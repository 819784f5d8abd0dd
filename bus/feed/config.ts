// The bounds and periods of an owner of feeds.

/** The settings. */
export interface FeedConfig {
  /** That an object left is remembered for so long; who was away longer compares. */
  readonly tombstoneMs: number
  /** How often old ones are looked for. */
  readonly sweepMs: number
  /** Facts and bytes of one commit. */
  readonly commitFacts: number
  readonly commitBytes: number
  /** Bytes of one answer, unless a single fact is larger. */
  readonly answerBytes: number
  /** A fact with a larger body is told live without it. */
  readonly liveBytes: number
  /** Answers under way at once, over all nodes. */
  readonly answersMax: number
  /** Questions of one node that wait; more are turned away. */
  readonly waitingMax: number
  /** A node is answered at most once in so long. */
  readonly answerGapMs: number
  /** A node is told at most so often that it is behind. */
  readonly tellMs: number
  /** A store that failed is opened again after so long. */
  readonly reopenMs: number
}

/** What suits most. */
export const feedConfig: FeedConfig = {
  tombstoneMs: 24 * 3_600_000,
  sweepMs: 3_600_000,
  commitFacts: 1_000,
  commitBytes: 1 << 20,
  answerBytes: 200 << 10,
  liveBytes: 200 << 10,
  answersMax: 8,
  waitingMax: 8,
  answerGapMs: 20,
  tellMs: 500,
  reopenMs: 2_000,
}

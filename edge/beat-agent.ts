// The beat of a node: "I am here", each period, on the direct path to the cloud.
import type { Cancel, Clock } from '../bus/clock.ts'
import type { Position } from '../bus/journal.ts'
import type { Transport } from '../bus/transport.ts'
import { encodeBeat } from '../schemas/beat.ts'
import { subjectOf } from '../schemas/subjects.ts'
import { isLinked, type AgentState } from '../src/health/agent.ts'
import { assignmentDigest } from '../src/health/assignment.ts'
import type { Ballot, Beat, Introduction } from '../src/health/words.ts'
import { shardOf } from '../src/kernel/hash.ts'
import { incarnation, round, type Round } from '../src/kernel/ids.ts'
import type { MonoMs } from '../src/kernel/time.ts'
import { BeatBallots } from './beat-ballots.ts'
import type { EdgeConfig } from './config.ts'
import { metronome } from './metronome.ts'

/** What the beat stands on; `ballots` are the node's own fresh ones. */
export interface BeatParts {
  readonly clock: Clock
  readonly transport: Transport
  readonly config: EdgeConfig
  readonly agent: () => AgentState
  readonly introduction: () => Introduction
  /** Where the journal's state lane stands. */
  readonly position: () => Position
  /** The node's own fresh ballots. */
  readonly ballots: () => readonly Ballot[]
  /** Where the node is in its feeds. */
  readonly feeds: () => Beat['feeds']
  /** The cloud echoed a beat sent this long ago. */
  readonly answered: (agoMs: number) => void
}

/** The shard whose owner hears a node: its site's, until assigned that of its own name. */
export const shardFor = ({ hard }: AgentState, shards: number): number =>
  hard.assignment?.shard ?? shardOf(hard.node, shards)

/** Beats of one incarnation after another. */
export class BeatAgent {
  readonly #parts: BeatParts
  #stop: Cancel = () => {}
  #incarnation = 0
  #beganAt: MonoMs
  /** How many beats this incarnation sent, and when those that asked were sent. */
  #sent = 0
  readonly #asked = new Map<number, MonoMs>()
  #ballots: BeatBallots
  #answered = false

  constructor(parts: BeatParts) {
    this.#parts = parts
    this.#beganAt = parts.clock.mono()
    this.#ballots = new BeatBallots(parts.config.health.reportPeriods)
  }

  /** Begins the beats of an incarnation: its first one is a birth. */
  begin(number: number): void {
    const { clock, config } = this.#parts
    this.#stop()
    this.#incarnation = number
    this.#beganAt = clock.mono()
    this.#sent = 0
    this.#asked.clear()
    this.#ballots = new BeatBallots(config.health.reportPeriods)
    this.#answered = false
    this.#stop = metronome(clock, config.health.beatMs, () => this.beat())
  }

  /** The observation period that this incarnation is in. */
  round(): Round {
    const { clock, config } = this.#parts
    return round(1 + Math.floor((clock.mono() - this.#beganAt) / config.health.roundMs))
  }

  /** Sends a beat now: at pace, and when the transport has come up. */
  beat(): void {
    if (this.#incarnation === 0) return
    const { transport, config, agent } = this.#parts
    const shard = String(shardFor(agent(), config.shards))
    const subject = subjectOf('beat', config.cluster, { shard, node: config.node })
    transport.publish(subject, encodeBeat(this.#next()))
  }

  /** Takes an echo: it proves the beat that asked for it, and no other. */
  echoed(of: number, ask: number): void {
    const sentAt = this.#asked.get(ask)
    if (of !== this.#incarnation || sentAt === undefined) return
    for (const older of this.#asked.keys()) if (older <= ask) this.#asked.delete(older)
    this.#answered = true
    this.#parts.answered(this.#parts.clock.mono() - sentAt)
  }

  stop(): void {
    this.#stop()
  }

  #next(): Beat {
    const { hard, soft } = this.#parts.agent()
    const { epoch, last } = this.#parts.position()
    const known = hard.assignment !== undefined
    const feeds = this.#parts.feeds()
    this.#sent += 1
    return {
      node: hard.node,
      site: hard.assignment?.site,
      incarnation: incarnation(this.#incarnation),
      round: this.round(),
      kubelet: soft.kubelet,
      birth: !this.#answered,
      introduction: known && this.#answered ? undefined : this.#parts.introduction(),
      assignment: assignmentDigest(hard.assignment),
      stateEpoch: epoch,
      stateLast: last,
      ballots: this.#ballots.next(this.#parts.ballots()),
      ask: this.#ask(),
      ...(feeds === undefined ? {} : { feeds }),
    }
  }

  /**
   * The number to be echoed; 0 while an answer is younger than half the silence less a beat, and
   * before the cloud's key is known, without which no echo can be believed.
   */
  #ask(): number {
    const { clock, config, agent } = this.#parts
    const { hard, soft } = agent()
    if (hard.cloudKey === undefined) return 0
    const now = clock.mono()
    const { silenceMs, beatMs } = config.health
    if (this.#answered && isLinked(soft, now, (silenceMs - beatMs) / 2)) return 0
    for (const [ask, sentAt] of this.#asked) if (now - sentAt >= silenceMs) this.#asked.delete(ask)
    this.#asked.set(this.#sent, now)
    return this.#sent
  }
}

// The beat of a node: "I am here", each period, on the direct path to the cloud, and through a peer while there is none.
import { backoffMs } from '../bus/backoff.ts'
import type { Cancel, Clock } from '../bus/clock.ts'
import type { Position } from '../bus/journal.ts'
import type { Transport } from '../bus/transport.ts'
import { encodeBeat } from '../schemas/beat.ts'
import type { Echo } from '../schemas/down.ts'
import { subjectOf } from '../schemas/subjects.ts'
import { isLinked, type AgentState } from '../src/health/agent.ts'
import { assignmentDigest, hasKeys } from '../src/health/assignment.ts'
import type { Assignment, Ballot, Beat, Introduction } from '../src/health/words.ts'
import { shardOf } from '../src/kernel/hash.ts'
import { incarnation, round, type NodeId, type Round } from '../src/kernel/ids.ts'
import type { Random } from '../src/kernel/random.ts'
import type { MonoMs } from '../src/kernel/time.ts'
import { BeatWay, type Asked } from './beat-way.ts'
import type { EdgeConfig } from './config.ts'
import { metronome } from './metronome.ts'

/** What the beat stands on; `ballots` are the node's own fresh ones. */
export interface BeatParts {
  readonly clock: Clock
  readonly random: Random
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
  /** Which feeds the cloud found equal at the places that a beat carried, as bits. */
  readonly feedsEqual: (bits: number) => void
  /** Signed beats of peers that are to ride in the next one. */
  readonly relayed: () => readonly Uint8Array[]
  /** Each period, after the beat. */
  readonly beaten: () => void
  /** The cloud echoed a beat sent this long ago, with the help of a peer or of none. */
  readonly answered: (agoMs: number, relay: NodeId | undefined) => void
}

/** Beats sooner than at pace: the first after a tenth of a period at most, each next one after twice as long. */
const hurryShare = 1 / 10
const hurryTries = 3

/** The shard whose owner hears a node: its site's, until assigned that of its own name. */
export const shardFor = ({ hard }: AgentState, shards: number): number =>
  hard.assignment?.shard ?? shardOf(hard.node, shards)

/** Beats of one incarnation after another. */
export class BeatAgent {
  readonly #parts: BeatParts
  #stop: Cancel = () => {}
  #unhurry: Cancel = () => {}
  #incarnation = 0
  #beganAt: MonoMs
  /** How many beats this incarnation sent, on both ways. */
  #sent = 0
  #direct: BeatWay
  #throughPeers: BeatWay
  #answered = false

  constructor(parts: BeatParts) {
    this.#parts = parts
    this.#beganAt = parts.clock.mono()
    this.#direct = this.#way()
    this.#throughPeers = this.#way()
  }

  /** Begins the beats of an incarnation: its first one is a birth. */
  begin(number: number): void {
    const { clock, config } = this.#parts
    this.stop()
    this.#incarnation = number
    this.#beganAt = clock.mono()
    this.#sent = 0
    this.#direct = this.#way()
    this.#throughPeers = this.#way()
    this.#answered = false
    this.#stop = metronome(clock, config.health.beatMs, () => {
      this.beat()
      this.#parts.beaten()
    })
    this.hurry()
  }

  /** Nobody has heard of this node yet, or on this connection: it beats some times more within a period, until it is answered. */
  hurry(): void {
    this.#unhurry()
    if (this.#incarnation !== 0) this.#hurryOn(1)
  }

  /** The observation period that this incarnation is in. */
  round(): Round {
    const { clock, config } = this.#parts
    return round(1 + Math.floor((clock.mono() - this.#beganAt) / config.health.roundMs))
  }

  /** Sends a beat now: at pace, and when the transport has come up. */
  beat(): void {
    if (this.#incarnation === 0) return
    const { clock, transport, config, agent, relayed } = this.#parts
    const shard = String(shardFor(agent(), config.shards))
    const subject = subjectOf('beat', config.cluster, { shard, node: config.node })
    const ask = this.#needsEcho() ? { at: clock.mono(), relay: undefined } : undefined
    transport.publish(subject, encodeBeat(this.#next(this.#direct, ask), relayed()))
  }

  /** The next beat for a peer to relay; it always asks. undefined before the first incarnation or without the cloud's key. */
  beatThrough(relay: NodeId): Uint8Array | undefined {
    const { clock, agent } = this.#parts
    if (this.#incarnation === 0 || agent().hard.cloudKey === undefined) return undefined
    return encodeBeat(this.#next(this.#throughPeers, { at: clock.mono(), relay }))
  }

  /**
   * Takes an echo: it proves the beat that asked for it, and no other. That of a direct beat counts only when it came
   * directly too; that of a relayed one on any way, for half of its round needed a peer.
   */
  echoed({ incarnation: of, ask, feedsEqual }: Echo, isDirect: boolean): void {
    if (of !== this.#incarnation) return
    const direct = isDirect ? this.#direct.answered(ask) : undefined
    const asked = direct ?? this.#throughPeers.answered(ask)
    if (asked === undefined) return
    this.#answered = true
    this.#unhurry()
    this.#parts.feedsEqual(feedsEqual)
    this.#parts.answered(this.#parts.clock.mono() - asked.at, asked.relay)
  }

  stop(): void {
    this.#stop()
    this.#unhurry()
  }

  #hurryOn(tries: number): void {
    const { clock, random, config } = this.#parts
    const { beatMs: maxMs } = config.health
    const bounds = { minMs: maxMs * hurryShare, maxMs }
    this.#unhurry = clock.after(backoffMs(tries, bounds, random), () => {
      this.beat()
      if (tries < hurryTries) this.#hurryOn(tries + 1)
    })
  }

  #next(way: BeatWay, asked: Asked | undefined): Beat {
    const { hard, soft } = this.#parts.agent()
    const { epoch, last } = this.#parts.position()
    const known = hard.assignment !== undefined
    const feeds = this.#parts.feeds()
    this.#sent += 1
    if (asked !== undefined) way.ask(this.#sent, asked, this.#parts.config.health.silenceMs)
    return {
      node: hard.node,
      site: hard.assignment?.site,
      incarnation: incarnation(this.#incarnation),
      round: this.round(),
      kubelet: soft.kubelet,
      birth: !this.#answered,
      introduction: known && this.#answered ? undefined : this.#parts.introduction(),
      assignment: this.#digest(hard.assignment),
      stateEpoch: epoch,
      stateLast: last,
      ballots: way.ballots(this.#parts.ballots()),
      ask: asked === undefined ? 0 : this.#sent,
      ...(feeds === undefined ? {} : { feeds }),
    }
  }

  /** An agent that starts without the keys of its peers asks for them: to later beats the cloud says them no more. */
  #digest(assignment: Assignment | undefined): number {
    const asksAgain = assignment !== undefined && !this.#answered && !hasKeys(assignment)
    return asksAgain ? 0 : assignmentDigest(assignment)
  }

  /**
   * Whether a direct beat asks: not while an answer is younger than half the silence less a beat, nor
   * before the cloud's key is known, without which no echo can be believed.
   */
  #needsEcho(): boolean {
    const { clock, config, agent } = this.#parts
    const { hard, soft } = agent()
    if (hard.cloudKey === undefined) return false
    const { silenceMs, beatMs } = config.health
    return !(this.#answered && isLinked(soft, clock.mono(), (silenceMs - beatMs) / 2))
  }

  #way(): BeatWay {
    return new BeatWay(this.#parts.config.health.reportPeriods)
  }
}

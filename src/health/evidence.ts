// Evidence: what a verdict stood on, kept with it, with one sentence for people.
import type { Moment } from '../kernel/process.ts'
import type { MonoMs } from '../kernel/time.ts'
import type { HealthConfig } from './config.ts'
import { isFresh } from './counted-ballots.ts'
import { isHeard } from './node-signs.ts'
import type { NodeSoft, NodeState } from './node-state.ts'
import type { Settled } from './quorum.ts'
import type { Ballot, Evidence, Verdict } from './words.ts'

/** The evidence for a verdict that is reached now. */
export function evidenceOf(
  { soft }: NodeState,
  settled: Settled,
  verdict: Verdict,
  at: Moment<HealthConfig>,
): Evidence {
  const { mono, config } = at
  const ago = (then: MonoMs | undefined): number | undefined =>
    then === undefined ? undefined : Math.round(mono - then)
  const signs = {
    heard: isHeard(soft, mono, config),
    beatAgoMs: ago(soft.beatAt),
    leaseAgoMs: ago(soft.renewedAt),
    relayedAgoMs: ago(soft.relayedAt),
    tally: settled.tally,
    incarnation: settled.incarnation,
    round: settled.round,
    ballots: freshBallots(soft, mono, config),
    observers: soft.observers,
    siteCut: soft.siteCut,
  }
  return { ...signs, because: because(signs, verdict, config) }
}

/** The fresh ballots of the assigned observers, in order of the observers' names. */
export function freshBallots(soft: NodeSoft, now: MonoMs, config: HealthConfig): readonly Ballot[] {
  return soft.observers.flatMap((observer) =>
    soft.ballots
      .filter((one) => one.ballot.observer === observer && isFresh(one, now, config))
      .map(({ ballot }) => ballot),
  )
}

function because(signs: Omit<Evidence, 'because'>, verdict: Verdict, config: HealthConfig): string {
  if (verdict === 'healthy') return heardBy(signs, config)
  const unheard = 'the cloud has not heard it'
  if (verdict === 'failed') return `${unheard} and its peers reach it no more`
  return `${unheard} and ${isolatedAs(signs, config)}`
}

function heardBy({ beatAgoMs, tally }: Omit<Evidence, 'because'>, config: HealthConfig): string {
  const beats = beatAgoMs !== undefined && beatAgoMs < config.silenceMs
  const who = beats ? 'the cloud hears its beats' : 'its kubelet renews its own Lease'
  return tally === 'dead' ? `${who}, although its peers do not reach it` : who
}

function isolatedAs(signs: Omit<Evidence, 'because'>, config: HealthConfig): string {
  const { relayedAgoMs, siteCut, tally, observers } = signs
  if (relayedAgoMs !== undefined && relayedAgoMs < config.silenceMs)
    return 'a peer relays its beats'
  if (siteCut) return 'its whole site is cut off'
  if (tally === 'alive') return 'its peers still see it'
  if (observers.length === 0) return 'it has no peers to ask'
  return 'its peers have settled nothing'
}

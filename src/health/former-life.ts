// What a ballot about a former incarnation says of the present one, which its observer has not met.
import { round, type Incarnation } from '../kernel/ids.ts'
import type { MonoMs } from '../kernel/time.ts'
import type { HealthConfig } from './config.ts'
import { silentForMs } from './node-signs.ts'
import type { NodeState } from './node-state.ts'
import type { Ballot } from './words.ts'

/**
 * A ballot as it counts now; undefined where it says nothing of the present incarnation. Whoever reaches the node hears of
 * that within a round: who still says `dead` of a former one, after the cloud has not heard the node for a silence, has
 * not reached it meanwhile. It counts in every round that others have spoken of, for they count rounds the observer does
 * not know; and as one that stood for as long as it did, as far as that matters for a lone peer.
 */
export function ofPresentLife(
  { hard, soft }: NodeState,
  said: Ballot,
  now: MonoMs,
  config: HealthConfig,
): Ballot | undefined {
  const incarnation = hard.incarnation as Incarnation
  if (said.incarnation >= incarnation) return said
  if (said.opinion !== 'dead' || silentForMs(soft, now) < config.silenceMs) return undefined
  const stood = Math.min(said.round - said.since + 1, config.lonePeerRounds)
  const spoken = soft.ballots.filter(({ ballot }) => ballot.incarnation === incarnation)
  const last = Math.max(stood, ...spoken.map(({ ballot }) => ballot.round))
  return { ...said, incarnation, since: round(1), round: round(last) }
}

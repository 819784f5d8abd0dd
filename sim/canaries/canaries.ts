// All canaries, at least one for each checker.
import { answerGarbled, replayBelieved } from './api-canaries.ts'
import type { Canary } from './canary.ts'
import {
  ballotMisread,
  illForEver,
  lateHold,
  probesBelieve,
  wrongEffect,
} from './health-canaries.ts'
import { neverSyncs, olderCopy, readsLess } from './journal-canaries.ts'
import { secretGarbled, tombstoneRisen } from './mirror-canaries.ts'
import { assertionFails, hiddenChance, spins, timersLeak } from './run-canaries.ts'
import { unfenced } from './shard-canaries.ts'
import { compactOnPubAck, factsRewritten } from './up-canaries.ts'

/** Every planted bug. */
export const canaries: readonly Canary[] = [
  ballotMisread,
  wrongEffect,
  lateHold,
  probesBelieve,
  illForEver,
  neverSyncs,
  olderCopy,
  readsLess,
  compactOnPubAck,
  factsRewritten,
  unfenced,
  tombstoneRisen,
  secretGarbled,
  answerGarbled,
  replayBelieved,
  timersLeak,
  assertionFails,
  spins,
  hiddenChance,
]

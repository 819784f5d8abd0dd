// The checkers that every world has.
import type { HealthConfig } from '../../src/health/config.ts'
import { allWell } from './all-well.ts'
import { answersTold } from './answers-told.ts'
import { chainsEqual } from './chains-equal.ts'
import type { MakeChecker } from './checker.ts'
import { crashFound } from './crash-found.ts'
import { factsApplied } from './facts-applied.ts'
import { factsOnce } from './facts-once.ts'
import { factsKept } from './facts-kept.ts'
import { mirrorsEqual } from './mirrors-equal.ts'
import { mirrorsTold } from './mirrors-told.ts'
import { neverEvicted } from './never-evicted.ts'
import { neverFailed } from './never-failed.ts'
import { neverUnknown } from './never-unknown.ts'
import { oneOwner } from './one-owner.ts'
import { queuesBounded } from './queues-bounded.ts'
import { stateReplayed } from './state-replayed.ts'
import { writesKept } from './writes-kept.ts'

/** Those for a pace and a workload of so many pods. */
export const standardCheckers = (
  health: HealthConfig,
  replicas: number,
): readonly MakeChecker[] => [
  neverFailed(health),
  neverEvicted(health),
  neverUnknown(health),
  factsKept,
  factsApplied,
  factsOnce,
  chainsEqual,
  mirrorsEqual,
  mirrorsTold,
  answersTold,
  writesKept,
  stateReplayed,
  oneOwner,
  queuesBounded,
  crashFound(health),
  allWell(replicas),
]

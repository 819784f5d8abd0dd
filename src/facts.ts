// The union of all facts, and for each its lane and version.
import type { RolloutFact } from './apps/rollout/facts.ts'
import type { HealthFact } from './health/facts.ts'
import type { AuthorityFact, IdentityFact } from './identity/facts.ts'
import type { LogFact } from './kernel/log-facts.ts'
import type { AddressFact } from './network/facts.ts'
import type { SitePodsFact } from './services/facts.ts'
import type { PutOffFact, WriteFact } from './mirror/pending/facts.ts'

/** Every fact there is. */
export type Fact =
  | HealthFact
  | IdentityFact
  | AuthorityFact
  | AddressFact
  | WriteFact
  | PutOffFact
  | SitePodsFact
  | RolloutFact
  | LogFact

/** The lanes of a journal, each with its own sequence. */
export type Lane = 'state' | 'telemetry' | 'audit'

/** All lanes, in the order in which heads list them. */
export const lanes: readonly Lane[] = ['state', 'telemetry', 'audit']

/** Where a kind is kept, and which version of it is written today. */
export interface KindInfo {
  readonly lane: Lane | 'volatile'
  readonly version: number
}

const state = { lane: 'state', version: 1 } as const
const telemetry = { lane: 'telemetry', version: 1 } as const
const audit = { lane: 'audit', version: 1 } as const
const volatile = { lane: 'volatile', version: 1 } as const

const table = {
  'node-enrolled': state,
  'node-born': state,
  'site-assigned': state,
  'kubelet-reported': state,
  'agent-lost': state,
  'agent-returned': state,
  'verdict-reached': state,
  'verdict-declared': state,
  'session-ended': state,
  'hold-ended': state,
  'node-forgotten': state,
  'beat-heard': volatile,
  'ended-session-heard': volatile,
  'ballot-counted': volatile,
  'node-observed': volatile,
  'lease-observed': volatile,
  'observers-observed': volatile,
  'site-observed': volatile,
  'hearing-observed': volatile,
  'presence-changed': volatile,
  'site-cut': state,
  'site-healed': state,
  'kubernetes-restored': state,
  'member-observed': volatile,
  'observers-assigned': volatile,
  'speech-changed': volatile,
  'bus-observed': volatile,
  'speech-observed': volatile,
  'hearing-changed': volatile,
  'peer-met': state,
  'peer-tallied': audit,
  'report-heard': volatile,
  'probe-answered': volatile,
  'ballot-heard': volatile,
  'ballot-cast': volatile,
  'self-observed': volatile,
  'peer-assigned': volatile,
  'round-observed': volatile,
  'incarnation-began': state,
  'kubelet-changed': state,
  'link-changed': state,
  'assignment-learned': state,
  'kubelet-checked': volatile,
  'transport-changed': volatile,
  'beat-answered': volatile,
  fenced: state,
  unfenced: state,
  'fence-observed': volatile,
  'node-introduced': state,
  'key-refused': state,
  'key-replaced': state,
  'keys-forgotten': state,
  'address-given': state,
  'address-released': state,
  'addresses-learned': state,
  'journal-observed': volatile,
  'sandbox-gone': volatile,
  'address-confirmed': volatile,
  'address-refused': volatile,
  'certificate-issued': state,
  'write-accepted': state,
  'writes-settled': state,
  'write-replayed': state,
  'write-conflicted': state,
  'pod-word-refused': audit,
  'writes-put-off': audit,
  'rollout-moved': state,
  'rollout-observed': volatile,
  'epoch-began': state,
  dropped: telemetry,
  'hole-found': audit,
  'lane-taken': state,
  'fork-found': state,
  'owner-began': state,
  'log-lost': { ...state, version: 2 },
  'log-seeded': state,
  'feeds-began': state,
  'shard-followed': state,
} as const satisfies Record<Fact['kind'], KindInfo>

/** The kinds that journals keep: each needs its fields in `schemas/fact-shapes.ts` and golden bytes. */
export type KeptKind = {
  [Kind in Fact['kind']]: (typeof table)[Kind]['lane'] extends 'volatile' ? never : Kind
}[Fact['kind']]

/** Lane and version of each kind: the table without gaps. */
export const kinds: Readonly<Record<Fact['kind'], KindInfo>> = table

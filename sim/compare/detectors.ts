// All detectors that are compared: Causeway as it ships, and models of others with their published settings.
import type { Hash } from '../keys.ts'
import { leaseModel } from './lease.ts'
import { playModel } from './model.ts'
import type { Model } from './model.ts'
import { playOurs } from './ours.ts'
import type { Seen } from './seen.ts'
import { swimModel } from './swim/swim.ts'
import { swimLan, swimWan } from './swim/times.ts'
import type { Trial } from './trial.ts'
import { voteModel, voteTimes } from './vote.ts'

/** A detector. */
export interface Detector {
  readonly name: string
  readonly play: (trial: Trial) => Seen
}

/** The models of others. */
export const models: readonly Detector[] = [
  modelled('Kubernetes, 40 s', leaseModel(40_000)),
  modelled('Kubernetes, 50 s', leaseModel(50_000)),
  modelled('SuperEdge, 10 s', voteModel(voteTimes.reportMs.documented)),
  modelled('SuperEdge, 60 s', voteModel(voteTimes.reportMs.shipped)),
  modelled('SWIM, LAN', swimModel(swimLan)),
  modelled('SWIM, WAN', swimModel(swimWan)),
]

/** All of them, Causeway first. */
export const detectors = (hash: Hash): readonly Detector[] => [
  { name: 'Causeway', play: (trial) => playOurs(trial, hash) },
  ...models,
]

function modelled(name: string, model: Model): Detector {
  return { name, play: (trial) => playModel(model, trial) }
}

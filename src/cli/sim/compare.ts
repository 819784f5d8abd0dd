// `causeway sim compare`: Causeway and models of other detectors in the same incidents and seeds, as tables.
import { sha256 } from '../../../bus/adapters/node-keyring.ts'
import { detectors } from '../../../sim/compare/detectors.ts'
import { incidents } from '../../../sim/compare/incidents.ts'
import { tellComparison } from '../../../sim/compare/tell.ts'
import { guarded } from './guard.ts'
import { progressOf } from './progress.ts'
import { wholeNumber } from './whole-number.ts'

/** What `sim compare` takes. */
export interface CompareOptions {
  readonly seeds: string
}

/** Plays every incident for every detector and seed, once as it is and once with a crash in its midst. */
export function simCompare(options: CompareOptions): void {
  const seeds = Array.from({ length: wholeNumber('--seeds', options.seeds) }, (_, seed) => seed)
  const trials = incidents.flatMap((incident) =>
    seeds.flatMap((seed) =>
      [false, true].map((crashes) => ({ incident, seed: String(seed), crashes })),
    ),
  )
  const compared = detectors(sha256)
  const progress = progressOf(trials.length * compared.length, 'trials')
  const results = trials.flatMap((trial) =>
    compared.map(({ name, play }) => {
      const seen = guarded(() => play(trial))
      progress.step(false)
      return { incident: trial.incident.name, detector: name, seen }
    }),
  )
  progress.end()
  for (const line of tellComparison(results)) process.stdout.write(`${line}\n`)
}

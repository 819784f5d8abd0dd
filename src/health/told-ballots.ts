// Which ballots of a beat need to be told to the processes of their subjects.
import type { MonoMs } from '../kernel/time.ts'
import type { HealthConfig } from './config.ts'
import { tellAgainMs } from './counted-ballots.ts'
import type { Ballot } from './words.ts'

/** The ballots to tell, and whether that is all of them. */
export interface Told {
  readonly told: readonly Ballot[]
  readonly all: boolean
}

const nothing: Told = { told: [], all: false }

/**
 * All of them once in a while, and at once what changed and every `dead`: a thousand nodes
 * that see each other alive need not say so to a thousand processes with every beat.
 */
export function toldOf(
  before: { readonly said: readonly Ballot[]; readonly toldAllAt: MonoMs | undefined },
  ballots: readonly Ballot[],
  now: MonoMs,
  config: HealthConfig,
): Told {
  const { said, toldAllAt } = before
  if (toldAllAt === undefined || now - toldAllAt >= tellAgainMs(config))
    return { told: ballots, all: true }
  let told: Ballot[] | undefined
  for (let i = 0; i < ballots.length; i++) {
    const ballot = ballots[i]
    if (ballot === undefined || !isNews(ballot, said, i)) continue
    told ??= []
    told.push(ballot)
  }
  return told === undefined ? nothing : { told, all: false }
}

function isNews(ballot: Ballot, said: readonly Ballot[], i: number): boolean {
  if (ballot.opinion === 'dead') return true
  const same = said[i]
  const before =
    same?.subject === ballot.subject ? same : said.find((one) => one.subject === ballot.subject)
  return (
    before === undefined ||
    before.opinion !== ballot.opinion ||
    before.since !== ballot.since ||
    before.incarnation !== ballot.incarnation
  )
}

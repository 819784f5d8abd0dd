// Whether the cloud can hear at all: its bus is up, and somebody speaks. If nobody does, nobody is judged.
import { unreachable } from '../kernel/assert.ts'
import type { SiteId } from '../kernel/ids.ts'
import type { Moment, Process, Stamp, State, Wanted } from '../kernel/process.ts'
import type { HealthConfig } from './config.ts'
import type { HearingFact } from './facts.ts'
import type { HearingInput, Speech } from './inputs.ts'

/** What is known of the cloud's hearing. */
export interface HearingSoft {
  readonly bus: boolean
  readonly sites: ReadonlyMap<SiteId, Speech>
  readonly up: boolean
}

/** The state of the cloud's hearing; nothing of it survives a restart. */
export type HearingState = State<null, HearingSoft>

/** The process of the cloud's hearing; its one key is `cloud`. */
export const hearing: Process<null, HearingSoft, HearingInput, HearingFact, never, HealthConfig> = {
  initial: () => ({ hard: null, soft: { bus: false, sites: new Map(), up: false } }),
  decide,
  evolve,
  reconcile: (): Wanted<never> => ({ actions: [] }),
}

function decide(
  state: HearingState,
  input: HearingInput,
  at: Moment<HealthConfig>,
): readonly HearingFact[] {
  const seen = observed(input)
  const { soft } = evolve(state, seen, { hlc: at.hlc, mono: at.mono })
  const up = soft.bus && !isDeaf([...soft.sites.values()])
  return up === soft.up ? [seen] : [seen, { kind: 'hearing-changed', up }]
}

function observed(input: HearingInput): HearingFact {
  switch (input.kind) {
    case 'bus':
      return { kind: 'bus-observed', up: input.up }
    case 'site':
      return { kind: 'speech-observed', site: input.site, speech: input.speech }
    default:
      return unreachable(input)
  }
}

/** Two nodes or more, and all of them known to be silent: then the listener may be the deaf one. */
function isDeaf(sites: readonly Speech[]): boolean {
  const members = sites.reduce((sum, speech) => sum + speech.members, 0)
  const counted = sites.filter((speech) => speech.members > 0)
  return members >= 2 && counted.every((speech) => speech.heard === 'none')
}

function evolve({ hard, soft }: HearingState, fact: HearingFact, _stamp: Stamp): HearingState {
  switch (fact.kind) {
    case 'bus-observed':
      return { hard, soft: { ...soft, bus: fact.up } }
    case 'speech-observed': {
      const sites = new Map(soft.sites).set(fact.site, fact.speech)
      if (fact.speech.members === 0) sites.delete(fact.site)
      return { hard, soft: { ...soft, sites } }
    }
    case 'hearing-changed':
      return { hard, soft: { ...soft, up: fact.up } }
    default:
      return unreachable(fact)
  }
}

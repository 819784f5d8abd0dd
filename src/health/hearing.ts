// Whether the cloud can hear at all: its bus is up, and somebody speaks. If nobody does, nobody is judged.
import { unreachable } from '../kernel/assert.ts'
import type { Moment, Process, Stamp, State, Wanted } from '../kernel/process.ts'
import type { HealthConfig } from './config.ts'
import type { HearingFact } from './facts.ts'
import type { HearingInput, Speech } from './inputs.ts'

/** What is known of the cloud's hearing: counts, because there may be ten thousand sites. */
export interface HearingSoft {
  readonly bus: boolean
  /** Members of all sites, and sites in which somebody speaks or still may. */
  readonly members: number
  readonly speaking: number
  readonly up: boolean
}

/** The state of the cloud's hearing; nothing of it survives a restart. */
export type HearingState = State<null, HearingSoft>

/** The process of the cloud's hearing; its one key is `cloud`. */
export const hearing: Process<null, HearingSoft, HearingInput, HearingFact, never, HealthConfig> = {
  initial: () => ({ hard: null, soft: { bus: false, members: 0, speaking: 0, up: false } }),
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
  const up = soft.bus && !isDeaf(soft)
  return up === soft.up ? [seen] : [seen, { kind: 'hearing-changed', up }]
}

function observed(input: HearingInput): HearingFact {
  switch (input.kind) {
    case 'bus':
      return { kind: 'bus-observed', up: input.up }
    case 'site':
      return { ...input, kind: 'speech-observed' }
    default:
      return unreachable(input)
  }
}

/** Two nodes or more, and all of them known to be silent: then the listener may be the deaf one. */
const isDeaf = ({ members, speaking }: HearingSoft): boolean => members >= 2 && speaking === 0

/** 1 for a site in which somebody speaks or still may. */
const speaks = (speech: Speech | undefined): number =>
  speech !== undefined && speech.members > 0 && speech.heard !== 'none' ? 1 : 0

function evolve({ hard, soft }: HearingState, fact: HearingFact, _stamp: Stamp): HearingState {
  switch (fact.kind) {
    case 'bus-observed':
      return { hard, soft: { ...soft, bus: fact.up } }
    case 'speech-observed': {
      const { speech, before } = fact
      const members = soft.members + speech.members - (before?.members ?? 0)
      const speaking = soft.speaking + speaks(speech) - speaks(before)
      return { hard, soft: { ...soft, members, speaking } }
    }
    case 'hearing-changed':
      return { hard, soft: { ...soft, up: fact.up } }
    default:
      return unreachable(fact)
  }
}

// Why a node is what it is: the verdict, what it stands on, and what was decided before.
import type { Ballot, Evidence, Verdict } from '../src/health/words.ts'
import type { NodeId, SiteId } from '../src/kernel/ids.ts'
import { newest } from './status.ts'
import { timestampMs } from './time-text.ts'
import type { Decision } from './verdict-history.ts'

/** What the answer is made of. */
export interface WhyFacts {
  readonly node: NodeId
  readonly site: SiteId
  readonly verdict: Verdict
  readonly since: Decision['at'] | undefined
  /** Observers and their ballots now. */
  readonly observers: readonly NodeId[]
  readonly ballots: readonly Ballot[]
  readonly decisions: readonly Decision[]
}

/** The answer: lines for people, and the same as data. */
export function whyAnswer(facts: WhyFacts) {
  const { node, verdict, decisions } = facts
  const since = facts.since === undefined ? 'its enrolment' : timestampMs(facts.since)
  const last = decisions.at(-1)
  const lines = [
    `node/${node}: ${verdict} since ${since}`,
    `  site: ${facts.site}`,
    ...becauseLines(last),
    ...evidenceLines(last?.evidence),
    ...ballotLines(facts, last?.evidence),
    ...historyLines(decisions.slice(0, -1)),
  ]
  return { node, verdict, since, evidence: last?.evidence, history: decisions, lines }
}

function becauseLines(last: Decision | undefined): readonly string[] {
  if (last === undefined) return ['  because: it was enrolled, and nothing was decided since']
  return [`  because: ${becauseOf(last)}`]
}

const becauseOf = ({ declaredBy, evidence }: Decision): string =>
  declaredBy === undefined ? sentence(evidence?.because ?? '') : `declared by ${declaredBy}.`

const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`)

function evidenceLines(evidence: Evidence | undefined): readonly string[] {
  if (evidence === undefined) return []
  const { beatAgoMs, leaseAgoMs, relayedAgoMs, tally, round, siteCut, observers } = evidence
  const inRound = round === undefined ? '' : ` in round ${round}`
  return [
    '  then:',
    `    last beat: ${ago(beatAgoMs)}`,
    `    last renewal by its kubelet: ${ago(leaseAgoMs)}`,
    ...(relayedAgoMs === undefined ? [] : [`    last relayed beat: ${ago(relayedAgoMs)}`]),
    `    tally: ${tally}${inRound}, of ${observers.length} observers`,
    ...(siteCut ? ['    its whole site was cut off'] : []),
  ]
}

const ago = (ms: number | undefined): string =>
  ms === undefined ? 'not since the cloud started' : `${(ms / 1_000).toFixed(1)} s before`

/** The last word of each observer: what it says now, else what it said then. */
function ballotLines(facts: WhyFacts, evidence: Evidence | undefined): readonly string[] {
  const observers = [...new Set([...facts.observers, ...(evidence?.observers ?? [])])]
  const ballots = newest(observers, [...facts.ballots, ...(evidence?.ballots ?? [])])
  if (ballots.length === 0) return ['  ballots: none']
  return ['  ballots:', ...ballots.map((one) => `    ${one.observer} ${one.opinion}`)]
}

function historyLines(decisions: readonly Decision[]): readonly string[] {
  if (decisions.length === 0) return []
  const lines = decisions.toReversed().map((one) => {
    const change = `${one.previous} → ${one.verdict}`
    return `  ${timestampMs(one.at)} ${change}: ${becauseOf(one)}`
  })
  return ['history', ...lines]
}

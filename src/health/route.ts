// The one table from facts to other processes: fact → (process, key, input).
import type { NodeId, SiteId } from '../kernel/ids.ts'
import type { HealthFact } from './facts.ts'
import type { HearingInput, NodeInput, PeerInput, SiteInput } from './inputs.ts'

/**
 * What a fact leads to in the cloud. A delivery to a node is for keys that are there already
 * (`*` for all of them): what a stranger's ballot names never becomes a process.
 */
export type CloudDelivery =
  | { readonly to: 'node'; readonly key: NodeId | '*'; readonly input: NodeInput }
  | { readonly to: 'site'; readonly key: SiteId; readonly input: SiteInput }
  | { readonly to: 'hearing'; readonly input: HearingInput }

/** What a fact leads to on an edge node: ballots about peers that have a process there. */
export interface EdgeDelivery {
  readonly to: 'peer'
  readonly key: NodeId
  readonly input: PeerInput
}

const nobody: readonly never[] = []

/** The cloud's half of the table. */
export function routeInCloud(fact: HealthFact): readonly CloudDelivery[] {
  switch (fact.kind) {
    case 'beat-heard':
      return fact.told.length === 0 ? nobody : toldTo(fact)
    case 'presence-changed': {
      const { node, presence } = fact
      return [{ to: 'site', key: fact.site, input: { kind: 'member', node, presence } }]
    }
    case 'site-cut':
    case 'site-healed':
      return fact.members.map((node) => cutTo(node, fact.site, fact.kind === 'site-cut'))
    case 'observers-assigned':
      return [...fact.changed].flatMap(([node, observers]) => [
        { to: 'node', key: node, input: { kind: 'observers', observers } },
        cutTo(node, fact.site, fact.cut),
      ])
    case 'speech-changed': {
      const { site, speech, before } = fact
      return [{ to: 'hearing', input: { kind: 'site', site, speech, before } }]
    }
    case 'hearing-changed':
      return [{ to: 'node', key: '*', input: { kind: 'hearing', up: fact.up } }]
    default:
      return nobody
  }
}

/** The edge's half of the table. */
export function routeAtEdge(fact: HealthFact): readonly EdgeDelivery[] {
  if (fact.kind !== 'report-heard') return nobody
  return fact.report.ballots.map((ballot) => ({
    to: 'peer',
    key: ballot.subject,
    input: { kind: 'ballot', ballot },
  }))
}

function toldTo(fact: Extract<HealthFact, { kind: 'beat-heard' }>): readonly CloudDelivery[] {
  const observerHeard = fact.path === 'direct'
  return fact.told.map((ballot) => ({
    to: 'node',
    key: ballot.subject,
    input: { kind: 'ballot', ballot, observerHeard },
  }))
}

const cutTo = (node: NodeId, site: SiteId, cut: boolean): CloudDelivery => ({
  to: 'node',
  key: node,
  input: { kind: 'site', site, cut },
})

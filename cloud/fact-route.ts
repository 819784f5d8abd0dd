// How facts of one process become inputs of another, and to whose state a replayed fact belongs.
import type { Fact } from '../src/facts.ts'
import type { NodeFact, SiteFact } from '../src/health/facts.ts'
import type { IdentityFact } from '../src/identity/facts.ts'
import type { SiteId } from '../src/kernel/ids.ts'
import type { Hlc } from '../src/kernel/time.ts'
import type { Hosts } from './hosts.ts'

/** The one key of the cloud's own hearing. */
export const hearingKey = 'cloud'

/** Posts what other processes need to know of a fact. */
export function routeFact(hosts: Hosts, fact: Fact): void {
  const { nodes, sites, hearing, introductions } = hosts
  switch (fact.kind) {
    case 'beat-heard':
      for (const ballot of fact.told) {
        const observerHeard = fact.path === 'direct'
        nodes.post(ballot.subject, { kind: 'ballot', ballot, observerHeard })
      }
      return
    case 'presence-changed': {
      const { node, presence } = fact
      return sites.post(fact.site, { kind: 'member', node, presence })
    }
    case 'node-forgotten':
      return introductions.post(fact.node, { kind: 'forget' })
    case 'observers-assigned':
      for (const [node, observers] of fact.changed)
        nodes.post(node, { kind: 'observers', observers })
      return tellMembers(hosts, fact, fact.cut)
    case 'site-cut':
    case 'site-healed':
      return tellMembers(hosts, fact, fact.kind === 'site-cut')
    case 'speech-changed':
      return hearing.post(hearingKey, { kind: 'site', site: fact.site, speech: fact.speech })
    case 'hearing-changed':
      for (const node of nodes.keys()) nodes.post(node, { kind: 'hearing', up: fact.up })
  }
}

function tellMembers(
  { nodes }: Hosts,
  { site, members }: { readonly site: SiteId; readonly members: readonly string[] },
  cut: boolean,
): void {
  for (const node of members) nodes.post(node, { kind: 'site', site, cut })
}

const ofSites = ['site-cut', 'site-healed'] as const
const ofIntroductions = ['node-introduced', 'key-refused', 'keys-forgotten'] as const
const ofNodes = [
  'node-enrolled',
  'node-born',
  'site-assigned',
  'kubelet-reported',
  'agent-lost',
  'agent-returned',
  'verdict-reached',
  'verdict-declared',
  'hold-ended',
  'node-forgotten',
] as const

const among =
  <K extends Fact['kind']>(kinds: readonly K[]) =>
  (fact: Fact): fact is Extract<Fact, { kind: K }> =>
    kinds.some((kind) => kind === fact.kind)
const isOfSite: (fact: Fact) => fact is Extract<SiteFact, { kind: (typeof ofSites)[number] }> =
  among(ofSites)
const isOfNode: (fact: Fact) => fact is Extract<NodeFact, { kind: (typeof ofNodes)[number] }> =
  among(ofNodes)
const isOfIntroduction: (fact: Fact) => fact is IdentityFact = among(ofIntroductions)

/** Evolves the state that a fact read back from the journal belongs to. */
export function replayFact(hosts: Hosts, fact: Fact, hlc: Hlc): void {
  if (isOfNode(fact)) hosts.nodes.replay(fact.node, fact, hlc)
  else if (isOfSite(fact)) hosts.sites.replay(fact.site, fact, hlc)
  else if (isOfIntroduction(fact)) hosts.introductions.replay(fact.node, fact, hlc)
}

// How facts of one process become inputs of another, and to whose state a replayed fact belongs.
import type { Fact } from '../src/facts.ts'
import type { NodeFact, SiteFact } from '../src/health/facts.ts'
import { routeInCloud } from '../src/health/route.ts'
import type { CloudDelivery } from '../src/health/route.ts'
import type { IdentityFact } from '../src/identity/facts.ts'
import type { LogFact } from '../src/kernel/log-facts.ts'
import type { Hlc } from '../src/kernel/time.ts'
import type { Hosts } from './hosts.ts'

/** The one key of the cloud's own hearing. */
export const hearingKey = 'cloud'

/** Posts what other processes need to know of a fact. */
export function routeFact(hosts: Hosts, fact: Fact): void {
  if (fact.kind === 'node-forgotten') hosts.introductions.post(fact.node, { kind: 'forget' })
  if (isOfIdentity(fact) || isOfLog(fact)) return
  for (const delivery of routeInCloud(fact)) deliver(hosts, delivery)
}

function deliver({ nodes, sites, hearing }: Hosts, delivery: CloudDelivery): void {
  switch (delivery.to) {
    case 'hearing':
      return hearing.post(hearingKey, delivery.input)
    case 'site':
      return sites.post(delivery.key, delivery.input)
    case 'node':
      if (delivery.key === '*') for (const key of nodes.keys()) nodes.post(key, delivery.input)
      else if (nodes.has(delivery.key)) nodes.post(delivery.key, delivery.input)
  }
}

const ofSites = ['site-cut', 'site-healed'] as const
const ofIdentity = ['node-introduced', 'key-refused', 'keys-forgotten'] as const
const ofLog = ['epoch-began', 'dropped', 'hole-found', 'lane-taken', 'fork-found'] as const
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
const isOfIdentity: (fact: Fact) => fact is IdentityFact = among(ofIdentity)
const isOfLog: (fact: Fact) => fact is LogFact = among(ofLog)

/** Evolves the state that a fact read back from the journal belongs to. */
export function replayFact(hosts: Hosts, fact: Fact, hlc: Hlc): void {
  if (isOfNode(fact)) hosts.nodes.replay(fact.node, fact, hlc)
  else if (isOfSite(fact)) hosts.sites.replay(fact.site, fact, hlc)
  else if (isOfIdentity(fact)) hosts.introductions.replay(fact.node, fact, hlc)
}

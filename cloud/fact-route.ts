// How facts of one process become inputs of another, and to whose state a replayed fact belongs.
import type { Fact } from '../src/facts.ts'
import type { RolloutFact } from '../src/apps/rollout/facts.ts'
import type { NodeFact, SiteFact } from '../src/health/facts.ts'
import { kubernetesKey } from '../src/health/kubernetes.ts'
import { nodeObservations } from '../src/health/node-observations.ts'
import { routeInCloud } from '../src/health/route.ts'
import type { CloudDelivery } from '../src/health/route.ts'
import type { AuthorityFact, IdentityFact } from '../src/identity/facts.ts'
import type { LogFact } from '../src/kernel/log-facts.ts'
import type { AddressFact } from '../src/network/facts.ts'
import type { Hlc } from '../src/kernel/time.ts'
import type { PutOffFact, WriteFact } from '../src/mirror/pending/facts.ts'
import type { SitePodsFact } from '../src/services/facts.ts'
import type { Hosts } from './hosts.ts'

/** The one key of the cloud's own hearing. */
export const hearingKey = 'cloud'

/** Posts what other processes need to know of a fact. */
export function routeFact(hosts: Hosts, fact: Fact): void {
  if (fact.kind === 'node-forgotten') hosts.introductions.post(fact.node, { kind: 'forget' })
  const isOfNodes = isOfAddresses(fact) || isOfWrites(fact) || isNote(fact)
  if (isOfRollouts(fact)) return
  if (isOfIdentity(fact) || isOfLog(fact) || isOfAuthority(fact) || isOfNodes) return
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

type Kinds<F extends Fact> = Readonly<Record<F['kind'], true>>

// Every kind is listed, so that a new one cannot be forgotten at a restart.
const ofNodes: Kinds<NodeFact> = {
  'node-enrolled': true,
  'node-born': true,
  'site-assigned': true,
  'kubelet-reported': true,
  'agent-lost': true,
  'agent-returned': true,
  'verdict-reached': true,
  'verdict-declared': true,
  'session-ended': true,
  'hold-ended': true,
  'node-forgotten': true,
  ...nodeObservations,
}
const ofSites: Kinds<SiteFact> = {
  'site-cut': true,
  'site-healed': true,
  'member-observed': true,
  'observers-assigned': true,
  'speech-changed': true,
}
const ofIdentity: Kinds<IdentityFact> = {
  'node-introduced': true,
  'key-refused': true,
  'key-replaced': true,
  'keys-forgotten': true,
}
/** Nodes decide about their addresses themselves. */
const ofAddresses: Kinds<AddressFact> = {
  'address-given': true,
  'address-released': true,
  'addresses-learned': true,
  'journal-observed': true,
  'sandbox-gone': true,
  'address-confirmed': true,
  'address-refused': true,
}
const ofAuthority: Kinds<AuthorityFact> = { 'certificate-issued': true }
const ofLog: Kinds<LogFact> = {
  'epoch-began': true,
  dropped: true,
  'hole-found': true,
  'lane-taken': true,
  'fork-found': true,
  'owner-began': true,
  'log-lost': true,
  'log-seeded': true,
  'feeds-began': true,
  'shard-followed': true,
}

const ofWrites: Kinds<WriteFact> = {
  'write-accepted': true,
  'writes-settled': true,
  'write-replayed': true,
  'write-conflicted': true,
}

const ofRollouts: Kinds<RolloutFact> = { 'rollout-moved': true, 'rollout-observed': true }

/** Notes of nodes that nobody acts upon. */
const ofNotes: Kinds<SitePodsFact | PutOffFact> = {
  'pod-word-refused': true,
  'writes-put-off': true,
}

const isOfNode = (fact: Fact): fact is NodeFact => Object.hasOwn(ofNodes, fact.kind)
const isOfSite = (fact: Fact): fact is SiteFact => Object.hasOwn(ofSites, fact.kind)
const isOfIdentity = (fact: Fact): fact is IdentityFact => Object.hasOwn(ofIdentity, fact.kind)
const isOfAddresses = (fact: Fact): fact is AddressFact => Object.hasOwn(ofAddresses, fact.kind)
const isOfAuthority = (fact: Fact): fact is AuthorityFact => Object.hasOwn(ofAuthority, fact.kind)
const isOfLog = (fact: Fact): fact is LogFact => Object.hasOwn(ofLog, fact.kind)

const isNote = (fact: Fact): fact is SitePodsFact | PutOffFact => Object.hasOwn(ofNotes, fact.kind)

/** Whether a fact is about writes that nodes accepted alone; `cloud/replay/` takes those. */
export const isOfWrites = (fact: Fact): fact is WriteFact => Object.hasOwn(ofWrites, fact.kind)

/** Whether a fact is about the rollout of an app; `cloud/apps/` takes those. */
export const isOfRollouts = (fact: Fact): fact is RolloutFact =>
  Object.hasOwn(ofRollouts, fact.kind)

/** Whether a fact is about a node itself, or about its keys. */
export const isOfNodeOrKeys = (fact: Fact): fact is NodeFact | IdentityFact =>
  isOfNode(fact) || isOfIdentity(fact)

/** Hands a fact that another replica wrote to the process that it belongs to. */
export function takeFact(hosts: Hosts, fact: Fact, hlc: Hlc): void {
  if (isOfNode(fact)) hosts.nodes.take(fact.node, fact, hlc)
  else if (isOfSite(fact)) hosts.sites.take(fact.site, fact, hlc)
  else if (fact.kind === 'kubernetes-restored') hosts.kubernetes.take(kubernetesKey, fact, hlc)
  else if (isOfIdentity(fact)) hosts.introductions.take(fact.node, fact, hlc)
}

/** Where facts that are read back go: the hosts, or whoever folds them as hosts do. */
export type Replaying = {
  readonly [Of in 'nodes' | 'sites' | 'introductions']: Pick<Hosts[Of], 'replay'>
}

/** Evolves the state that a fact read back from the journal belongs to. */
export function replayFact(hosts: Replaying, fact: Fact, hlc: Hlc): void {
  if (isOfNode(fact)) hosts.nodes.replay(fact.node, fact, hlc)
  else if (isOfSite(fact)) hosts.sites.replay(fact.site, fact, hlc)
  else if (isOfIdentity(fact)) hosts.introductions.replay(fact.node, fact, hlc)
}

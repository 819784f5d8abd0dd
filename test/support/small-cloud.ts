// A small cloud for tests of edges: it echoes beats, assigns nodes, and owns their lanes.
import { generateKeyPairSync } from 'node:crypto'
import { createMemoryDisk } from '../../bus/adapters/memory-store.ts'
import { keyringOf } from '../../bus/adapters/node-keyring.ts'
import type { Clock } from '../../bus/clock.ts'
import { openDoor } from '../../bus/door.ts'
import { openJournal } from '../../bus/journal/open-journal.ts'
import type { Keyring } from '../../bus/keyring.ts'
import { createStamps } from '../../bus/stamps.ts'
import type { Transport } from '../../bus/transport.ts'
import { intoJournal } from '../../bus/journal-facts.ts'
import { openOwner } from '../../bus/up/owner.ts'
import { RelayedBeats } from '../../cloud/relayed-beats.ts'
import { decodeFullBeat } from '../../schemas/beat.ts'
import { encodeDown, type Down } from '../../schemas/down.ts'
import type { Envelope } from '../../schemas/envelope.ts'
import { openSigned, sealSigned } from '../../schemas/signed.ts'
import { encodeSyncAnswer } from '../../schemas/sync-answer.ts'
import { decodeSyncAsk } from '../../schemas/sync-ask.ts'
import type { NodeAsk } from '../../schemas/sync-ask.ts'
import { encodeFeedFact } from '../../schemas/feed.ts'
import type { FeedFact } from '../../src/mirror/feed-fact.ts'
import type { Scope } from '../../src/mirror/scope.ts'
import { ModelOwner } from '../mirror/model-owner.ts'
import { patternOf, subjectOf } from '../../schemas/subjects.ts'
import { assignmentDigest, withoutKeys } from '../../src/health/assignment.ts'
import type { Assignment, Beat, FeedPlace, Introduction } from '../../src/health/words.ts'
import { toHex } from '../../src/kernel/hex.ts'
import { isFault, type Fault } from '../../src/kernel/fault.ts'
import { nodeId, producerId, siteId } from '../../src/kernel/ids.ts'

/** The cloud of these tests. */
export interface SmallCloud {
  readonly keyring: Keyring
  readonly beats: { readonly atMs: number; readonly beat: Beat; readonly subject: string }[]
  /** Beats that came inside a peer's. */
  readonly relayed: { readonly beat: Beat; readonly relay: string }[]
  /** Peers whose relayed beats get lost. */
  readonly deafTo: Set<string>
  /** The facts of nodes that it has durably taken, in order. */
  readonly took: Envelope[]
  /** Whether it answers what asks for an echo. */
  echoes: boolean
  /** Whether it tells the keys of members, as today's cloud does. */
  tellsKeys: boolean
  /** Nodes by site: who is told that they belong together. */
  readonly sites: Map<string, readonly string[]>
  /** The owner of a feed; nothing is in it at first. */
  readonly feed: (scope: Scope) => ModelOwner
  /** Every question about a feed. */
  readonly asked: NodeAsk[]
  /** Tells a fact live, signed by these keys. */
  readonly tell: (fact: FeedFact, by?: Keyring) => void
  readonly sealed: (down: Down) => Uint8Array
  readonly say: (node: string, down: Down) => void
  readonly sayBytes: (node: string, bytes: Uint8Array) => void
}

/** A keyring with new keys. */
export const keyring = (): Keyring =>
  keyringOf(generateKeyPairSync('ed25519').privateKey, generateKeyPairSync('x25519').privateKey)

/** A cloud that hears beats on a transport, echoes those that ask, and assigns the nodes of `sites`. */
export function smallCloud(
  transport: Transport,
  clock: Clock,
  sites: Record<string, readonly string[]>,
): SmallCloud {
  const keys = keyring()
  const introduced = new Map<string, Introduction>()
  const feeds = new Map<Scope, ModelOwner>()
  const cloud: SmallCloud = {
    keyring: keys,
    beats: [],
    relayed: [],
    deafTo: new Set(),
    took: [],
    echoes: true,
    tellsKeys: true,
    sites: new Map(Object.entries(sites)),
    feed: (scope) => {
      const known = feeds.get(scope) ?? new ModelOwner(scope)
      feeds.set(scope, known)
      return known
    },
    asked: [],
    tell: (fact, by = keys) => {
      const { scope, key } = fact
      const { resource: kind, ...names } = key
      const shard = scope === 'all' ? '0' : '2'
      const as = { context: 'feed', signer: 'cloud/0' } as const
      transport.publish(
        subjectOf('feed', 'causeway', { shard, scope, kind, ...names }),
        sealSigned(as, encodeFeedFact(fact), by.sign),
      )
    },
    sealed: (down) =>
      sealSigned({ context: 'down', signer: 'cloud/0' }, encodeDown(down), keys.sign),
    say: (node, down) => cloud.sayBytes(node, cloud.sealed(down)),
    sayBytes: (node, bytes) =>
      transport.publish(subjectOf('down', 'causeway', { node: nodeId(node) }), bytes),
  }
  const keyOf = (node: string) => introduced.get(node)?.signKey
  answerFeeds(transport, cloud, keyOf)
  takeBatches(transport, clock, cloud, keyOf)
  const relayedBeats = new RelayedBeats({
    keyring: keys,
    door: openDoor(() => {}, clock.mono),
    keyOf: (producer) => keyOf(nodeOf(producer)),
  })
  const answer = (beat: Beat): void => {
    const { node, introduction, ask, incarnation } = beat
    if (introduction !== undefined) introduced.set(node, introduction)
    const echo = { kind: 'echo', node, incarnation, ask } as const
    if (ask !== 0 && cloud.echoes) cloud.say(node, { ...echo, feedsEqual: equalFeeds(beat, cloud) })
    const whole = assignmentOf(node, cloud.sites, introduced)
    if (whole === undefined) return
    const assignment = cloud.tellsKeys ? whole : withoutKeys(whole)
    const digests = [assignment, withoutKeys(whole)].map(assignmentDigest)
    if (!digests.includes(beat.assignment))
      cloud.say(node, { kind: 'assignment', assignment, cloudKey: keys.publicKeys.sign })
  }
  transport.subscribe(patternOf('beat', 'causeway', {}), ({ subject, bytes }) => {
    const { beat, relayed } = unwrap(decodeFullBeat(bytes))
    cloud.beats.push({ atMs: clock.mono(), beat, subject })
    answer(beat)
    if (cloud.deafTo.has(beat.node)) return
    for (const signed of relayed) {
      const one = relayedBeats.take(signed, beat.node)
      if (one === undefined) continue
      cloud.relayed.push({ beat: one, relay: beat.node })
      answer(one)
    }
  })
  return cloud
}

/** The owner of all feeds, as a model. */
function answerFeeds(
  transport: Transport,
  cloud: SmallCloud,
  keyOf: (node: string) => Uint8Array | undefined,
): void {
  transport.subscribe(patternOf('sync', 'causeway', {}), ({ bytes }) => {
    const { verify } = cloud.keyring
    const keyOfSigner = (signer: string) => keyOf(nodeOf(signer))
    const opened = openSigned(bytes, { context: 'sync', keyOf: keyOfSigner, verify })
    // A peer that carries it may have bent it.
    if (isFault(opened)) return
    const asked = unwrap(decodeSyncAsk(opened.payload))
    cloud.asked.push(asked)
    const { said, ...of } = cloud.feed(asked.scope).answer(asked)
    const answer = encodeSyncAnswer({
      ...of,
      said: 'facts' in said ? { ...said, facts: said.facts.map(encodeFeedFact) } : said,
    })
    cloud.say(asked.node, { kind: 'sync-answered', node: asked.node, answer })
  })
}

/** Which feeds are at the places of a beat as they are at their owner. */
function equalFeeds({ site, node, feeds = [] }: Beat, { feed }: SmallCloud): number {
  const scopes: readonly Scope[] = ['all', `site/${site ?? node}`, `node/${node}`]
  const isEqual = ({ seq, mark }: FeedPlace, at: number): boolean => {
    const told = feed(scopes[at] ?? 'all').toldHead()
    return told.head === seq && told.mark === mark
  }
  return feeds.reduce((bits, place, at) => bits | (Number(isEqual(place, at)) << at), 0)
}

const nodeOf = (producer: string): string => producer.slice('node/'.length)

/** The owner of every shard, over a journal in memory. */
function takeBatches(
  transport: Transport,
  clock: Clock,
  cloud: SmallCloud,
  keyOf: (node: string) => Uint8Array | undefined,
): void {
  const { hash, verify } = cloud.keyring
  const stamps = createStamps(clock.wall)
  const parts = { producer: producerId('cloud/0'), ...createMemoryDisk(clock), hash, clock }
  openJournal(parts, (opened) => {
    const { journal } = unwrap(opened)
    openOwner(
      {
        journal,
        sink: intoJournal(journal),
        keyring: { hash, verify },
        stamp: stamps.next,
        door: openDoor(() => {}, clock.mono),
        keyOf: (producer) => keyOf(nodeOf(producer)),
        say: (down) => cloud.say(nodeOf(down.producer), down),
        took: (facts) => cloud.took.push(...facts),
      },
      (owner) => {
        const { hear } = unwrap(owner)
        transport.subscribe(patternOf('up', 'causeway', {}), ({ bytes }) => hear(bytes))
      },
    )
  })
}

function assignmentOf(
  node: string,
  sites: ReadonlyMap<string, readonly string[]>,
  introduced: ReadonlyMap<string, Introduction>,
): Assignment | undefined {
  for (const [site, nodes] of sites) {
    if (!nodes.includes(node)) continue
    const members = nodes.flatMap((name) => {
      const known = introduced.get(name)
      if (known === undefined) return []
      const { lan, kubelet } = known
      return [{ node: nodeId(name), lan, kubelet, signKey: toHex(known.signKey) }]
    })
    return { node: nodeId(node), site: siteId(site), shard: 2, members }
  }
  return undefined
}

function unwrap<T>(outcome: T | Fault): T {
  if (isFault(outcome)) throw outcome
  return outcome
}

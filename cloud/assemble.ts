// One replica of the cloud, assembled over its ports: what commands and the simulator both call.
import { formatAddress } from '../bus/address.ts'
import { openDoor } from '../bus/door.ts'
import type { Journal } from '../bus/journal.ts'
import { startAll, stopAll } from '../bus/lifecycle.ts'
import type { Part } from '../bus/lifecycle.ts'
import type { Listener } from '../bus/pipe.ts'
import { createStamps } from '../bus/stamps.ts'
import type { Envelope } from '../schemas/envelope.ts'
import { factToDraft } from '../schemas/fact-codec.ts'
import type { Fact } from '../src/facts.ts'
import type { FeedsBegan } from '../src/kernel/log-facts.ts'
import type { Fault } from '../src/kernel/fault.ts'
import { isFault } from '../src/kernel/fault.ts'
import { holds } from '../src/health/node-reconcile.ts'
import { nodeId } from '../src/kernel/ids.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import type { Hlc } from '../src/kernel/time.ts'
import { adminPart } from './admin-part.ts'
import { openApps } from './apps/apps-side.ts'
import { Rollouts } from './apps/rollouts.ts'
import { openBelt } from './belt/open-belt.ts'
import { authorityDesk } from './authority/open-desk.ts'
import { BusSide } from './bus-side.ts'
import { openOwnJournal } from '../bus/own-journal.ts'
import { producerOf, replayInto } from './cloud-journal.ts'
import { checkConfig } from './config.ts'
import type { CloudConfig } from './config.ts'
import { Core } from './core.ts'
import type { CoreBase } from './core.ts'
import { openDownlink } from './downlink.ts'
import { tellBegan } from './feeds/began.ts'
import { Fences } from './fences.ts'
import { Feeds } from './feeds/feeds.ts'
import type { FeedsParts } from './feeds/feeds-parts.ts'
import { boundHistory } from './history.ts'
import type { HistoryBounds } from './history.ts'
import { kubePart } from './kube-part.ts'
import { KubeSide } from './kube-side.ts'
import { isPinned, pinnedKey, pinnedSealKey } from './pinned-key.ts'
import { shardListener } from './shard-listener.ts'
import { ReplaySide } from './replay/replay-side.ts'
import type { ReplaySideParts } from './replay/replay-side.ts'
import { isOfRollouts, isOfWrites } from './fact-route.ts'
import { ShardSide } from './shard-side.ts'
import { Sites } from './sites.ts'
import type { CloudPorts } from './ports.ts'
import { openWebhooks } from './webhooks/open-webhooks.ts'
import type { WebhooksParts } from './webhooks/open-webhooks.ts'

/** One replica; it starts once and stops once. */
export interface Cloud {
  /** CONFIG_INVALID, PORT_IN_USE, STORE_LOCKED, … or undefined once it listens. */
  readonly start: (done: (fault: Fault | undefined) => void) => void
  readonly stop: (done: () => void) => void
  /** Where the door for commands listens; undefined until started. */
  readonly listener: () => Listener | undefined
  /** What it keeps; undefined until opened. */
  readonly journal: () => Journal | undefined
}

/** Assembles a replica; nothing happens before `start`. */
export function assembleCloud(ports: CloudPorts, config: CloudConfig): Cloud {
  let running: readonly Part[] = []
  let listener: Listener | undefined
  let kept: Journal | undefined
  const begin = (journal: Journal, done: (fault: Fault | undefined) => void): void => {
    kept = journal
    const parts = partsOf(ports, config, journal, (at) => {
      listener = at
    })
    startAll(parts, (fault) => {
      if (fault === undefined) running = parts
      done(fault)
    })
  }
  return {
    start: (done) => {
      const wrong = checkConfig(config)
      if (wrong !== undefined) return ports.clock.soon(() => done(wrong))
      openOwnJournal(ports, producerOf(config.replica), (opened) =>
        isFault(opened) ? done(opened) : begin(opened, done),
      )
    },
    stop: (done) => {
      const parts = running
      running = []
      ports.clock.soon(() => stopAll(parts, done))
    },
    listener: () => listener,
    journal: () => kept,
  }
}

/** The parts in the order of their start: replay, hold, listen. */
function partsOf(
  ports: CloudPorts,
  config: CloudConfig,
  journal: Journal,
  listening: (listener: Listener) => void,
): readonly Part[] {
  const { clock, keyring, transport, tap } = ports
  const door = openDoor(tap, clock.mono)
  const stamps = createStamps(clock.wall)
  const producer = producerOf(config.replica)
  const say = openDownlink({ transport, keyring, cluster: config.cluster, producer })
  const kube = new KubeSide(ports, config)
  let listensAt = config.listen
  const doorAt = () => formatAddress(listensAt)
  const shards = new ShardSide({ ports, config, journal, stamps, door, listening: doorAt })
  const holdOf = (shard: number) => shards.holdOf(shard)
  const keyOf = (node: NodeId) => pinnedKey(core.hosts.introductions, config.trust, node)
  const mayFollow = (node: NodeId) => isPinned(core.hosts.introductions, config.trust, node)
  const sealKeyOf = (node: NodeId) => pinnedSealKey(core.hosts.introductions, node)
  const keys = { keyOf, mayFollow, sealKeyOf }
  const began = tellsBegan({ ports, config, stamps, shards })
  const sites = new Sites(config.shards, (move) => feeds.moved(move))
  const feeds = new Feeds({ ports, config, producer, door, say, holdOf, sites, began, ...keys })
  const folded = (fact: Fact): void => {
    feeds.take(fact)
    if (fact.kind === 'node-forgotten') bus.forget(fact.node)
  }
  const isManaged = (node: NodeId): boolean => core.nodeOf(node) !== undefined
  const belt = openBelt(ports, config, { isManaged, shards })
  const reconciled: CoreBase['reconciled'] = (state) => belt?.node(state.hard.node, holds(state))
  const core = new Core({ ports, config, stamps, kube, say, shards, sites, folded, reconciled })
  const replays = replaysOf({ ports, config, stamps, shards, say, core, kube })
  const rollouts = new Rollouts({ ports, config, stamps, shards })
  const fences = new Fences()
  const tookOne = fromNodes(replays, fences)
  const took = (facts: readonly Envelope[]): void => facts.forEach(tookOne)
  const parts = { ports, config, journal, core, feeds, kube, shards, door }
  const bus = new BusSide({ ...parts, stamps, say, took })
  const authority = authorityDesk({ ports, config, core, shards, stamps, say, door })
  const manifests = manifestSide({ ports, config, kube, rollouts })
  const listens = (listener: Listener): void => {
    listensAt = listener.address
    listening(listener)
  }
  return [
    journalPart(ports, journal, config.history),
    corePart(ports, { core, replays, rollouts, fences }, journal),
    feeds.part(),
    kubePart(core, kube, feeds, belt),
    ...manifests.parts,
    bus.part(),
    authority.part(),
    shards.part(shardListener({ core, bus, feeds, replays, rollouts, tookOne })),
    adminPart({ ...parts, bus, rollouts, fences, webhooks: manifests, listening: listens }),
  ]
}

/** Feeds that were damaged begin anew, which is said in the log of their shard. */
function tellsBegan({
  ports: { clock, tap },
  config,
  stamps,
  shards,
}: Pick<ReplaysBase, 'ports' | 'config' | 'stamps' | 'shards'>): FeedsParts['began'] {
  const tell = (fact: FeedsBegan, done: (fault: Fault | undefined) => void): void => {
    tap('error', 'feeds were damaged: they begin anew', { ...fact })
    shards.append(fact.shard, [factToDraft(fact, stamps.next())], done)
  }
  const isOurs = (shard: number): boolean => shards.owns(shard)
  const { replica } = config
  return (scopes, shardOf) => tellBegan({ clock, replica, isOurs, tell }, scopes, shardOf)
}

/** What is made of a fact of a node. */
const fromNodes =
  (replays: ReplaySide, fences: Fences) =>
  (fact: Envelope): void => {
    replays.takeOfNode(fact)
    fences.take(fact)
  }

/** Who minds applications, and who judges their manifests at the door. */
function manifestSide(parts: Omit<WebhooksParts, 'apps'> & { readonly rollouts: Rollouts }) {
  const apps = openApps(parts)
  const { part, beltMeans } = openWebhooks({ ...parts, apps })
  return { parts: [apps.part, part], beltMeans }
}

/** The writes of nodes that were alone: whoever decides about a node replays them. */
const replaysOf = ({ shards, core, kube, ...parts }: ReplaysBase): ReplaySide =>
  new ReplaySide({
    ...parts,
    sink: shards.sink((node) => core.shardOf(nodeId(node))),
    decides: (node) => core.decides(node),
    isManaged: (node) => core.nodeOf(node) !== undefined,
    tellEvent: (event) => kube.tellEvent(event),
  })

interface ReplaysBase extends Pick<ReplaySideParts, 'ports' | 'config' | 'stamps' | 'say'> {
  readonly shards: ShardSide
  readonly core: Core
  readonly kube: KubeSide
}

/** Whose states come back from the journal. */
interface Replayed {
  readonly core: Core
  readonly replays: ReplaySide
  readonly rollouts: Rollouts
  readonly fences: Fences
}

/** The journal is open already; it closes last. */
function journalPart({ clock }: CloudPorts, journal: Journal, history: HistoryBounds): Part {
  const unbound = boundHistory(journal, clock, history)
  return {
    name: 'journal',
    start: (done) => clock.soon(() => done(undefined)),
    stop: (done) => {
      unbound()
      journal.close(done)
    },
  }
}

const corePart = (
  ports: CloudPorts,
  { core, replays, rollouts, fences }: Replayed,
  journal: Journal,
): Part => ({
  name: 'processes',
  start: (done) => {
    const own = (fact: Fact, hlc: Hlc): void =>
      isOfWrites(fact)
        ? replays.replay(fact, hlc)
        : isOfRollouts(fact)
          ? rollouts.replay(fact, hlc)
          : core.replay(fact, hlc)
    const ofNode = (envelope: Envelope): void => {
      replays.replayOfNode(envelope)
      fences.take(envelope)
    }
    replayInto(ports, journal, { own, ofNode }, (fault) => {
      if (fault === undefined) {
        core.begin()
        replays.reconcile()
      }
      done(fault)
    })
  },
  stop: (done) => {
    replays.stop()
    core.stop()
    ports.clock.soon(done)
  },
})

// The door for commands, joined to the running cloud.
import type { Door } from '../bus/door.ts'
import type { Journal } from '../bus/journal.ts'
import type { Part } from '../bus/lifecycle.ts'
import type { Listener } from '../bus/pipe.ts'
import { Fault, isFault } from '../src/kernel/fault.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import { openAdmin } from './admin.ts'
import type { AdminParts } from './admin.ts'
import { metricsAnswer, statusAnswer, whyNode, whyNot } from './answers.ts'
import type { AnswersBase } from './answers.ts'
import type { Rollouts } from './apps/rollouts.ts'
import type { BusSide } from './bus-side.ts'
import type { CloudConfig } from './config.ts'
import type { Core } from './core.ts'
import type { Declaration } from './declare-request.ts'
import { streamEvents } from './events-stream.ts'
import type { Fences } from './fences.ts'
import type { Feeds } from './feeds/feeds.ts'
import type { KubeSide } from './kube-side.ts'
import { pastState } from './past-state.ts'
import type { CloudPorts } from './ports.ts'
import type { ShardSide } from './shard-side.ts'
import { whyPod } from './why-pod.ts'
import type { Webhooks } from './webhooks/open-webhooks.ts'

/** What the door is joined to. */
export interface AdminPartBase {
  readonly ports: CloudPorts
  readonly config: CloudConfig
  readonly journal: Journal
  readonly core: Core
  readonly feeds: Feeds
  readonly kube: KubeSide
  readonly bus: BusSide
  readonly shards: ShardSide
  readonly door: Door
  readonly rollouts: Rollouts
  readonly fences: Fences
  readonly webhooks: Pick<Webhooks, 'beltMeans'>
  readonly listening: (listener: Listener) => void
}

/** Listens last, closes first. */
export function adminPart(base: AdminPartBase): Part {
  const { ports, config } = base
  let listener: Listener | undefined
  return {
    name: 'admin',
    start: (done) =>
      openAdmin(ports.http, config.listen, adminOf(base), (outcome) => {
        if (isFault(outcome)) return done(outcome)
        listener = outcome
        base.listening(outcome)
        done(undefined)
      }),
    stop: (done) => {
      if (listener === undefined) ports.clock.soon(done)
      else listener.close(done)
    },
  }
}

function adminOf(base: AdminPartBase): AdminParts {
  const { ports, config, journal, core, bus, feeds, shards } = base
  const answers: AnswersBase = {
    ...base,
    mono: ports.clock.mono,
    bus: () => bus.link(),
    lagOf: (node) => bus.lagOf(node),
    mirrorOf: (node) => feeds.followers.statusOf(node),
  }
  const ofNode = (node: NodeId): readonly string[] =>
    whyNode(answers, node)?.lines ?? [whyNot(answers, node)]
  return {
    status: () => statusAnswer(answers),
    why: (node) => whyNode(answers, node),
    whyNot: (node) => whyNot(answers, node),
    whyPod: (pod, done) => whyPod({ clock: ports.clock, kube: ports.kube, ofNode }, pod, done),
    metrics: () => metricsAnswer(answers),
    stateAt: (at, done) => pastState({ journal, clock: ports.clock }, at, done),
    takeByHand: (batch, done) => bus.uplink.takeByHand(batch, done),
    events: (asked, reply) => streamEvents(journal, config.cluster, asked, reply),
    declare: (declaration, done) =>
      declare(core, shards, declaration, (fault) =>
        done(
          fault === 'unmanaged' ? new Fault('NOT_FOUND', whyNot(answers, declaration.node)) : fault,
        ),
      ),
  }
}

function declare(
  core: Core,
  shards: ShardSide,
  { node, verdict, by }: Declaration,
  done: (outcome: Fault | 'unmanaged' | undefined) => void,
): void {
  if (core.nodeOf(node) !== undefined && !core.decides(node))
    return done(notHere(node, shards.ownerOf(core.shardOf(node))))
  core.hosts.nodes.post(node, { kind: 'declare', verdict, by }, (outcome) => {
    if (isFault(outcome)) return done(outcome)
    done(core.nodeOf(node) === undefined ? 'unmanaged' : undefined)
  })
}

/** Another replica decides about the node: where to ask. */
function notHere(node: NodeId, owner: ReturnType<ShardSide['ownerOf']>): Fault {
  const whom = `expected the replica that decides about ${node}`
  if (owner === undefined) return new Fault('UNREACHABLE', `${whom}, there is none yet: ask again`)
  const at =
    owner.door === undefined ? 'which is not heard: ask again' : `ask it: --cloud ${owner.door}`
  return new Fault('CONFLICT', `${whom}: that is ${owner.replica}, ${at}`)
}

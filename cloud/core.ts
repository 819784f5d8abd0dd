// The core of one replica: its processes, what is folded from their facts, and the hands that do what they want.
import type { Performer } from '../bus/performer.ts'
import { quietTap } from '../bus/tap.ts'
import type { Tap } from '../bus/tap.ts'
import type { Fact } from '../src/facts.ts'
import type { NodeAction } from '../src/health/inputs.ts'
import type { NodeState } from '../src/health/node-state.ts'
import type { Fault } from '../src/kernel/fault.ts'
import { shardOf } from '../src/kernel/hash.ts'
import { nodeId } from '../src/kernel/ids.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import type { Hlc } from '../src/kernel/time.ts'
import type { SayDown } from './downlink.ts'
import { replayFact, routeFact, takeFact } from './fact-route.ts'
import { Lives } from './lives.ts'
import { createHands } from './hands.ts'
import { createHosts } from './hosts.ts'
import type { Hosts, HostsBase } from './hosts.ts'
import type { KubeSide } from './kube-side.ts'
import type { ShardSide } from './shard-side.ts'
import type { Sites } from './sites.ts'
import { VerdictHistory } from './verdict-history.ts'

/** What the core stands on. */
export interface CoreBase extends Omit<
  HostsBase,
  'stampOf' | 'want' | 'heard' | 'nodeSink' | 'siteSink'
> {
  readonly kube: KubeSide
  readonly say: SayDown
  /** Who shares a site: the core tells it of the facts. */
  readonly sites: Sites
  /** Told of every fact, live or replayed. */
  readonly folded: (fact: Fact) => void
  readonly shards: ShardSide
  /** Told of the state of a node whenever it may have changed. */
  readonly reconciled: (state: NodeState) => void
}

/** Facts that people want to read in the log. */
const worthALine: ReadonlySet<Fact['kind']> = new Set([
  'node-enrolled',
  'node-born',
  'node-forgotten',
  'site-assigned',
  'agent-lost',
  'agent-returned',
  'kubelet-reported',
  'verdict-reached',
  'verdict-declared',
  'session-ended',
  'hold-ended',
  'site-cut',
  'site-healed',
  'key-refused',
  'key-replaced',
])

/** The processes of the cloud and their surroundings. */
export class Core {
  readonly hosts: Hosts
  readonly sites: Sites
  readonly history = new VerdictHistory()
  readonly #base: CoreBase
  readonly #hands: Performer<NodeAction>
  readonly #quiet: Tap
  readonly #lives = new Lives()

  constructor(base: CoreBase) {
    const { ports, config, kube, say, shards } = base
    this.#base = base
    this.#quiet = quietTap(ports.tap, ports.clock.mono)
    this.sites = base.sites
    this.#hands = createHands({
      clock: ports.clock,
      random: ports.random,
      config,
      say,
      writer: kube.writer,
      mayHold: () => kube.isHolder(),
      decides: (node) => this.decides(node),
      answered: (node, action, fault) => {
        if (fault !== undefined) this.#notDone(node, action, fault)
        this.hosts.nodes.reconcile(node)
      },
    })
    this.hosts = createHosts({
      ...base,
      stampOf: (node) => this.#lives.after(node, base.stamps.next()),
      nodeSink: shards.sink((key) => this.shardOf(nodeId(key))),
      siteSink: shards.sink((key) => shardOf(key, config.shards)),
      want: (node, actions) => {
        this.#hands.want(node, actions)
        base.reconciled(this.hosts.nodes.state(node))
      },
      heard: (fact, hlc) => this.#heard(fact, hlc),
    })
  }

  get shards(): number {
    return this.#base.config.shards
  }

  /** The shard of a node: that of its site; before it has one, that of its name. */
  shardOf(node: NodeId): number {
    return shardOf(this.sites.siteOf(node) ?? node, this.#base.config.shards)
  }

  /** Whether this replica decides about a node. */
  decides(node: NodeId): boolean {
    return this.#base.shards.owns(this.shardOf(node))
  }

  /** Takes a fact that another replica wrote. */
  take(fact: Fact, hlc: Hlc): void {
    this.#base.stamps.heard(hlc)
    if (!this.#lives.isPast(fact, hlc)) takeFact(this.hosts, fact, hlc)
  }

  /** A shard is decided here from now on: what was seen meanwhile is looked at again. */
  began(shard: number): void {
    const { kube } = this.#base
    for (const key of [...this.hosts.nodes.keys()]) {
      const node = nodeId(key)
      if (this.shardOf(node) !== shard) continue
      const { seen } = this.hosts.nodes.state(node).soft
      const isGone = seen === undefined && kube.link() === 'up' && !kube.isKnown(node)
      if (seen !== undefined || isGone) this.hosts.nodes.post(node, { kind: 'node-seen', seen })
    }
    for (const site of this.hosts.sites.keys())
      if (shardOf(site, this.#base.config.shards) === shard)
        this.hosts.sites.post(site, { kind: 'tick' })
  }

  /** Takes a fact back that was read from the journal. */
  replay(fact: Fact, hlc: Hlc): void {
    this.#base.stamps.heard(hlc)
    if (this.#lives.isPast(fact, hlc)) return
    replayFact(this.hosts, fact, hlc)
    this.#fold(fact, hlc)
  }

  /** After the replay: what is wanted now of what is known. */
  begin(): void {
    for (const node of this.hosts.nodes.keys()) this.hosts.nodes.reconcile(node)
    for (const site of this.hosts.sites.keys()) this.hosts.sites.reconcile(site)
  }

  stop(): void {
    this.#hands.stop()
    for (const host of Object.values(this.hosts)) host.stop()
  }

  /** The managed nodes, by name. */
  managed(): readonly NodeState[] {
    const states = [...this.hosts.nodes.keys()].map((node) => this.hosts.nodes.state(node))
    const enrolled = states.filter(({ hard }) => hard.enrolled)
    return enrolled.sort((a, b) => (a.hard.node < b.hard.node ? -1 : 1))
  }

  /** A managed node. */
  nodeOf(node: NodeId): NodeState | undefined {
    const state = this.hosts.nodes.state(node)
    return state.hard.enrolled ? state : undefined
  }

  /** What may succeed later is no news; what never will is somebody's to mend. */
  #notDone(node: string, action: NodeAction, { code, message, retry }: Fault): void {
    if (retry === 'never') this.#quiet('warn', 'action refused', { node, code, message })
    else this.#base.ports.tap('debug', 'action not done', { node, action: action.kind, code })
  }

  #heard(fact: Fact, hlc: Hlc): void {
    // By far the most facts are beats that tell nothing else.
    if (fact.kind === 'beat-heard' && fact.told.length === 0) return
    this.#fold(fact, hlc)
    routeFact(this.hosts, fact)
    const { ports, kube } = this.#base
    if (fact.kind === 'verdict-reached' || fact.kind === 'verdict-declared') kube.tell(fact, hlc)
    if (worthALine.has(fact.kind)) ports.tap('info', fact.kind, { ...fact })
  }

  #fold(fact: Fact, hlc: Hlc): void {
    this.#lives.take(fact, hlc)
    this.sites.take(fact)
    this.history.take(fact, hlc.wallMs)
    this.#base.folded(fact)
  }
}

// The writes that nodes accepted alone, on the cloud's side: replayed in their order, and their nodes told.
import type { Cancel } from '../../bus/clock.ts'
import type { DraftSink } from '../../bus/journal-facts.ts'
import { Performer } from '../../bus/performer.ts'
import type { Stamps } from '../../bus/stamps.ts'
import { quietTap } from '../../bus/tap.ts'
import type { Tap } from '../../bus/tap.ts'
import type { Envelope } from '../../schemas/envelope.ts'
import { factFromEnvelope } from '../../schemas/fact-codec.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import type { Hlc } from '../../src/kernel/time.ts'
import type { NodeWriteFact, WriteFact } from '../../src/mirror/pending/facts.ts'
import type { ReplaysAction } from '../../src/mirror/pending/replays.ts'
import type { CloudConfig } from '../config.ts'
import type { SayDown } from '../downlink.ts'
import type { KubeRequest } from '../kube-call.ts'
import { nodeOf } from '../pinned-key.ts'
import type { CloudPorts } from '../ports.ts'
import { conflictEvent } from './conflict-event.ts'
import { replayWrite } from './replay-write.ts'
import { createReplaysHost } from './replays-host.ts'
import type { ReplaysHost } from './replays-host.ts'

/** What the replays stand on. */
export interface ReplaySideParts {
  readonly ports: CloudPorts
  readonly config: CloudConfig
  readonly stamps: Stamps
  readonly sink: DraftSink
  readonly say: SayDown
  /** Whether this replica is the one that decides about a node. */
  readonly decides: (node: NodeId) => boolean
  /** Whether a node is there to be told. */
  readonly isManaged: (node: NodeId) => boolean
  readonly tellEvent: (event: KubeRequest) => void
}

/** The replays of all nodes. */
export class ReplaySide {
  readonly #parts: ReplaySideParts
  readonly #host: ReplaysHost
  readonly #hands: Performer<ReplaysAction>
  readonly #quiet: Tap
  #begun = false

  constructor(parts: ReplaySideParts) {
    const { ports, config } = parts
    this.#parts = parts
    this.#quiet = quietTap(ports.tap, ports.clock.mono)
    this.#hands = new Performer<ReplaysAction>({
      clock: ports.clock,
      random: ports.random.fork('replay hands'),
      perform: (action, done) => this.#perform(action, done),
      answered: (node, action, fault) => this.#answered(node, action, fault),
      repeatMs: config.repeatMs,
      retry: config.retry,
    })
    this.#host = createReplaysHost({
      ...parts,
      want: (node, actions) => this.#want(nodeId(node), actions),
      heard: (fact, hlc) => this.#heard(fact, hlc),
    })
  }

  /** Takes a fact of a node's journal, which is durable here; what a node says of others is nothing. */
  takeOfNode(envelope: Envelope): void {
    const fact = factOfNode(envelope)
    if (fact !== undefined) this.#host.take(fact.node, fact, envelope.hlc)
  }

  /** The same, read back from the journal. */
  replayOfNode(envelope: Envelope): void {
    const fact = factOfNode(envelope)
    if (fact !== undefined) this.#host.replay(fact.node, fact, envelope.hlc)
  }

  /** Takes a fact that another replica wrote. */
  take(fact: WriteFact, hlc: Hlc): void {
    this.#host.take(fact.node, fact, hlc)
  }

  /** Takes a fact of the cloud back that was read from the journal. */
  replay(fact: WriteFact, hlc: Hlc): void {
    this.#host.replay(fact.node, fact, hlc)
  }

  /** After the replay of the journal, and when other shards are ours: what is wanted now. */
  reconcile(): void {
    this.#begun = true
    for (const node of this.#host.keys()) this.#host.reconcile(node)
  }

  stop(): void {
    this.#hands.stop()
    this.#host.stop()
  }

  #want(node: NodeId, actions: readonly ReplaysAction[]): void {
    const isOurs = this.#begun && this.#parts.decides(node)
    this.#hands.want(node, isOurs ? actions : [])
  }

  #perform(action: ReplaysAction, done: (fault: Fault | undefined) => void): Cancel {
    const { ports, say, isManaged } = this.#parts
    const { node } = action
    const later = (fault: Fault | undefined): Cancel => {
      ports.clock.soon(() => done(fault))
      return () => {}
    }
    if (action.kind === 'tell-outcomes') {
      if (!isManaged(node)) return later(undefined)
      say(node, { kind: 'outcomes-told', node, outcomes: action.outcomes }, done)
      return () => {}
    }
    const { kube, clock } = ports
    if (kube === undefined)
      return later(new Fault('UNREACHABLE', 'this cloud was started without Kubernetes'))
    const { write } = action
    return replayWrite({ kube, clock }, node, write, (outcome) => {
      if (isFault(outcome)) return done(outcome)
      const { life, number } = write
      this.#host.post(node, { ...outcome, life, number }, (settled) =>
        done(isFault(settled) ? settled : undefined),
      )
    })
  }

  #answered(node: string, { kind }: ReplaysAction, fault: Fault | undefined): void {
    if (fault === undefined || kind === 'tell-outcomes') return
    const { code, message, retry } = fault
    const isToBeMended = retry === 'never' || code === 'UNAUTHORIZED'
    if (isToBeMended) this.#quiet('warn', 'writes cannot be replayed', { node, code, message })
    else this.#parts.ports.tap('debug', 'write not replayed yet', { node, code })
  }

  #heard(fact: WriteFact, hlc: Hlc): void {
    if (fact.kind !== 'write-conflicted' || !this.#parts.decides(fact.node)) return
    const { node, target, reason, message } = fact
    const { resource, name } = target
    this.#quiet('warn', fact.kind, { node, resource, name, reason, message })
    if (resource !== 'events') this.#parts.tellEvent(conflictEvent(fact, hlc))
  }
}

function factOfNode(envelope: Envelope): NodeWriteFact | undefined {
  const { kind, producer } = envelope
  if (kind !== 'write-accepted' && kind !== 'writes-settled') return undefined
  const fact = factFromEnvelope(envelope)
  if (isFault(fact) || (fact.kind !== 'write-accepted' && fact.kind !== 'writes-settled'))
    return undefined
  return fact.node === nodeOf(producer) ? fact : undefined
}

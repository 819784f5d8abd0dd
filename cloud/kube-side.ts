// The cloud's side towards Kubernetes: what it reads, the right to hold, what it writes.
import type { Part } from '../bus/lifecycle.ts'
import type { Fall } from '../bus/reflector-known.ts'
import { quietTap } from '../bus/tap.ts'
import type { Fact } from '../src/facts.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import type { Hlc } from '../src/kernel/time.ts'
import type { KubeObject } from '../src/objects/object.ts'
import { HoldLease } from './hold-lease.ts'
import { readKube } from './kube-reader.ts'
import type { KubeReader } from './kube-reader.ts'
import { kubeWriter } from './kube-writer.ts'
import type { KubeWriter } from './kube-writer.ts'
import { openKubeEvents } from './kube-events.ts'
import type { KubeEvents } from './kube-events.ts'
import type { KubeRequest } from './kube-call.ts'
import { verdictEvent } from './verdict-event.ts'
import type { CloudConfig } from './config.ts'
import type { CloudPorts } from './ports.ts'

/** Who is told what Kubernetes says. */
export interface KubeListener {
  readonly node: (node: NodeId, object: KubeObject | undefined) => void
  /** `isOlder`: of an older etcd, from which Kubernetes was restored. */
  readonly lease: (node: NodeId, object: KubeObject, isOlder: boolean) => void
  /** All nodes that there are have been told. */
  readonly nodesSynced: (nodes: ReadonlySet<NodeId>) => void
  /** It was restored from an older etcd, as the collection at `path` found out first. */
  readonly restored: (path: string, fall: Fall) => void
}

/** Kubernetes as one replica of the cloud sees it; without Kubernetes nothing is known and nothing written. */
export class KubeSide {
  readonly #ports: CloudPorts
  readonly #config: CloudConfig
  readonly #writer: KubeWriter | undefined
  readonly #lease: HoldLease | undefined
  readonly #events: KubeEvents | undefined
  #reader: KubeReader | undefined
  #reachable = false
  readonly #whenRight: ((has: boolean) => void)[] = []

  constructor(ports: CloudPorts, config: CloudConfig) {
    this.#ports = ports
    this.#config = config
    const { kube, clock, random, tap } = ports
    const quiet = quietTap(tap, clock.mono)
    if (kube === undefined) return
    this.#writer = kubeWriter(
      { kube, clock },
      {
        lease: (node) => this.#reader?.lease(node),
        uid: (node) => this.#reader?.uid(node),
        reported: (node) => this.#reader?.reported(node) ?? [],
      },
    )
    this.#events = openKubeEvents({ kube, clock, random: random.fork('verdict-events') })
    this.#lease = new HoldLease({
      kube,
      clock,
      identity: config.replica,
      config: config.holdLease,
      held: (held) => {
        tap('info', held ? 'right to hold acquired' : 'right to hold lost')
        for (const each of this.#whenRight) each(held)
      },
      failed: ({ code, message, retry }) =>
        retry === 'never'
          ? quiet('warn', 'right to hold refused', { code, message })
          : tap('debug', 'right to hold not renewed', { code }),
    })
  }

  get writer(): KubeWriter | undefined {
    return this.#writer
  }

  /** Whether this replica may hold now. */
  isHolder(): boolean {
    return this.#lease?.isHeld() ?? false
  }

  /** Told each time this replica has the right to hold from now on, or has it no more. */
  whenRight(each: (has: boolean) => void): void {
    this.#whenRight.push(each)
  }

  /** Whether Kubernetes has such a node. */
  isKnown(node: NodeId): boolean {
    return this.#reader?.uid(node) !== undefined
  }

  /** `none` without Kubernetes. */
  link(): 'up' | 'down' | 'none' {
    if (this.#writer === undefined) return 'none'
    return this.#reachable ? 'up' : 'down'
  }

  /** Tells people of a verdict, if it is ours to tell. */
  tell(fact: Extract<Fact, { kind: 'verdict-reached' | 'verdict-declared' }>, at: Hlc): void {
    if (this.isHolder()) this.tellEvent(verdictEvent(fact, at))
  }

  /** Tells people of an event. */
  tellEvent(event: KubeRequest): void {
    this.#events?.tell(event)
  }

  /** Reads from its start, and holds as soon as the right is had. */
  part(to: KubeListener): Part {
    const { clock } = this.#ports
    return {
      name: 'kubernetes',
      start: (done) => {
        this.#read(to)
        this.#lease?.start()
        clock.soon(() => done(undefined))
      },
      stop: (done) => {
        this.#reader?.stop()
        this.#events?.stop()
        this.#writer?.stop()
        if (this.#lease === undefined) clock.soon(done)
        else this.#lease.stop(done)
      },
    }
  }

  #read(to: KubeListener): void {
    const { kube, clock, random } = this.#ports
    if (kube === undefined) return
    this.#reader = readKube({
      http: kube,
      clock,
      random: random.fork('kube-reader'),
      config: this.#config.reflector,
      node: to.node,
      lease: to.lease,
      nodesSynced: to.nodesSynced,
      reachable: (reachable, why) => this.#reached(reachable, why),
      restored: (path, fall) => {
        const todo = 'nodes created since are forgotten; see what else is gone'
        this.#ports.tap('warn', 'Kubernetes was restored from an older etcd', { ...fall, todo })
        to.restored(path, fall)
      },
    })
  }

  #reached(reachable: boolean, why: Error | undefined): void {
    const { tap } = this.#ports
    this.#reachable = reachable
    if (reachable) tap('info', 'Kubernetes answers')
    else tap('warn', 'Kubernetes cannot be read', { why: why?.message })
  }
}

// The fence of one node: its process, what that is told each round, and the pods that are hidden while it is up.
import type { Cancel } from '../../bus/clock.ts'
import { Host } from '../../bus/host.ts'
import { journalSink } from '../../bus/journal-facts.ts'
import type { Part } from '../../bus/lifecycle.ts'
import type { HealthConfig } from '../../src/health/config.ts'
import type { FenceFact } from '../../src/health/facts.ts'
import { fenceProcess } from '../../src/health/fence.ts'
import type { FenceAction, FenceHard, FenceSoft } from '../../src/health/fence.ts'
import type { FenceInput, FenceLook } from '../../src/health/fence-words.ts'
import { maxHoldOf } from '../../src/health/max-hold.ts'
import type { Hlc } from '../../src/kernel/time.ts'
import type { HostBase } from '../agent-host.ts'
import type { Projection } from '../mirror/projection.ts'
import { isSingleton } from '../../src/health/singleton.ts'

/** What a fence stands on. */
export interface FenceParts extends HostBase {
  readonly projection: Pick<Projection, 'get' | 'list' | 'hide'>
  readonly vouched: () => Omit<FenceLook, 'maxHoldMs'>
  /** Whether the node has all that its own feed has. */
  readonly isCurrent: () => boolean
}

type FenceHost = Host<FenceHard, FenceSoft, FenceInput, FenceFact, FenceAction, HealthConfig>

const pods = { group: '', resource: 'pods' }
const nodes = { group: '', resource: 'nodes' }
const inboxMax = 1_024

/** Hides singletons from whoever reads on the node: a kubelet stops what is not there any more. */
export class Fence {
  readonly #parts: FenceParts
  readonly #host: FenceHost
  #isUp = false
  #isWaiting = false
  #cancel: Cancel = () => {}

  constructor(parts: FenceParts) {
    const { ports, config, journal, stamps } = parts
    this.#parts = parts
    this.#host = new Host<FenceHard, FenceSoft, FenceInput, FenceFact, FenceAction, HealthConfig>({
      process: fenceProcess,
      config: config.health,
      clock: ports.clock,
      random: ports.random.fork('fence'),
      stamp: stamps.next,
      sink: journalSink<FenceFact>(journal),
      tick: { kind: 'tick' },
      want: (_key, actions) => this.#want(actions),
      heard: (_key, fact) => {
        if (fact.kind !== 'fence-observed') ports.tap('info', fact.kind, { ...fact })
      },
      inboxMax,
      retryMs: config.health.roundMs,
    })
  }

  /** A fact read back from the journal. */
  replay(fact: FenceFact, hlc: Hlc): void {
    this.#host.replay(this.#parts.config.node, fact, hlc)
  }

  /** Whether singletons are hidden now. */
  isUp(): boolean {
    return this.#isUp
  }

  /** Whether it is not known yet what is to be told of the node's pods, because there are singletons among them. */
  isWaiting(): boolean {
    return this.#isWaiting && this.#parts.projection.list(pods, undefined).some(isSingleton)
  }

  /** The cloud answered a beat. */
  answered(agoMs: number, isDirect: boolean): void {
    this.#post({ kind: 'answered', agoMs, isDirect, isCurrent: this.#parts.isCurrent() })
  }

  /** Begins before anything is served, and looks each round. */
  part(): Part {
    const { clock } = this.#parts.ports
    return {
      name: 'fence',
      start: (done) => {
        this.#look()
        this.#post({ kind: 'started' })
        this.#again()
        clock.soon(() => done(undefined))
      },
      stop: (done) => {
        this.#cancel()
        this.#host.stop()
        clock.soon(done)
      },
    }
  }

  #again(): void {
    const { ports, config } = this.#parts
    this.#cancel = ports.clock.after(config.health.roundMs, () => {
      this.#look()
      this.#again()
    })
  }

  #look(): void {
    const { projection, config, vouched } = this.#parts
    const node = projection.get(nodes, undefined, config.node)
    const maxHoldMs = maxHoldOf(node?.metadata.annotations ?? {})
    this.#post({ kind: 'looked', look: { ...vouched(), maxHoldMs } })
  }

  #post(input: FenceInput): void {
    this.#host.post(this.#parts.config.node, input)
  }

  #want(actions: readonly FenceAction[]): void {
    this.#isWaiting = actions.some(({ kind }) => kind === 'wait')
    const isUp = actions.some(({ kind }) => kind === 'hide')
    if (isUp === this.#isUp) return
    this.#isUp = isUp
    this.#parts.projection.hide(pods, isUp ? isSingleton : undefined)
  }
}

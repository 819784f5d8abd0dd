// The right to hold: the Lease kube-system/causeway-holder, which one replica has at a time.
import type { Cancel } from '../bus/clock.ts'
import { Fault } from '../src/kernel/fault.ts'
import type { MonoMs } from '../src/kernel/time.ts'
import { microTimestamp } from '../src/objects/timestamp.ts'
import type { KubeObject } from '../src/objects/object.ts'
import { kubeCall } from './kube-call.ts'
import type { KubePorts, KubeRequest } from './kube-call.ts'
import { holderPath } from './kube-paths.ts'

/** The periods of the Lease: as long as others wait, when we give up ourselves, and between tries. */
export interface HoldLeaseConfig {
  readonly leaseMs: number
  readonly giveUpMs: number
  readonly tryMs: number
}

/** What suits a cluster; others take over 15 s after the holder vanished. */
export const holdLeaseConfig: HoldLeaseConfig = { leaseMs: 15_000, giveUpMs: 10_000, tryMs: 2_000 }

/** Who wants the right, and who is told. */
export interface HoldLeaseParts extends KubePorts {
  /** The same after a restart, so that a restarted holder goes on at once. */
  readonly identity: string
  readonly config: HoldLeaseConfig
  /** Told at each change. */
  readonly held: (held: boolean) => void
  readonly failed: (fault: Fault) => void
}

const name = 'causeway-holder'
const path = `${holderPath}/${name}`

/** A contest for the right to hold: tries from its start until stopped. */
export class HoldLease {
  readonly #parts: HoldLeaseParts
  readonly #rival: ReturnType<typeof rivalWatch>
  #held = false
  /** The Lease as we wrote it last; undefined where somebody else may have written since. */
  #stored: KubeObject | undefined
  #cancel: Cancel = () => undefined
  #cancelLapse: Cancel = () => undefined

  constructor(parts: HoldLeaseParts) {
    this.#parts = parts
    this.#rival = rivalWatch(parts.clock.mono, parts.config.leaseMs)
  }

  /** Whether we may hold now. */
  isHeld(): boolean {
    return this.#held
  }

  /** Begins to try. */
  start(): void {
    if (this.#held && this.#stored !== undefined) return this.#write(this.#stored)
    this.#cancel = kubeCall(this.#parts, { method: 'GET', path }, (lease) => {
      if (!(lease instanceof Fault)) return this.#judge(lease)
      if (lease.code === 'NOT_FOUND') return this.#write(undefined)
      this.#parts.failed(lease)
      this.#again()
    })
  }

  /** Stops trying, and gives the right back if we have it. */
  stop(done: () => void): void {
    this.#cancel()
    const lease = this.#held ? this.#stored : undefined
    this.#lose()
    if (lease === undefined) this.#parts.clock.soon(done)
    else kubeCall(this.#parts, release(lease), () => done())
  }

  #again(): void {
    this.#cancel = this.#parts.clock.after(this.#parts.config.tryMs, () => this.start())
  }

  #judge(lease: KubeObject): void {
    const holder = holderOf(lease)
    if (holder === this.#parts.identity || this.#rival.isGone(lease, holder)) {
      return this.#write(lease)
    }
    this.#lose()
    this.#again()
  }

  #write(lease: KubeObject | undefined): void {
    const since = this.#parts.clock.mono()
    this.#cancel = kubeCall(this.#parts, claim(this.#parts, lease), (written) => {
      if (!(written instanceof Fault)) this.#win(written, since)
      else {
        this.#stored = undefined
        if (written.code !== 'CONFLICT') this.#parts.failed(written)
      }
      this.#again()
    })
  }

  #win(lease: KubeObject, since: MonoMs): void {
    const { clock, config } = this.#parts
    this.#stored = lease
    this.#cancelLapse()
    const leftMs = Math.max(0, since + config.giveUpMs - clock.mono())
    this.#cancelLapse = clock.after(leftMs, () => this.#lose())
    this.#set(true)
  }

  #lose(): void {
    this.#cancelLapse()
    this.#set(false)
  }

  #set(held: boolean): void {
    if (held === this.#held) return
    this.#held = held
    this.#parts.held(held)
  }
}

const specOf = (lease: KubeObject) => (lease['spec'] ?? {}) as Readonly<Record<string, unknown>>
const holderOf = (lease: KubeObject) => String(specOf(lease)['holderIdentity'] ?? '')

/** Whether a rival is gone: it let go, or we saw no renewal for a whole Lease by our own clock. */
function rivalWatch(mono: () => MonoMs, leaseMs: number) {
  let version: string | undefined
  let since = mono()
  return {
    isGone: (lease: KubeObject, holder: string): boolean => {
      if (lease.metadata.resourceVersion !== version) {
        version = lease.metadata.resourceVersion
        since = mono()
      }
      return holder === '' || mono() - since >= leaseMs
    },
  }
}

function claim(parts: HoldLeaseParts, lease: KubeObject | undefined): KubeRequest {
  const now = microTimestamp(parts.clock.wall() * 1_000)
  const before = lease === undefined ? {} : specOf(lease)
  const ours = before['holderIdentity'] === parts.identity
  const transitions = Number(before['leaseTransitions'] ?? 0)
  const spec = {
    holderIdentity: parts.identity,
    leaseDurationSeconds: Math.ceil(parts.config.leaseMs / 1_000),
    renewTime: now,
    acquireTime: ours ? before['acquireTime'] : now,
    leaseTransitions: ours || lease === undefined ? transitions : transitions + 1,
  }
  if (lease !== undefined) return { method: 'PUT', path, body: { json: { ...lease, spec } } }
  const metadata = { name, namespace: 'kube-system' }
  const json = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec }
  return { method: 'POST', path: holderPath, body: { json } }
}

function release(lease: KubeObject): KubeRequest {
  const spec = { ...specOf(lease), holderIdentity: '', leaseDurationSeconds: 1 }
  return { method: 'PUT', path, body: { json: { ...lease, spec } } }
}

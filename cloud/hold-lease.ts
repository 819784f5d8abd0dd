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

/** A running contest for the right to hold. */
export interface HoldLease {
  readonly isHeld: () => boolean
  /** Gives the right back if we have it. */
  readonly stop: (done: () => void) => void
}

const name = 'causeway-holder'
const path = `${holderPath}/${name}`

/** Tries for the right until stopped. */
export function contestHoldLease(parts: HoldLeaseParts): HoldLease {
  const { clock, config } = parts
  const rival = rivalWatch(clock.mono, config.leaseMs)
  let stopped = false
  let held = false
  let stored: KubeObject | undefined
  let call: Cancel = () => undefined
  let lapse: Cancel = () => undefined

  const set = (now: boolean) => {
    if (now === held) return
    held = now
    parts.held(now)
  }
  const lost = () => {
    lapse()
    set(false)
  }
  const renewed = (since: MonoMs, lease: KubeObject) => {
    stored = lease
    lapse()
    lapse = clock.after(Math.max(0, since + config.giveUpMs - clock.mono()), lost)
    set(true)
  }
  const again = () => {
    call = clock.after(config.tryMs, attempt)
  }
  const write = (lease: KubeObject | undefined) => {
    const since = clock.mono()
    call = kubeCall(parts, claim(parts, lease), (outcome) => {
      if (outcome instanceof Fault) refused(outcome)
      else renewed(since, outcome)
      again()
    })
  }
  const refused = (fault: Fault) => {
    stored = undefined
    if (fault.code !== 'CONFLICT') parts.failed(fault)
  }
  const attempt = () => {
    if (held && stored !== undefined) return write(stored)
    call = kubeCall(parts, { method: 'GET', path }, (outcome) => {
      const missing = outcome instanceof Fault && outcome.code === 'NOT_FOUND'
      if (missing) return write(undefined)
      if (outcome instanceof Fault) {
        refused(outcome)
        return again()
      }
      const holder = holderOf(outcome)
      if (holder === parts.identity || rival.isGone(outcome, holder)) return write(outcome)
      lost()
      again()
    })
  }

  clock.soon(() => stopped || attempt())
  return {
    isHeld: () => held,
    stop: (done) => {
      stopped = true
      call()
      const had = held ? stored : undefined
      lost()
      if (had === undefined) return clock.soon(done)
      kubeCall(parts, release(had), () => done())
    },
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

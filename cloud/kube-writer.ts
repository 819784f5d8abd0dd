// The performer's hands: what the processes of nodes want done in Kubernetes, each once, within time limits.
import type { Cancel } from '../bus/clock.ts'
import type { NodeAction } from '../src/health/inputs.ts'
import type { Verdict } from '../src/health/words.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import { timestamp } from '../src/objects/timestamp.ts'
import { kubeCall } from './kube-call.ts'
import type { KubePorts, KubeRequest } from './kube-call.ts'
import { nodePath } from './kube-paths.ts'
import { renewLease } from './lease-writer.ts'
import type { SeenLeases } from './lease-writer.ts'
import type { Condition } from './node-conditions.ts'
import { setService } from './out-of-service.ts'
import { faultOf, readModifyWrite } from './read-modify-write.ts'
import type { Done } from './read-modify-write.ts'
import { restorePods, restoreReady } from './ready-writer.ts'
import { taintPatch } from './taint-patch.ts'

/** What the reflectors saw last of a node. */
export interface SeenInKube extends SeenLeases {
  /** The conditions that its kubelet last reported. */
  readonly reported: (node: NodeId) => readonly Condition[]
}

/** Actions that Kubernetes is told of; `ask-rebirth` goes over the bus. */
export type KubeAction = Exclude<NodeAction, { kind: 'ask-rebirth' }>

/** Does what is wanted. */
export interface KubeWriter {
  /** Does one action; `done` comes once unless cancelled before. */
  readonly perform: (action: KubeAction, done: Done) => Cancel
  /** Forgets what it meant to look at again. */
  readonly stop: () => void
}

/** The node controller may call pods un-ready a moment after it silenced their node: they are looked at again. */
const againAfterMs = 5_000

/** Writes to Kubernetes what is wanted. */
export function kubeWriter(ports: KubePorts, seen: SeenInKube): KubeWriter {
  const again = new Map<NodeId, Cancel>()
  const lookAgain = (node: NodeId) => {
    again.get(node)?.()
    const look = () => {
      again.set(
        node,
        restorePods(ports, node, () => again.delete(node)),
      )
    }
    again.set(node, ports.clock.after(againAfterMs, look))
  }
  const restore = (node: NodeId, done: Done) =>
    restoreReady(ports, node, seen.reported(node), (fault) => {
      if (fault === undefined) lookAgain(node)
      done(fault)
    })
  const perform = (action: KubeAction, done: Done): Cancel => {
    const { node } = action
    switch (action.kind) {
      case 'renew-lease':
        return renewLease(ports, action, seen, done)
      case 'set-taint': {
        const { taint, present } = action
        const path = nodePath(node)
        return readModifyWrite(ports, path, (it) => taintPatch(path, it, taint, present), done)
      }
      case 'set-linked':
        return kubeCall(ports, linkedPatch(ports, action), (outcome) => done(faultOf(outcome)))
      case 'restore-ready':
        return restore(node, done)
      case 'set-service':
        return setService(ports, action, done)
    }
  }
  const stop = () => {
    for (const cancel of again.values()) cancel()
    again.clear()
  }
  return { perform, stop }
}

const reasons: Readonly<Record<Verdict, string>> = {
  healthy: 'CloudHearsNode',
  isolated: 'PeersHearNode',
  failed: 'NobodyHearsNode',
}

function linkedPatch(
  { clock }: KubePorts,
  action: Extract<KubeAction, { kind: 'set-linked' }>,
): KubeRequest {
  const now = timestamp(clock.wall())
  const condition: Condition = {
    type: 'CausewayLinked',
    status: action.linked ? 'True' : 'False',
    reason: reasons[action.verdict],
    message: `Causeway's verdict: ${action.verdict}`,
    lastHeartbeatTime: now,
    lastTransitionTime: now,
  }
  const path = `${nodePath(action.node)}/status`
  return { method: 'PATCH', path, body: { strategic: { status: { conditions: [condition] } } } }
}

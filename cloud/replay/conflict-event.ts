// Writes that had not the effect that was meant, as Kubernetes Events: `kubectl describe` shows them.
import type { Hlc } from '../../src/kernel/time.ts'
import type { ReplayFact } from '../../src/mirror/pending/facts.ts'
import { groupVersion } from '../../src/objects/kinds/registry.ts'
import { timestamp } from '../../src/objects/timestamp.ts'
import type { KubeRequest } from '../kube-call.ts'

type ConflictFact = Extract<ReplayFact, { kind: 'write-conflicted' }>

/** The event; the same fact has the same name. */
export function conflictEvent(fact: ConflictFact, at: Hlc): KubeRequest {
  const { node, target, reason, message } = fact
  const { group, version, kind, name } = target
  const namespace = target.namespace === '' ? 'default' : target.namespace
  const time = timestamp(at.wallMs)
  const about = { apiVersion: groupVersion(group, version), kind, name }
  const json = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.${at.wallMs.toString(16)}${at.counter}`, namespace },
    involvedObject:
      kind === 'Node'
        ? { ...about, uid: name }
        : { ...about, ...(target.namespace === '' ? {} : { namespace }) },
    type: 'Warning',
    reason: 'CausewayWriteConflict',
    message: `${message} (${reason}; written on node ${node} while it was alone)`,
    source: { component: 'causeway', host: node },
    reportingComponent: 'causeway',
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
  }
  return { method: 'POST', path: `/api/v1/namespaces/${namespace}/events`, body: { json } }
}

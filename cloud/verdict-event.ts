// Verdicts as Kubernetes Events, where people look first: `kubectl describe node`.
import type { Fact } from '../src/facts.ts'
import type { Verdict } from '../src/health/words.ts'
import type { Hlc } from '../src/kernel/time.ts'
import { timestamp } from '../src/objects/timestamp.ts'
import type { KubeRequest } from './kube-call.ts'
import { nodeEventsPath } from './kube-paths.ts'

type VerdictFact = Extract<Fact, { kind: 'verdict-reached' | 'verdict-declared' }>

const reasons: Readonly<Record<Verdict, string>> = {
  healthy: 'CausewayHealthy',
  isolated: 'CausewayIsolated',
  failed: 'CausewayFailed',
}

/** The same fact has the same name, so telling it twice is telling it once. */
export function verdictEvent(fact: VerdictFact, at: Hlc): KubeRequest {
  const { node, verdict, previous } = fact
  const time = timestamp(at.wallMs)
  const why = fact.kind === 'verdict-declared' ? `declared by ${fact.by}` : fact.evidence.because
  const json = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${node}.${at.wallMs.toString(16)}${at.counter}`, namespace: 'default' },
    // Kubelets name nodes by their name here too, and `kubectl describe` looks for that.
    involvedObject: { apiVersion: 'v1', kind: 'Node', name: node, uid: node },
    type: verdict === 'healthy' ? 'Normal' : 'Warning',
    reason: reasons[verdict],
    message: `${previous} → ${verdict}: ${why}`,
    source: { component: 'causeway' },
    reportingComponent: 'causeway',
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
  }
  return { method: 'POST', path: nodeEventsPath, body: { json } }
}

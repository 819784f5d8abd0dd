// Verdicts as Kubernetes Events, where people look first: `kubectl describe node`.
import type { Random } from '../src/kernel/random.ts'
import type { Fact } from '../src/facts.ts'
import type { Verdict } from '../src/health/words.ts'
import { isFault } from '../src/kernel/fault.ts'
import type { Hlc } from '../src/kernel/time.ts'
import { timestamp } from '../src/objects/timestamp.ts'
import { backoffMs } from '../bus/backoff.ts'
import type { Cancel } from '../bus/clock.ts'
import { kubeCall } from './kube-call.ts'
import type { KubePorts, KubeRequest } from './kube-call.ts'
import { nodeEventsPath } from './kube-paths.ts'

type VerdictFact = Extract<Fact, { kind: 'verdict-reached' | 'verdict-declared' }>

/** Tells Kubernetes of verdicts, one after the other; a few tries each, and the newest win when there are too many. */
export interface VerdictEvents {
  readonly tell: (fact: VerdictFact, at: Hlc) => void
  readonly stop: () => void
}

const waitingMax = 500
const triesMax = 5
const retry = { minMs: 500, maxMs: 10_000 }

/** A queue of events on their way. */
export function openVerdictEvents(ports: KubePorts & { readonly random: Random }): VerdictEvents {
  const waiting: KubeRequest[] = []
  let busy = false
  let tries = 0
  let cancel: Cancel = () => undefined

  const next = () => {
    const request = waiting[0]
    busy = request !== undefined
    if (request === undefined) return
    cancel = kubeCall(ports, request, (outcome) => {
      tries += 1
      // CONFLICT: it was told before, and only the answer was lost.
      const again = isFault(outcome) && outcome.code !== 'CONFLICT' && outcome.retry === 'later'
      if (again && tries < triesMax) {
        cancel = ports.clock.after(backoffMs(tries, retry, ports.random), next)
        return
      }
      tries = 0
      waiting.shift()
      next()
    })
  }
  return {
    tell: (fact, at) => {
      waiting.push(eventOf(fact, at))
      if (waiting.length > waitingMax) waiting.splice(1, 1)
      if (!busy) next()
    },
    stop: () => {
      waiting.length = 0
      cancel()
    },
  }
}

const reasons: Readonly<Record<Verdict, string>> = {
  healthy: 'CausewayHealthy',
  isolated: 'CausewayIsolated',
  failed: 'CausewayFailed',
}

/** The same fact has the same name, so telling it twice is telling it once. */
function eventOf(fact: VerdictFact, at: Hlc): KubeRequest {
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

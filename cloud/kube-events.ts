// Kubernetes Events on their way: what the cloud tells people where they look first.
import type { Cancel } from '../bus/clock.ts'
import { backoffMs } from '../bus/backoff.ts'
import { isFault } from '../src/kernel/fault.ts'
import type { Random } from '../src/kernel/random.ts'
import { kubeCall } from './kube-call.ts'
import type { KubePorts, KubeRequest } from './kube-call.ts'

/** Tells Kubernetes of events, one after the other; a few tries each, and the newest win when there are too many. */
export interface KubeEvents {
  readonly tell: (event: KubeRequest) => void
  readonly stop: () => void
}

const waitingMax = 500
const triesMax = 5
const retry = { minMs: 500, maxMs: 10_000 }

/** A queue of events on their way. */
export function openKubeEvents(ports: KubePorts & { readonly random: Random }): KubeEvents {
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
    tell: (event) => {
      waiting.push(event)
      if (waiting.length > waitingMax) waiting.splice(1, 1)
      if (!busy) next()
    },
    stop: () => {
      waiting.length = 0
      cancel()
    },
  }
}

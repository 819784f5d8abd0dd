// The taint by which Kubernetes gives up what runs on a node that is down for good, and when that is wanted.
import type { HealthConfig } from './config.ts'
import { fencingTakesMs } from './fence.ts'
import type { NodeAction, Taint } from './inputs.ts'
import type { NodeState } from './node-state.ts'

/** Kubernetes' own. */
export const outOfServiceTaint: Taint = {
  key: 'node.kubernetes.io/out-of-service',
  value: 'nodeshutdown',
  effect: 'NoExecute',
}

/** The annotation that says that it is Causeway's to take away. */
export const outOfServiceMark = 'causeway.io/out-of-service'

/** Of a node that failed by what its peers say, from when it has fenced itself; a healthy one is in service. */
export function service({ hard, soft }: NodeState, config: HealthConfig): NodeAction | undefined {
  const { node, verdict, declared, since } = hard
  if (soft.seen === undefined) return undefined
  const isOut = soft.seen.taints.some(({ key }) => key === outOfServiceTaint.key)
  const key = `service/${node}`
  if (verdict === 'failed' && !declared && !isOut && since !== undefined) {
    const notBeforeMs = since.wallMs + fencingTakesMs(config)
    return { kind: 'set-service', key, node, out: true, notBeforeMs }
  }
  const isBack = verdict === 'healthy' && soft.seen.isOutByUs === true
  return isBack ? { kind: 'set-service', key, node, out: false } : undefined
}

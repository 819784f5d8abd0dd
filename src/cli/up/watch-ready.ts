// Waits until Kubernetes shows every node Ready and the cloud has heard every agent.
import { askJson } from '../http.ts'
import { poll } from '../promise.ts'
import type { StatusJson } from '../show/status-json.ts'
import { ports } from './plan.ts'
import type { Progress } from './progress.ts'
import type { UpSettings } from './specs.ts'

const withinMs = 60_000

/** Shows how many nodes are Ready; fails after a minute with the names of those that are not. */
export async function untilAllReady(settings: UpSettings, progress: Progress): Promise<void> {
  const at = `${settings.plan.mainHost}:${ports.admin}`
  const names = settings.plan.nodes.map((one) => one.node)
  let waiting: readonly string[] = names
  const all = await poll(async () => {
    const ready = await readyNodes(at)
    waiting = names.filter((name) => !ready.has(name))
    progress.step('nodes Ready', names.length - waiting.length, names.length)
    return waiting.length === 0 ? true : undefined
  }, withinMs)
  if (all === undefined) {
    const list = waiting.join(', ')
    throw new Error(`not Ready within ${withinMs / 1000} s: ${list}; see ${settings.data}/logs`)
  }
}

async function readyNodes(at: string): Promise<ReadonlySet<string>> {
  try {
    const ask = { at, method: 'GET', path: '/v1/status', timeoutMs: 2_000 } as const
    const { nodes } = await askJson<StatusJson>(ask)
    return new Set(
      nodes.filter((one) => one.ready && one.verdict === 'healthy').map((one) => one.node),
    )
  } catch {
    return new Set()
  }
}

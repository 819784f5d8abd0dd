// Waits until Kubernetes shows every node Ready and the cloud has heard every agent.
import { withoutCredentials } from '../../../bus/bus-url.ts'
import { askJson } from '../http.ts'
import { poll } from '../promise.ts'
import type { StatusJson } from '../show/status-json.ts'
import { ports } from './plan.ts'
import type { Progress } from './progress.ts'
import type { UpSettings } from './specs.ts'

const withinMs = 60_000

/** Shows how many nodes are Ready; fails after a minute with what it waited for, or when `up` is stopping. */
export async function untilAllReady(
  settings: UpSettings,
  progress: Progress,
  stopping: () => boolean,
): Promise<void> {
  const at = `${settings.plan.mainHost}:${ports.admin}`
  const names = settings.plan.nodes.map((one) => one.node)
  let seen: StatusJson | undefined
  const all = await poll(async () => {
    if (stopping()) throw new Error('`up` is stopping')
    seen = (await statusAt(at)) ?? seen
    const waiting = notReady(names, seen)
    progress.step('nodes Ready', names.length - waiting.length, names.length)
    return waiting.length === 0 ? true : undefined
  }, withinMs)
  if (all === true) return
  const trouble = seen === undefined ? ['the cloud does not answer'] : troubleOf(seen, settings)
  const list = notReady(names, seen).join(', ')
  const what = [`not Ready within ${withinMs / 1000} s: ${list}`, ...trouble].join('; ')
  throw new Error(`${what}; the logs are in ${settings.data}/logs`)
}

function notReady(names: readonly string[], seen: StatusJson | undefined): readonly string[] {
  const ready = (seen?.nodes ?? []).filter((one) => one.ready && one.verdict === 'healthy')
  return names.filter((name) => !ready.some((one) => one.node === name))
}

/** What the cloud itself does not reach. */
function troubleOf({ cloud }: StatusJson, settings: UpSettings): readonly string[] {
  const bus = `the cloud does not reach the bus ${withoutCredentials(settings.bus)}`
  return [
    ...(cloud['bus'] === 'down' ? [bus] : []),
    ...(cloud['kubernetes'] === 'down' ? ['the cloud does not reach Kubernetes'] : []),
  ]
}

async function statusAt(at: string): Promise<StatusJson | undefined> {
  try {
    const cloud = { whom: 'the cloud', at, otherwise: 'wait' }
    const ask = { ...cloud, method: 'GET', path: '/v1/status', timeoutMs: 2_000 } as const
    return await askJson<StatusJson>(ask)
  } catch {
    return undefined
  }
}

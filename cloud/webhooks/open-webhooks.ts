// The webhooks of one replica: its door, and the keeper of what tells Kubernetes of it.
import type { Part } from '../../bus/lifecycle.ts'
import type { Listener } from '../../bus/pipe.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Apps } from '../apps/apps-side.ts'
import type { CloudConfig } from '../config.ts'
import type { KubeSide } from '../kube-side.ts'
import type { CloudPorts } from '../ports.ts'
import { webhookHandler } from './door.ts'
import { WebhookKeeper } from './keeper.ts'
import type { BeltMeans } from './keeper.ts'

/** What they stand on. */
export interface WebhooksParts {
  readonly ports: CloudPorts
  readonly config: CloudConfig
  readonly kube: KubeSide
  readonly apps: Pick<Apps, 'against'>
}

/** The webhooks, as the rest of a replica knows them. */
export interface Webhooks {
  /** The door, which opens after all is there that it judges by. */
  readonly part: Part
  /** What does the second belt's work, as far as this replica had to find out. */
  readonly beltMeans: () => BeltMeans | undefined
}

/** Opens them; without Kubernetes there are none, and where nothing is said of them nothing is done about them. */
export function openWebhooks(parts: WebhooksParts): Webhooks {
  const { ports, config, kube } = parts
  const keeper = keeperOf(ports, config)
  kube.whenRight((has) => keeper?.right(has))
  let listener: Listener | undefined
  const part: Part = {
    name: 'webhooks',
    start: (done) =>
      listen(parts, (outcome) => {
        if (isFault(outcome)) return done(outcome)
        listener = outcome
        done(undefined)
      }),
    stop: (done) => {
      keeper?.stop()
      if (listener === undefined) ports.clock.soon(done)
      else listener.close(done)
    },
  }
  return { part, beltMeans: () => keeper?.means() }
}

function keeperOf({ kube, clock, tap: say, webhooks }: CloudPorts, config: CloudConfig) {
  const door = config.webhooks
  if (kube === undefined || door === undefined) return undefined
  const place =
    door === 'none' || webhooks === undefined
      ? undefined
      : { url: door.url, authority: webhooks.authority }
  const { checkMs, isWorn } = config.belt ?? { checkMs: usualCheckMs, isWorn: false }
  return new WebhookKeeper({ kube, clock, say, checkMs, place, isWorn })
}

const usualCheckMs = 30_000

function listen(
  { ports, config, apps }: WebhooksParts,
  done: (outcome: Parameters<Parameters<CloudPorts['http']['listen']>[2]>[0] | undefined) => void,
): void {
  const { kube, clock, tap, webhooks } = ports
  const door = config.webhooks
  if (kube === undefined || webhooks === undefined || door === undefined || door === 'none')
    return clock.soon(() => done(undefined))
  const handle = webhookHandler({
    kube,
    clock,
    tap,
    against: ({ resource, subresource, object, oldObject: old }) =>
      object === undefined || subresource !== '' ? [] : apps.against(resource, { object, old }),
  })
  webhooks.http.listen(door.listen, handle, done)
}

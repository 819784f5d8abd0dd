// The guard of a node's local API, joined to the mirror, to the cloud and to the door.
import type { Door } from '../bus/door.ts'
import type { HostBase } from './agent-host.ts'
import { openGuard, type Caller, type Guard as ApiGuard } from './api/guard.ts'
import type { LocalApiPorts } from './api/ports.ts'
import { guardObjects } from './guard/guard-objects.ts'
import { guardTimes } from './guard/guard-parts.ts'
import { Guard } from './guard/guard.ts'
import type { Projection } from './mirror/projection.ts'
import type { SendUp } from './send-up.ts'

/** What it takes. */
export interface OwnGuardParts {
  readonly base: HostBase
  readonly door: Door
  readonly projection: Projection
  readonly send: SendUp
}

/** The guard of a node, where it has one. */
export function ownGuardOf({ base, door, projection, send }: OwnGuardParts): Guard | undefined {
  const { ports, config } = base
  if (ports.guard === undefined || ports.api === undefined) return undefined
  const { clock, random, keyring, tap } = ports
  return new Guard({
    ...ports.guard,
    clock,
    random: random.fork('guard'),
    keyring,
    config: { node: config.node, domain: 'cluster.local', ownAddresses: [], times: guardTimes },
    objects: guardObjects(projection),
    send,
    cluster: ports.api.cluster?.asNode,
    door,
    tap,
  })
}

/**
 * How the door asks it. Who shows nothing on loopback is the node's own kubelet, as long as the door speaks plain HTTP; whoever
 * shows a token is who the guard says he is, and may what it says.
 */
export function doorGuard(
  guard: Guard,
  { config, ports }: HostBase,
): Pick<LocalApiPorts, 'guard' | 'giveToken'> {
  const open = openGuard(config.node, ports.clock)
  const selves = new WeakSet<Caller>()
  const api: ApiGuard = {
    identify: (shown, done) => {
      if (shown.bearer !== undefined) return guard.identify(shown, done)
      open.identify(shown, (self) => {
        if (self !== undefined) selves.add(self)
        done(self)
      })
    },
    authorize: (caller, wanted, done) =>
      selves.has(caller)
        ? open.authorize(caller, wanted, done)
        : guard.authorize(caller, wanted, done),
    standIn: (bearer, done) => guard.standIn(bearer, done),
  }
  return { guard: api, giveToken: (of, body, done) => guard.giveToken(of, body, done) }
}

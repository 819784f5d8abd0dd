// The guard of a node's local API, joined to the mirror, to the cloud and to the door.
import type { Clock } from '../bus/clock.ts'
import type { Door } from '../bus/door.ts'
import type { HostBase } from './agent-host.ts'
import { byLoopback, openGuard, type Guard as ApiGuard } from './api/guard.ts'
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
  const ownAddresses = config.podApi === undefined ? [] : [config.podApi.listen.host]
  return new Guard({
    ...ports.guard,
    clock,
    random: random.fork('guard'),
    keyring,
    config: { node: config.node, domain: 'cluster.local', ownAddresses, times: guardTimes },
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
  guard: Pick<Guard, 'authorize' | 'giveToken' | 'identify' | 'standIn'>,
  node: string,
  clock: Clock,
): Pick<LocalApiPorts, 'guard' | 'giveToken'> {
  const open = openGuard(node, clock)
  const api: ApiGuard = {
    identify: (shown, done) => (shown.bearer === undefined ? open : guard).identify(shown, done),
    authorize: (caller, wanted, done) =>
      (caller.by === byLoopback ? open : guard).authorize(caller, wanted, done),
    standIn: (bearer, done) => guard.standIn(bearer, done),
  }
  return { guard: api, giveToken: (of, body, done) => guard.giveToken(of, body, done) }
}

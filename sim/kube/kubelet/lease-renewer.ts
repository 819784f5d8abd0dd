// Renews the node's Lease; who else renewed it meanwhile is overwritten with a later time.
import type { Clock } from '../../../bus/clock.ts'
import { microTimestamp } from '../../../src/objects/timestamp.ts'
import { kinds } from '../controllers/kinds.ts'
import type { Lease, Node } from '../controllers/objects.ts'
import { pathOf } from '../controllers/write.ts'
import type { KubeletConfig } from '../config.ts'
import { answered, succeeded } from './api.ts'
import type { Api, ApiAnswer } from './api.ts'
import type { Timers } from './timers.ts'
import type { Fault } from '../../../src/kernel/fault.ts'

/** What the renewer stands on. */
export interface RenewerPorts {
  readonly api: Api
  readonly clock: Clock
  readonly timers: Timers
}

/** How often a renewal that lost a race is tried again at once. */
const triesMax = 5

/** Renews the Lease of the node `name` until the timers stop. */
export function renewLease(ports: RenewerPorts, name: string, config: KubeletConfig): void {
  const { api, clock, timers } = ports
  const place = { namespace: 'kube-node-lease', name }
  const path = pathOf(kinds.leases, place)
  let known: Lease | undefined
  const spec = () => ({
    holderIdentity: name,
    leaseDurationSeconds: config.leaseDurationSeconds,
    renewTime: microTimestamp(clock.wall() * 1000),
  })
  const fresh = (owner: Node) => ({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { ...place, ownerReferences: [ownerOf(owner)] },
    spec: spec(),
  })
  const take = (outcome: ApiAnswer | Fault): boolean => {
    known = succeeded(outcome) ? (outcome.body as Lease) : undefined
    return known !== undefined
  }
  // A Lease without its Node would be garbage at once.
  const make = (done: (there: boolean) => void) =>
    api({ method: 'GET', path: pathOf(kinds.nodes, { name: place.name }) }, (owner) => {
      if (!succeeded(owner)) return done(false)
      const where = pathOf(kinds.leases, { namespace: place.namespace })
      const body = fresh(owner.body as Node)
      api({ method: 'POST', path: where, body }, (made) => done(take(made)))
    })
  const ensure = (done: (there: boolean) => void) =>
    api({ method: 'GET', path }, (found) => {
      if (!answered(found, 404)) return done(take(found))
      make(done)
    })
  const renew = (triesLeft: number, done: () => void): void => {
    if (known === undefined) {
      return ensure((there) => (there && triesLeft > 0 ? renew(triesLeft - 1, done) : done()))
    }
    const body = { ...known, spec: { ...known.spec, ...spec() } }
    api({ method: 'PUT', path, body }, (outcome) => {
      const renewed = take(outcome)
      if (renewed || triesLeft === 0 || !isLost(outcome)) done()
      else renew(triesLeft - 1, done)
    })
  }
  timers.repeat(config.leaseRenewMs, (done) => renew(triesMax, done))
}

/** Whether the Lease was changed or deleted by somebody else. */
const isLost = (outcome: ApiAnswer | Fault) => answered(outcome, 409) || answered(outcome, 404)

const ownerOf = ({ metadata }: Node) => ({
  apiVersion: 'v1',
  kind: 'Node',
  name: metadata.name,
  uid: metadata.uid ?? '',
})

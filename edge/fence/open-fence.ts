// A node's fence, joined to what it watches, and the mirror as the local API serves it behind the fence.
import type { LocalApiParts } from '../api/local-api.ts'
import type { HostBase } from '../agent-host.ts'
import type { Mirror } from '../mirror/mirror.ts'
import type { PeerObserver } from '../peer-observer.ts'
import { Fence } from './fence.ts'

/** The fence of a node. */
export const openFence = (
  base: HostBase,
  mirror: Mirror,
  observer: Pick<PeerObserver, 'vouched'>,
): Fence =>
  new Fence({
    ...base,
    projection: mirror.showing.projection,
    vouched: () => observer.vouched(),
    isCurrent: () => mirror.isCurrent('node'),
  })

/** Of the node's own feed nothing is served before it is known which pods are to be told of. */
export const behindFence = (mirror: Mirror, fence: Fence): LocalApiParts['mirror'] => ({
  showing: mirror.showing,
  isCurrent: (of) => mirror.isCurrent(of),
  isComplete: (of) => mirror.isComplete(of) && !(of === 'node' && fence.isWaiting()),
})

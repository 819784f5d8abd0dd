// Which part of an agent takes what the cloud says to its node, directly or through a peer.
import type { Uplink } from '../bus/up/uplink.ts'
import type { Down } from '../schemas/down.ts'
import { toHex } from '../src/kernel/hex.ts'
import type { BeatAgent } from './beat-agent.ts'
import type { Mirror } from './mirror/mirror.ts'
import type { Self } from './self.ts'

/** The parts that listen. */
export interface DownEars {
  readonly self: Pick<Self, 'linked' | 'post'>
  readonly beat: Pick<BeatAgent, 'echoed'>
  readonly uplink: Pick<Uplink, 'hear'>
  readonly mirror: Pick<Mirror, 'hear'>
}

/** Hands on what the cloud said. */
export function routeDown(
  { self, beat, uplink, mirror }: DownEars,
  down: Down,
  isDirect: boolean,
): void {
  // Whoever is on the LAN can bring what the cloud said once; a node with a link has no need of it.
  if (!isDirect && self.linked()) return
  switch (down.kind) {
    case 'echo':
      return beat.echoed(down, isDirect)
    case 'rebirth':
      return self.post({ kind: 'rebirth', above: down.above })
    case 'assignment': {
      const { assignment, cloudKey } = down
      return self.post({ kind: 'assigned', assignment, cloudKey: toHex(cloudKey) })
    }
    case 'applied':
    case 'want':
      return uplink.hear(down)
    case 'sync-answered':
    case 'feed-head':
    case 'part':
      return mirror.hear(down)
  }
}

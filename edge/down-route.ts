// Which part of an agent takes what the cloud says to its node, directly or through a peer.
import type { Uplink } from '../bus/up/uplink.ts'
import type { Down } from '../schemas/down.ts'
import { toHex } from '../src/kernel/hex.ts'
import type { BeatAgent } from './beat-agent.ts'
import type { Guard } from './guard/guard.ts'
import type { Mirror } from './mirror/mirror.ts'
import type { Self } from './self.ts'
import type { Writes } from './writes/writes.ts'

/** The parts that listen. */
export interface DownEars {
  readonly self: Pick<Self, 'linked' | 'post'>
  readonly beat: Pick<BeatAgent, 'echoed'>
  readonly uplink: Pick<Uplink, 'hear'>
  readonly mirror: Pick<Mirror, 'hear'>
  /** Not there on a node that serves no API. */
  readonly guard?: Pick<Guard, 'hear'> | undefined
  /** undefined of a node that takes no writes alone. */
  readonly writes?: Pick<Writes, 'told'> | undefined
}

/** Hands on what the cloud said. */
export function routeDown(ears: DownEars, down: Down, isDirect: boolean): void {
  const { self, beat } = ears
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
    default:
      return answer(ears, down)
  }
}

/** Answers to what parts of the agent sent. */
function answer(
  { uplink, mirror, guard, writes }: DownEars,
  down: Exclude<Down, { kind: 'echo' | 'rebirth' | 'assignment' }>,
): void {
  switch (down.kind) {
    case 'applied':
    case 'want':
      return uplink.hear(down)
    case 'outcomes-told':
      return writes?.told(down.outcomes)
    case 'guard-answered':
      return guard?.hear(down.answer)
    default:
      return mirror.hear(down)
  }
}

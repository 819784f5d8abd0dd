// What a node's DNS stands on.
import type { Clock } from '../../bus/clock.ts'
import type { Datagrams } from '../../bus/datagrams.ts'
import type { Pipes } from '../../bus/pipe.ts'
import type { Tap } from '../../bus/tap.ts'
import type { Random } from '../../src/kernel/random.ts'

/** The ports of a node's DNS. */
export interface DnsPorts {
  readonly clock: Clock
  /** Draws the ids of questions to other servers: nobody may foresee them. */
  readonly random: Random
  readonly datagrams: Datagrams
  readonly pipes: Pipes
  readonly tap: Tap
}

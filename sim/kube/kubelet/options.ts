// What a hollow kubelet is told of its node, and what it stands on.
import type { Address } from '../../../bus/pipe.ts'
import type { Clock } from '../../../bus/clock.ts'
import type { HttpClient, HttpServer } from '../../../bus/http.ts'
import type { Tap } from '../../../bus/tap.ts'
import type { Random } from '../../../src/kernel/random.ts'
import type { KubeletConfig } from '../config.ts'
import type { Taint } from '../controllers/objects.ts'

/** The node that a kubelet is. */
export interface KubeletNode {
  readonly name: string
  /** Besides `kubernetes.io/hostname` and the usual ones of system and architecture. */
  readonly labels: Readonly<Record<string, string>>
  readonly taints?: readonly Taint[]
  readonly address: string
  /** The first three numbers of its pods' addresses: `10.244.3`. */
  readonly podPrefix: string
  /** Where its addresses begin in this run, in [0, 253), for a node whose runtime forgets them; else pods keep theirs. */
  readonly firstAddress?: number
  readonly capacity?: Readonly<Record<string, string>>
}

/** All that a kubelet is told. */
export interface KubeletOptions {
  readonly node: KubeletNode
  readonly config: KubeletConfig
  /** Where `/healthz` is answered, and where the kubelet's own API would be. */
  readonly healthAt: Address
  readonly apiAt: Address
}

/** What a kubelet stands on; `http` reaches its API server. */
export interface KubeletPorts {
  readonly clock: Clock
  readonly random: Random
  readonly http: HttpClient
  readonly server: HttpServer
  /** Where its pods answer; without it nobody does there. */
  readonly podServer?: HttpServer
  readonly tap: Tap
}

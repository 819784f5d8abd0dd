// The probes of peers' kubelet ports that their processes want, one in flight a peer.
import { parseAddress } from '../bus/address.ts'
import { Performer } from '../bus/performer.ts'
import type { PeerAction } from '../src/health/inputs.ts'
import type { Member } from '../src/health/words.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import type { EdgeConfig } from './config.ts'
import type { EdgePorts } from './ports.ts'
import { probe } from './probe.ts'

/** What the probes need to know of peers; `probed` is told each outcome. */
export interface PeerProbeParts {
  readonly ports: EdgePorts
  readonly config: EdgeConfig
  readonly member: (node: NodeId) => Member | undefined
  readonly probed: (node: NodeId, alive: boolean) => void
}

/** Performs probes, one a round while it is wanted. */
export function createPeerProbes(parts: PeerProbeParts): Performer<PeerAction> {
  const { clock, pipes, random } = parts.ports
  const { roundMs, probeTimeoutMs } = parts.config.health
  return new Performer<PeerAction>({
    clock,
    random: random.fork('probes'),
    perform: ({ node }, done) => {
      const at = parseAddress(parts.member(node)?.kubelet ?? '')
      const answered = (alive: boolean): void => {
        parts.probed(node, alive)
        done(undefined)
      }
      if (at === undefined) return clock.after(probeTimeoutMs, () => answered(false))
      return probe({ clock, pipes, timeoutMs: probeTimeoutMs }, at, answered)
    },
    answered: () => {},
    repeatMs: roundMs,
    retry: { minMs: roundMs, maxMs: roundMs },
  })
}

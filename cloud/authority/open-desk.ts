// The desk for guards, joined to the rest of a replica.
import { parseAddress } from '../../bus/address.ts'
import type { Door } from '../../bus/door.ts'
import type { Stamps } from '../../bus/stamps.ts'
import { factToDraft } from '../../schemas/fact-codec.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import type { CloudConfig } from '../config.ts'
import type { Core } from '../core.ts'
import type { SayDown } from '../downlink.ts'
import { pinnedKey } from '../pinned-key.ts'
import type { CloudPorts } from '../ports.ts'
import type { ShardSide } from '../shard-side.ts'
import { AuthorityDesk } from './authority-desk.ts'

/** What it is joined to. */
export interface OpenDeskParts {
  readonly ports: CloudPorts
  readonly config: CloudConfig
  readonly core: Core
  readonly shards: ShardSide
  readonly stamps: Stamps
  readonly say: SayDown
  readonly door: Door
}

/** Opens the desk of a replica. */
export function authorityDesk(parts: OpenDeskParts): AuthorityDesk {
  const { ports, config, core, shards, stamps, say, door } = parts
  const { introductions } = core.hosts
  const addressesOf = (node: NodeId): readonly string[] => {
    const { introduced } = introductions.state(node).hard
    return [introduced?.lan ?? '', introduced?.kubelet ?? ''].flatMap((text) => {
      const address = parseAddress(text)
      return address === undefined ? [] : [address.host]
    })
  }
  return new AuthorityDesk({
    ...ports,
    authority: ports.authority,
    cluster: config.cluster,
    door,
    keyOf: (node) => pinnedKey(introductions, config.trust, node),
    decides: (node) => core.decides(node),
    addressesOf,
    keep: (fact, done) => {
      const shard = core.shardOf(fact.node)
      shards.append(shard, [factToDraft(fact, stamps.next())], done)
    },
    say,
  })
}

// Where a node hears the cloud: on its bus, and on its own broker, where peers bring what it says.
import type { Cancel } from '../bus/clock.ts'
import type { Door } from '../bus/door.ts'
import type { Part } from '../bus/lifecycle.ts'
import type { Transport } from '../bus/transport.ts'
import type { Down } from '../schemas/down.ts'
import { patternOf, peerTopics, subjectOf } from '../schemas/subjects.ts'
import type { HostBase } from './agent-host.ts'
import { openDownlink } from './downlink.ts'
import type { Reporter } from './reporter.ts'
import { runningPart } from './running-part.ts'

/** What the part stands on; it starts after the broker. */
export interface DownlinkPartBase extends HostBase {
  readonly door: Door
  readonly reporter: Reporter
  /** The cloud's key, undefined before the first assignment. */
  readonly pinned: () => Uint8Array | undefined
  readonly told: (down: Down, isDirect: boolean) => void
  /** A peer brought what a feed told. */
  readonly brought: (fact: Uint8Array) => void
}

/** Listens while it runs. */
export function downlinkPart(base: DownlinkPartBase): Part {
  const { ports, config, reporter } = base
  const { node, cluster } = config
  return runningPart('downlink', ports.clock, () => {
    const direct = subjectOf('down', cluster, { node })
    const own = reporter.transport()
    const cancels = [
      hearOn(base, ports.transport, direct, true),
      ...(own === undefined ? [] : hearBrought(base, own)),
    ]
    return () => {
      for (const cancel of cancels) cancel()
    }
  })
}

/** Peers speak on the node's own broker. */
function hearBrought(base: DownlinkPartBase, own: Transport): readonly Cancel[] {
  const { node, cluster } = base.config
  const on = (topic: string): string => patternOf('peer', cluster, { node, topic })
  return [
    hearOn(base, own, on(peerTopics.down), false),
    own.subscribe(on(peerTopics.feed), ({ bytes }) => base.brought(bytes)),
  ]
}

const hearOn = (
  { ports, config, journal, door, pinned, told }: DownlinkPartBase,
  transport: Transport,
  subject: string,
  isDirect: boolean,
): Cancel =>
  openDownlink({
    transport,
    subject,
    bringsFirstKey: isDirect,
    keyring: ports.keyring,
    node: config.node,
    producer: journal.producer,
    door,
    pinned,
    heard: (down) => told(down, isDirect),
  })

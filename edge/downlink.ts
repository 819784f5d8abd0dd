// What the cloud says to this node: only what the pinned key signed is heard.
import type { Cancel } from '../bus/clock.ts'
import type { Keyring } from '../bus/keyring.ts'
import type { Transport } from '../bus/transport.ts'
import { decodeDown, type Down } from '../schemas/down.ts'
import { openSigned } from '../schemas/signed.ts'
import { subjectOf } from '../schemas/subjects.ts'
import { isFault } from '../src/kernel/fault.ts'
import type { NodeId, ProducerId } from '../src/kernel/ids.ts'
import type { Door } from '../bus/door.ts'

/** What the downlink stands on. */
export interface DownlinkParts {
  readonly transport: Transport
  readonly keyring: Keyring
  readonly cluster: string
  readonly node: NodeId
  readonly producer: ProducerId
  readonly door: Door
  /** The cloud's key, undefined before the first assignment. */
  readonly pinned: () => Uint8Array | undefined
  readonly heard: (down: Down) => void
}

/** Listens on `down.<node>` until cancelled. */
export function openDownlink(parts: DownlinkParts): Cancel {
  const subject = subjectOf('down', parts.cluster, { node: parts.node })
  return parts.transport.subscribe(subject, ({ bytes }) => hear(parts, bytes))
}

function hear(parts: DownlinkParts, bytes: Uint8Array): void {
  const { keyring, door } = parts
  const opened = openSigned(bytes, {
    context: 'down',
    keyOf: (_signer, payload) => parts.pinned() ?? firstKey(payload),
    verify: keyring.verify,
  })
  if (isFault(opened)) return door.refuse('message of the cloud refused', { code: opened.code })
  const down = decodeDown(opened.payload)
  if (isFault(down)) return door.refuse('message of the cloud unreadable', { code: down.code })
  if (!isFor(parts, down)) return door.refuse('message for another node', { kind: down.kind })
  parts.heard(down)
}

/** Before any key is pinned, an assignment vouches for the key that it brings. */
function firstKey(payload: Uint8Array): Uint8Array | undefined {
  const down = decodeDown(payload)
  return !isFault(down) && down.kind === 'assignment' ? down.cloudKey : undefined
}

function isFor({ node, producer }: DownlinkParts, down: Down): boolean {
  switch (down.kind) {
    case 'applied':
    case 'want':
      return down.producer === producer
    case 'rebirth':
    case 'echo':
    case 'sync-answered':
    case 'feed-head':
    case 'part':
      return down.node === node
    case 'assignment':
      return down.assignment.node === node
  }
}

// What the cloud says to this node: only what the pinned key signed is heard.
import type { Cancel } from '../bus/clock.ts'
import type { Keyring } from '../bus/keyring.ts'
import type { Transport } from '../bus/transport.ts'
import { decodeDown, type Down } from '../schemas/down.ts'
import { openSigned } from '../schemas/signed.ts'
import { isFault } from '../src/kernel/fault.ts'
import type { NodeId, ProducerId } from '../src/kernel/ids.ts'
import type { Door } from '../bus/door.ts'

/** What the downlink stands on. */
export interface DownlinkParts {
  /** Where the cloud is heard: on its bus, or on the node's own broker, where peers bring what it says. */
  readonly transport: Transport
  readonly subject: string
  /** Whether a key may be seen there for the first time: never where anybody on the LAN can speak. */
  readonly bringsFirstKey: boolean
  readonly keyring: Keyring
  readonly node: NodeId
  readonly producer: ProducerId
  readonly door: Door
  /** The cloud's key, undefined before the first assignment. */
  readonly pinned: () => Uint8Array | undefined
  readonly heard: (down: Down) => void
}

/** Listens until cancelled. */
export function openDownlink(parts: DownlinkParts): Cancel {
  return parts.transport.subscribe(parts.subject, ({ bytes }) => hear(parts, bytes))
}

function hear(parts: DownlinkParts, bytes: Uint8Array): void {
  const { keyring, door } = parts
  const opened = openSigned(bytes, {
    context: 'down',
    keyOf: (_signer, payload) =>
      parts.pinned() ?? (parts.bringsFirstKey ? firstKey(payload) : undefined),
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
    case 'guard-answered':
    case 'outcomes-told':
      return down.node === node
    case 'assignment':
      return down.assignment.node === node
  }
}

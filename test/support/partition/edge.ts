// An edge as the way up sees it: a journal that its agent appends to, and the shipped uplink.
import { openJournal } from '../../../bus/journal/open-journal.ts'
import type { OpenedJournal } from '../../../bus/journal/parts.ts'
import type { Journal } from '../../../bus/journal.ts'
import { Uplink } from '../../../bus/up/uplink.ts'
import type { UplinkBounds, UplinkNews } from '../../../bus/up/uplink-parts.ts'
import { decodeDown } from '../../../schemas/down.ts'
import type { Applied } from '../../../schemas/down.ts'
import { openSigned } from '../../../schemas/signed.ts'
import type { SimDisk } from '../../../sim/disk/disk.ts'
import type { KeyOffice } from '../../../sim/keys.ts'
import type { Fault } from '../../../src/kernel/fault.ts'
import { isFault } from '../../../src/kernel/fault.ts'
import { producerId } from '../../../src/kernel/ids.ts'
import type { Random } from '../../../src/kernel/random.ts'
import { whole } from '../../conformance/disk.ts'
import type { Drive } from '../../conformance/disk.ts'
import type { Killable } from './ground.ts'
import { cloudKeys } from './replica.ts'

/** What an edge is begun on. */
export interface EdgeParts {
  readonly node: string
  readonly process: Killable
  readonly disk: SimDisk
  readonly random: Random
  readonly office: KeyOffice
  readonly bounds: Partial<UplinkBounds>
  readonly send: (bytes: Uint8Array) => void
  /** A claim whose signature held. */
  readonly applied: (claim: Applied) => void
  readonly told: (news: UplinkNews) => void
}

/** A running edge. */
export interface Edge {
  readonly journal: Journal
  readonly uplink: Uplink
  /** Appends that were not answered yet. */
  pending: number
  /** Bytes from the cloud. */
  readonly hear: (bytes: Uint8Array) => void
}

/** Opens the journal and begins to ship it. */
export async function beginEdge(drive: Drive, parts: EdgeParts): Promise<Edge> {
  const { node, process, disk, office, random, bounds, send, told } = parts
  const { clock } = process
  const producer = producerId(`node/${node}`)
  const keyring = office.keyringOf(producer)
  const { journal } = whole(
    await drive<OpenedJournal | Fault>((done) =>
      openJournal({ producer, hash: keyring.hash, clock, ...disk.mount(clock) }, done),
    ),
  )
  const uplink = new Uplink({ journal, keyring, clock, random, send, told, bounds })
  uplink.linked()
  const keyOf = () => cloudKeys(office).publicKeys.sign
  const hear = (bytes: Uint8Array): void => {
    const opened = openSigned(bytes, { context: 'down', keyOf, verify: keyring.verify })
    const down = isFault(opened) ? opened : decodeDown(opened.payload)
    if (isFault(down) || (down.kind !== 'applied' && down.kind !== 'want')) return
    if (down.kind === 'applied') parts.applied(down)
    uplink.hear(down)
  }
  return { journal, uplink, pending: 0, hear }
}

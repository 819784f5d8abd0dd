// Which links a relay carries, and whether each may pass at the moment.

/** Where a door listens or leads to, as `host:port`. */
export type HostPort = string

/** One door of the relay: what a node dials instead of the real thing. */
export interface Door {
  readonly kind: 'bus' | 'api' | 'lan' | 'kubelet'
  /** The node whose cable this is: the dialling one for `bus` and `api`, the owner for `lan` and `kubelet`. */
  readonly node: string
  readonly listen: HostPort
  readonly target: HostPort
}

/** What a relay is started with. `hosts` tells a LAN caller by its source address. */
export interface RelayPlan {
  readonly control: HostPort
  readonly doors: readonly Door[]
  readonly hosts: Readonly<Record<string, string>>
}

/** A cut of one node; `up` is away from the node. */
export interface Cut {
  readonly up: boolean
  readonly down: boolean
  readonly reset: boolean
  readonly peers: boolean
}

/** Which way bytes may pass through one connection. */
export interface Passage {
  /** From the dialling side to the target. */
  readonly forth: boolean
  readonly back: boolean
  /** Close at once instead of staying silent. */
  readonly reset: boolean
}

const open: Passage = { forth: true, back: true, reset: false }

/** The passage of a connection through `door` dialled by `caller`, under the present cuts. */
export function passage(
  door: Door,
  caller: string | undefined,
  cuts: ReadonlyMap<string, Cut>,
): Passage {
  const own = cuts.get(door.node)
  if (door.kind === 'bus' || door.kind === 'api') return own === undefined ? open : dialled(own)
  const asOwner = own?.peers === true ? answered(own) : open
  const other = caller === undefined ? undefined : cuts.get(caller)
  const asCaller = other?.peers === true ? dialled(other) : open
  return {
    forth: asOwner.forth && asCaller.forth,
    back: asOwner.back && asCaller.back,
    reset: asOwner.reset || asCaller.reset,
  }
}

/** The cut node dialled: its `up` is forth. */
function dialled(cut: Cut): Passage {
  return { forth: !cut.up, back: !cut.down, reset: cut.reset }
}

/** The cut node was dialled: its `up` is back. */
function answered(cut: Cut): Passage {
  return { forth: !cut.down, back: !cut.up, reset: cut.reset }
}

// The ways between edges and replicas: one in memory that can be cut, loses, repeats and reorders, and one through a real broker.
import { createMqttTransport } from '../../../bus/adapters/mqtt-transport.ts'
import { systemClock } from '../../../bus/adapters/system-clock.ts'
import type { Clock } from '../../../bus/clock.ts'
import type { Transport } from '../../../bus/transport.ts'
import { patternOf, subjectOf } from '../../../schemas/subjects.ts'
import type { Random } from '../../../src/kernel/random.ts'

type Hear = (bytes: Uint8Array) => void

/** One process's end of the wire. */
export interface EdgeEnd {
  readonly send: Hear
  readonly close: () => void
}

/** A replica's end. */
export interface CloudEnd {
  readonly say: (node: string, bytes: Uint8Array) => void
  readonly close: () => void
}

/** Joins edges and replicas. */
export interface Wire {
  readonly edge: (node: string, heard: Hear, linked: () => void) => EdgeEnd
  readonly cloud: (replica: string, heard: Hear) => CloudEnd
}

/** What one edge's link is like: chances in [0, 1), the longest delay, and which direction is cut. */
export interface EdgeLink {
  loss: number
  repeat: number
  delayMs: number
  up: boolean
  down: boolean
}

/** A calm link. */
export const calmEdgeLink: Readonly<EdgeLink> = {
  loss: 0,
  repeat: 0,
  delayMs: 5,
  up: true,
  down: true,
}

/** A wire in memory, and the link of each edge. */
export function flawedWire(clock: Clock, chance: Random) {
  const links = new Map<string, EdgeLink>()
  const edges = new Map<string, { readonly heard: Hear; readonly linked: () => void }>()
  const replicas = new Map<string, Hear>()
  const link = (node: string): EdgeLink => {
    const known = links.get(node) ?? { ...calmEdgeLink }
    links.set(node, known)
    return known
  }
  const carry = (node: string, way: 'up' | 'down', deliver: () => void): void => {
    const { loss, repeat, delayMs, [way]: open } = link(node)
    const times = !open || chance.next() < loss ? 0 : chance.next() < repeat ? 2 : 1
    const arrive = () => link(node)[way] && deliver()
    for (let n = 0; n < times; n++) clock.after(1 + chance.next() * delayMs, arrive)
  }
  const wire: Wire = {
    edge: (node, heard, linked) => {
      edges.set(node, { heard, linked })
      const send = (bytes: Uint8Array): void => {
        for (const name of replicas.keys()) carry(node, 'up', () => replicas.get(name)?.(bytes))
      }
      return { send, close: () => edges.delete(node) }
    },
    cloud: (replica, heard) => {
      replicas.set(replica, heard)
      const say = (node: string, bytes: Uint8Array): void =>
        carry(node, 'down', () => edges.get(node)?.heard(bytes))
      return { say, close: () => replicas.delete(replica) }
    },
  }
  /** Changes an edge's link; an edge whose link is whole again is told so. */
  const set = (node: string, change: Partial<EdgeLink>): void => {
    const now = link(node)
    const wasOpen = now.up && now.down
    Object.assign(now, change)
    if (!wasOpen && now.up && now.down) relink(node)
  }
  /** Tells an edge that its link came up. */
  const relink = (node: string): void => edges.get(node)?.linked()
  return { wire, set, relink }
}

const cluster = 'torture'

/** A wire through the broker at a port of loopback. */
export function mqttWire(port: number, random: Random): Wire {
  const dial = (name: string): Transport =>
    createMqttTransport({
      clock: systemClock,
      random: random.fork(name),
      tap: () => undefined,
      name,
      silenceMs: 3_000,
      brokers: [{ to: { host: '127.0.0.1', port } }],
    })
  const end = (transport: Transport) => () => transport.close(() => undefined)
  return {
    edge: (node, heard, linked) => {
      const transport = dial(node)
      transport.subscribe(subjectOf('down', cluster, { node }), ({ bytes }) => heard(bytes))
      transport.watch((link) => link === 'up' && linked())
      const up = subjectOf('up', cluster, { shard: '0', node })
      return { send: (bytes) => transport.publish(up, bytes), close: end(transport) }
    },
    cloud: (replica, heard) => {
      const transport = dial(replica)
      transport.subscribe(patternOf('up', cluster, {}), ({ bytes }) => heard(bytes))
      const say = (node: string, bytes: Uint8Array): void =>
        transport.publish(subjectOf('down', cluster, { node }), bytes)
      return { say, close: end(transport) }
    },
  }
}

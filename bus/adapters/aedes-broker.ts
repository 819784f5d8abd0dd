// A broker of one's own (aedes): the cloud's embedded bus and gateway, and every edge's LAN broker.
//
// It keeps nothing: no retained messages, no sessions of absent clients. What it hands on has QoS 0, in the order in
// which it came: aedes drops a message that it overtook, and would let messages of different QoS overtake each other.
import { createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import type { Aedes } from 'aedes'
import { limits } from '../../schemas/limits.ts'
import { Fault } from '../../src/kernel/fault.ts'
import type { LanBroker } from '../lan.ts'
import type { Address } from '../pipe.ts'
import { quietTap } from '../tap.ts'
import type { Tap } from '../tap.ts'
import type { Clock } from '../clock.ts'
import { createBrokerTransport } from './broker-transport.ts'
import type { UseBroker } from './broker-transport.ts'
import type { LoadedLater } from './later-session.ts'
import { listenAt } from './listening.ts'
import { createFrameWatch } from './mqtt-frames.ts'

/** What a broker needs. */
export interface AedesBrokerOptions extends LoadedLater {
  readonly clock: Clock
  readonly tap: Tap
  readonly clientsMax?: number
}

/** A connection without traffic is probed after this time, also where the client asked for no keep-alive. */
const kept = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 }
const clientsMax = 20_000
/** A client with more than this waiting for it is too slow: it is dropped and must come again. */
const backlogBytesMax = 4 * 1024 * 1024
/** Topic, numbers and header of a packet beside its payload. */
const packetBytesMax = limits.payloadBytes + 8 * 1024

/** Serves MQTT at an address: PORT_IN_USE or CONFIG_INVALID when it cannot. */
export function serveBroker(
  options: AedesBrokerOptions,
  at: Address,
  done: (outcome: LanBroker | Fault) => void,
): void {
  const { clock } = options
  const tap = quietTap(options.tap, clock.mono)
  const broker = laterBroker(options, tap)
  const doors = openDoors(broker, tap, options.clientsMax ?? clientsMax)
  listenAt(doors.server, at, (outcome) => {
    if (outcome instanceof Fault) return done(outcome)
    broker.load()
    const transport = createBrokerTransport(broker.use, clock)
    const close = (closed: () => void) => transport.close(() => stop(broker, doors, closed))
    done({ address: outcome, transport, close })
  })
}

interface LaterBroker {
  readonly load: () => void
  readonly use: UseBroker
}

/** What is wanted of the broker before it is loaded waits, clients too. */
function laterBroker({ after }: LoadedLater, tap: Tap): LaterBroker {
  const waiting: ((broker: Aedes) => void)[] = []
  let ready: Aedes | undefined
  const load = async (): Promise<void> => {
    await after
    const { openAedes } = await import('./aedes-core.ts')
    ready = await openAedes(tap)
    for (const each of waiting.splice(0)) each(ready)
  }
  return {
    load: () => void load(),
    use: (each) => {
      if (ready === undefined) waiting.push(each)
      else each(ready)
    },
  }
}

interface Doors {
  readonly server: Server
  readonly sockets: Set<Socket>
}

function openDoors(broker: LaterBroker, tap: Tap, max: number): Doors {
  const sockets = new Set<Socket>()
  const server = createServer(kept, (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    refuseLarge(socket, tap)
    dropSlow(socket, tap)
    socket.on('error', () => {}) // the broker tells of those that it was handed
    broker.use((ready) => {
      if (!socket.destroyed) ready.handle(socket)
    })
  })
  server.maxConnections = max
  return { server, sockets }
}

/** Looks at what aedes reads, before its parser collects it. */
function refuseLarge(socket: Socket, tap: Tap): void {
  const announcesTooMuch = createFrameWatch(packetBytesMax)
  const read = socket.read.bind(socket)
  socket.read = (size?: number) => {
    const bytes: unknown = read(size)
    if (!(bytes instanceof Uint8Array) || !announcesTooMuch(bytes)) return bytes
    tap('warn', 'bus client sent too much at once, dropped', { from: socket.remoteAddress })
    socket.destroy()
    return null
  }
}

/** aedes waits for a full socket, and whoever published waits with it: so no socket is ever full, it is dropped. */
function dropSlow(socket: Socket, tap: Tap): void {
  const write = socket.write.bind(socket) as Write
  socket.write = (bytes: Uint8Array | string, ...rest: readonly unknown[]) => {
    write(bytes, ...rest)
    if (socket.writableLength <= backlogBytesMax) return true
    tap('warn', 'bus client too slow, dropped', { from: socket.remoteAddress })
    socket.destroy()
    return true
  }
}

type Write = (bytes: Uint8Array | string, ...rest: readonly unknown[]) => boolean

function stop(broker: LaterBroker, { server, sockets }: Doors, done: () => void): void {
  broker.use((ready) =>
    ready.close(() => {
      for (const socket of sockets) socket.destroy()
      server.close(() => done())
    }),
  )
}

// The buses that the transport suite is run on: brokers and servers behind a door that can be cut.
import { serveBroker } from '../../bus/adapters/aedes-broker.ts'
import { createMqttTransport } from '../../bus/adapters/mqtt-transport.ts'
import { createNatsTransport } from '../../bus/adapters/nats-transport.ts'
import { systemClock } from '../../bus/adapters/system-clock.ts'
import type { LanBroker } from '../../bus/lan.ts'
import { limits } from '../../schemas/limits.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { random } from '../../src/kernel/random.ts'
import { createSimTransport } from '../../sim/network/sim-bus.ts'
import { serveSimBroker } from '../../sim/network/sim-broker.ts'
import { openCuttable } from '../support/cuttable.ts'
import type { Cuttable } from '../support/cuttable.ts'
import { openSimBed } from '../support/sim-bed.ts'
import { startMosquitto, startNats } from '../servers.ts'
import type { NatsBinary, RunningServer } from '../servers.ts'
import type { CutKind, TransportBed } from './transport.ts'

const quiet = () => {}
const silenceMs = 1_500

/** What every transport of the tests is given. */
export const options = (label: string) => ({
  clock: systemClock,
  random: random(label),
  tap: quiet,
  name: label,
  silenceMs,
})

/** A broker in this process. */
export const openBroker = (port = 0) =>
  new Promise<LanBroker>((opened, failed) => {
    serveBroker({ clock: systemClock, tap: quiet }, { host: '127.0.0.1', port }, (outcome) =>
      isFault(outcome) ? failed(outcome) : opened(outcome),
    )
  })

const stopped = (broker: LanBroker) => new Promise<void>((done) => broker.close(done))

let made = 0
const mqttTo = (port: number) =>
  createMqttTransport({
    ...options(`mqtt ${made++}`),
    brokers: [{ to: { host: '127.0.0.1', port } }],
  })

const natsTo = (port: number) =>
  createNatsTransport({ ...options(`nats ${made++}`), servers: [`nats://127.0.0.1:${port}`] })

/** The owner of a broker, and a client that joins it over a socket. */
export async function openEmbeddedBed(): Promise<TransportBed> {
  const broker = await openBroker()
  let first = true
  return {
    connect: () => {
      const own = first
      first = false
      return own ? broker.transport : mqttTo(broker.address.port)
    },
    payloadBytes: limits.payloadBytes,
    close: () => stopped(broker),
  }
}

/** Clients of our own broker, all over sockets. */
export async function openBrokerBed(): Promise<TransportBed> {
  let broker = await openBroker()
  const { port } = broker.address
  const door = await openCuttable(port)
  return {
    ...behind(door),
    stop: () => stopped(broker),
    start: async () => {
      broker = await openBroker(port)
    },
    close: async () => {
      door.close()
      await stopped(broker)
    },
  }
}

/** Clients of a real mosquitto. */
export async function openMosquittoBed(): Promise<TransportBed> {
  const server = await startMosquitto()
  return overServer(server, await openCuttable(server.port))
}

/** Clients of a real nats-server. */
export async function openNatsBed(binary: NatsBinary): Promise<TransportBed> {
  const server = await startNats('', binary)
  return overServer(server, await openCuttable(server.port), natsTo)
}

const overServer = (server: RunningServer, door: Cuttable, connect = mqttTo) => ({
  ...behind(door, connect),
  stop: server.stop,
  start: server.start,
  close: async () => {
    door.close()
    await server.remove()
  },
})

const behind = (door: Cuttable, connect = mqttTo) => ({
  connect: () => connect(door.port),
  payloadBytes: limits.payloadBytes,
  cut: (how: CutKind) =>
    how === 'one-way' ? door.cutAnswers() : door.cut({ reset: how === 'reset' }),
  heal: door.heal,
})

/** Simulated clients of a simulated broker. */
export async function openSimTransportBed(): Promise<TransportBed> {
  const { network, host, close } = openSimBed()
  const at = { host: 'broker', port: 1883 }
  const served = () =>
    new Promise<LanBroker>((done, failed) =>
      serveSimBroker({ nic: host('broker'), silenceMs }, at, (outcome) =>
        isFault(outcome) ? failed(outcome) : done(outcome),
      ),
    )
  let broker = await served()
  const names: string[] = []
  const cut = (up: boolean, down: boolean) => {
    for (const name of names) {
      network.setLink(name, 'broker', { cut: up })
      network.setLink('broker', name, { cut: down })
    }
  }
  return {
    connect: () => {
      const name = `client-${names.length}`
      names.push(name)
      return createSimTransport({ ...options(name), nic: host(name) }, at)
    },
    payloadBytes: limits.payloadBytes,
    stop: () => stopped(broker),
    start: async () => {
      broker = await served()
    },
    cut: (how) => {
      if (how === 'reset') for (const name of names) network.reset(name, 'broker')
      cut(how !== 'one-way', true)
    },
    heal: () => cut(false, false),
    close: async () => {
      await stopped(broker)
      close()
    },
  }
}

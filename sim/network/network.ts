// The simulated network: hosts with doors, connections between them, and links that can be made bad.
import { formatAddress } from '../../bus/address.ts'
import type { Clock } from '../../bus/clock.ts'
import type { Address, Listener } from '../../bus/pipe.ts'
import { Fault } from '../../src/kernel/fault.ts'
import type { Random } from '../../src/kernel/random.ts'
import type { SimClock } from '../sim-process.ts'
import { openEnds } from './connection.ts'
import type { Connection, ConnectionEnd } from './connection.ts'
import { Delivery } from './delivery.ts'
import { calmLink, createLink } from './link.ts'
import type { Link, LinkLane, LinkRules, Traffic } from './link.ts'

/** Accepts whoever connects. */
export type AcceptConnection = (connection: Connection, from: Address) => void

/** The network as one host sees it. */
export interface Nic {
  readonly host: string
  readonly clock: Clock
  /** REFUSED where nobody listens, TIMEOUT where nothing comes back in time. */
  readonly connect: (
    to: Address,
    timeoutMs: number,
    done: (outcome: Connection | Fault) => void,
  ) => void
  readonly listen: (
    at: Address,
    accept: AcceptConnection,
    done: (outcome: Listener | Fault) => void,
  ) => void
}

/** All hosts and the links between them. */
export interface Network {
  /** The way of one process of a host into the network; its clock is that process's own. */
  readonly attach: (host: string, clock: SimClock) => Nic
  /** How much there is of what must not pile up. */
  readonly load: () => { readonly connections: number; readonly 'messages under way': number }
  /** The process of a nic is gone: its doors close, its connections are reset. Others of its host go on. */
  readonly detach: (nic: Nic) => void
  /** Changes one direction. */
  readonly setLink: (from: string, to: string, change: Partial<LinkRules>) => void
  /** Resets every connection between two hosts. */
  readonly reset: (a: string, b: string) => void
}

/** What a network begins with. The clock is of a process that is never killed. */
export interface NetworkOptions {
  readonly clock: Clock
  readonly random: Random
  readonly rules?: LinkRules
  /** Hears everything that is sent on any connection. */
  readonly meter?: ((message: unknown) => void) | undefined
}

interface Door {
  readonly clock: SimClock
  readonly delivery: Delivery
  readonly accept: AcceptConnection
}

interface State {
  readonly options: NetworkOptions
  readonly links: Map<string, Link>
  readonly doors: Map<string, Door>
  readonly ends: Set<ConnectionEnd>
  readonly forget: (end: ConnectionEnd) => void
  readonly traffic: Traffic
  /** For each host what is said of a connection to it that was reset: it is said very often. */
  readonly broken: Map<string, Fault>
  nextPort: number
}

/** An empty network. */
export function createNetwork(options: NetworkOptions): Network {
  const ends = new Set<ConnectionEnd>()
  const state: State = {
    options,
    links: new Map(),
    doors: new Map(),
    ends,
    forget: (end) => ends.delete(end),
    traffic: { underWay: 0 },
    broken: new Map(),
    nextPort: 49_152,
  }
  return {
    attach: (host, clock) => ({
      host,
      clock,
      connect: (to, timeoutMs, done) => connect(state, { host, clock, to, timeoutMs }, done),
      listen: (at, accept, done) =>
        listen(state, at, { clock, delivery: new Delivery(clock), accept }, done),
    }),
    detach: (nic) => detach(state, nic),
    load: () => ({
      connections: state.ends.size / 2,
      'messages under way': state.traffic.underWay,
    }),
    setLink: (from, to, change) => linkOf(state, from, to).setRules(change),
    reset: (a, b) => {
      for (const end of [...state.ends]) if (end.joins(a, b)) end.break()
    },
  }
}

function linkOf({ links, options, traffic }: State, from: string, to: string): Link {
  const name = `${from} ${to}`
  const known = links.get(name)
  if (known !== undefined) return known
  const link = createLink(
    { clock: options.clock, random: options.random.fork(name), traffic },
    options.rules ?? calmLink,
  )
  links.set(name, link)
  return link
}

function listen(
  state: State,
  at: Address,
  door: Door,
  done: (outcome: Listener | Fault) => void,
): void {
  const address = { host: at.host, port: at.port === 0 ? state.nextPort++ : at.port }
  const name = formatAddress(address)
  if (state.doors.has(name))
    return door.clock.soon(() => done(new Fault('PORT_IN_USE', `expected ${name} to be free`)))
  state.doors.set(name, door)
  const close = (closed: () => void) => {
    if (state.doors.get(name) === door) state.doors.delete(name)
    door.clock.soon(closed)
  }
  door.clock.soon(() => done({ address, close }))
}

interface Dial {
  readonly host: string
  readonly clock: SimClock
  readonly to: Address
  readonly timeoutMs: number
}

function connect(state: State, dial: Dial, done: (outcome: Connection | Fault) => void): void {
  const { host, clock, to } = dial
  const [there, back] = [linkOf(state, host, to.host).lane(), linkOf(state, to.host, host).lane()]
  const delivery = new Delivery(clock)
  let waiting = true
  const settle = (outcome: Connection | Fault) => {
    waiting = false
    stop()
    done(outcome)
  }
  const stop = clock.after(dial.timeoutMs, () => {
    for (const lane of [there, back]) lane.abandon()
    settle(new Fault('TIMEOUT', `expected ${address} to answer in time, it did not`))
  })
  const address = formatAddress(to)
  there.send(() => {
    if (!state.doors.has(address))
      return back.send(() => delivery.hand(() => waiting && settle(refusedAt(to))))
    back.send(() => delivery.hand(() => waiting && settle(open())))
  })
  // Whoever listens is told when the other side has heard of it, as TCP does: half a connection is none.
  const open = (): Connection | Fault => {
    const door = state.doors.get(address)
    if (door === undefined) return refusedAt(to)
    const from = { host, port: state.nextPort++ }
    const [ours, theirs] = join(
      state,
      { clock, host, lane: there },
      { clock: door.clock, host: to.host, lane: back },
    )
    there.send(() => door.delivery.hand(() => door.accept(theirs, from)))
    return ours
  }
}

const refusedAt = (to: Address): Fault =>
  new Fault('REFUSED', `expected a listener at ${formatAddress(to)}, there is none`)

function brokenBy({ broken }: State, host: string): Fault {
  const fault =
    broken.get(host) ?? new Fault('UNREACHABLE', `expected a connection to ${host}, it was reset`)
  broken.set(host, fault)
  return fault
}

interface Side {
  readonly clock: SimClock
  readonly host: string
  readonly lane: Pick<LinkLane, 'send'>
}

function join(state: State, a: Side, b: Side): readonly [ConnectionEnd, ConnectionEnd] {
  const { forget, options } = state
  const { meter = ignore } = options
  const ends = openEnds(
    { ...a, peer: b.host, broken: brokenBy(state, b.host), forget, meter },
    { ...b, peer: a.host, broken: brokenBy(state, a.host), forget, meter },
  )
  for (const end of ends) state.ends.add(end)
  return ends
}

const ignore = (): void => {}

function detach({ doors, ends }: State, { clock }: Nic): void {
  for (const [name, door] of [...doors]) if (door.clock === clock) doors.delete(name)
  for (const end of [...ends]) if (end.clock === clock) end.close()
}

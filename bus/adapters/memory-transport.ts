// The memory transport: a bus inside one process, and the reference of what a transport does.
import { Fault } from '../../src/kernel/fault.ts'
import { limits } from '../../schemas/limits.ts'
import type { Cancel, Clock } from '../clock.ts'
import { createOutbox, outboxBytesMax } from '../outbox.ts'
import { createSubscriptions } from '../subscriptions.ts'
import type { Subscriptions } from '../subscriptions.ts'
import type { Link, Message, Transport } from '../transport.ts'

/** A bus that any number of transports share. */
export interface MemoryBus {
  readonly connect: () => Transport
  /** Cuts or joins everyone; while it is down, publishing is UNREACHABLE. */
  readonly setLink: (link: Link) => void
}

interface Shared {
  readonly clock: Clock
  readonly members: Set<Member>
  link: Link
}

interface Member {
  readonly subscriptions: Subscriptions
  readonly watchers: Set<{ readonly each: (link: Link) => void }>
  closed: boolean
}

/** An empty bus. */
export function createMemoryBus(clock: Clock): MemoryBus {
  const shared: Shared = { clock, members: new Set(), link: 'up' }
  return {
    connect: () => connect(shared),
    setLink: (link) => {
      if (shared.link === link) return
      shared.link = link
      for (const member of shared.members) tell(shared, member)
    },
  }
}

function connect(shared: Shared): Transport {
  const { clock, members } = shared
  const nothing = () => {}
  const member: Member = {
    subscriptions: createSubscriptions({ began: nothing, ended: nothing }),
    watchers: new Set(),
    closed: false,
  }
  const outbox = createOutbox(clock, outboxBytesMax)
  members.add(member)
  return {
    supports: { payloadBytesMax: limits.payloadBytes, streams: false },
    publish: (subject, bytes, done = nothing) => {
      const settle = refused(shared, member, { subject, bytes }) ?? outbox.take(bytes.length, done)
      if (settle instanceof Fault) return clock.soon(() => done(settle))
      spread(shared, { subject, bytes })
      clock.soon(() => settle(undefined))
    },
    subscribe: (pattern, each) => member.subscriptions.add(pattern, each),
    watch: (each) => watch(shared, member, each),
    close: (done) => {
      member.closed = true
      members.delete(member)
      member.subscriptions.clear()
      clock.soon(done)
    },
  }
}

function refused(
  { link }: Shared,
  { closed }: Member,
  { subject, bytes }: Message,
): Fault | undefined {
  if (closed) return new Fault('CLOSED', 'expected an open transport')
  if (bytes.length > limits.payloadBytes || subject.length > limits.subjectBytes)
    return new Fault(
      'TOO_LARGE',
      `expected at most ${limits.payloadBytes} bytes, got ${bytes.length}`,
    )
  return link === 'up' ? undefined : new Fault('UNREACHABLE', 'expected a bus that is up')
}

/** Hands a message to everyone in a later turn. */
function spread({ clock, members }: Shared, { subject, bytes }: Message): void {
  for (const { subscriptions } of members)
    clock.soon(() => subscriptions.deliver({ subject, bytes }))
}

function watch(shared: Shared, member: Member, each: (link: Link) => void): Cancel {
  const watcher = { each }
  member.watchers.add(watcher)
  shared.clock.soon(() => {
    if (member.watchers.has(watcher)) each(shared.link)
  })
  return () => {
    member.watchers.delete(watcher)
  }
}

function tell(shared: Shared, { watchers }: Member): void {
  const { link } = shared
  for (const watcher of watchers)
    shared.clock.soon(() => {
      if (watchers.has(watcher)) watcher.each(link)
    })
}

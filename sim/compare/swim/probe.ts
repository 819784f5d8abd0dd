// Probes of a SWIM member: one other in each period, first directly, then through others and as a stream.
import type { Cancel } from '../../../bus/clock.ts'
import type { Place } from '../field-links.ts'
import { some, those } from './group.ts'
import type { Group } from './group.ts'
import type { Member } from './member.ts'

/** About the sizes of the packets. */
const pingBytes = 70
const ackBytes = 50

interface Probe {
  readonly group: Group
  readonly member: Member
  readonly target: Place
  /** Helpers asked, and those that said that they got no answer either. */
  asked: number
  nacks: number
  readonly end: (answered: boolean) => void
}

/** Probes all others, in an order drawn anew for each round. */
export function probeForEver(group: Group, member: Member): void {
  const { field, times } = group
  const clock = field.clock(member.place)
  let round: readonly Place[] = []
  const take = (): Place | undefined => {
    const living = those(member, ({ state }) => state !== 'dead')
    round = round.filter((place) => living.includes(place))
    if (round.length === 0) round = some(living, living.length, field.random)
    const [first, ...rest] = round
    round = rest
    return first
  }
  const next = (): void => {
    const againMs = field.now() + times.probeMs
    const again = (): void => void clock.after(Math.max(0, againMs - field.now()), next)
    const target = take()
    if (target === undefined) again()
    else probe(group, member, target, again)
  }
  clock.after(times.probeMs * field.random.next(), next)
}

function probe(group: Group, member: Member, target: Place, done: () => void): void {
  const { field, times } = group
  const clock = field.clock(member.place)
  const lastsMs = times.probeMs * (member.score() + 1)
  const stops: Cancel[] = []
  let open = true
  const end = (answered: boolean): void => {
    if (!open) return
    open = false
    for (const stop of stops) stop()
    if (answered) member.worsen(-1)
    else fail(one)
    done()
  }
  const one: Probe = { group, member, target, asked: 0, nacks: 0, end }
  stops.push(
    clock.after(times.timeoutMs, () => tryOtherWays(one, lastsMs - times.timeoutMs)),
    clock.after(lastsMs, () => end(false)),
  )
  const suspicion = member.suspicion(target)
  ping(group, member.place, target, {
    // A member that is suspected learns so at once, and can object.
    arrived: () => suspicion !== undefined && group.members.get(target)?.hear(suspicion),
    acked: () => end(true),
  })
}

/** Whoever misses answers of helpers doubts itself the more. */
function fail({ member, target, asked, nacks }: Probe): void {
  member.worsen(asked === 0 ? 1 : asked - nacks)
  member.suspect(target)
}

function tryOtherWays(one: Probe, timeoutMs: number): void {
  const { group, member, target, end } = one
  const { field, times } = group
  const helpers = those(member, ({ state }) => state === 'alive').filter((to) => to !== target)
  for (const helper of some(helpers, times.indirect, field.random)) askHelper(one, helper)
  const done = (answered: boolean): void => {
    if (answered) end(true)
  }
  field.ask(
    { from: member.place, to: target, bytes: pingBytes },
    { timeoutMs, answerBytes: ackBytes, done },
  )
}

function askHelper(one: Probe, helper: Place): void {
  const { group, member, target, end } = one
  const { field, times } = group
  const { place } = member
  one.asked += 1
  field.packet({ from: place, to: helper, bytes: pingBytes }, () => {
    const answer = (then: () => void): void =>
      field.packet({ from: helper, to: place, bytes: ackBytes }, then)
    const nack = (): void =>
      answer(() => {
        one.nacks += 1
      })
    const stop = field.clock(helper).after(times.timeoutMs, nack)
    const acked = (): void => {
      stop()
      answer(() => end(true))
    }
    ping(group, helper, target, { arrived: () => {}, acked })
  })
}

interface Ping {
  readonly arrived: () => void
  readonly acked: () => void
}

function ping({ field }: Group, from: Place, to: Place, { arrived, acked }: Ping): void {
  field.packet({ from, to, bytes: pingBytes }, () => {
    arrived()
    field.packet({ from: to, to: from, bytes: ackBytes }, acked)
  })
}

// Gossip of SWIM members: a few rumours to a few others, and now and then everything to one.
import type { Place } from '../field-links.ts'
import { some, those } from './group.ts'
import type { Group } from './group.ts'
import type { Member } from './member.ts'

/** About the sizes of packets of gossip, and of everything a member knows. */
const gossipBytes = (rumours: number): number => 40 + 60 * rumours
const gossipMost = 10
const stateBytes = (members: number): number => 60 + 70 * members

/** Tells a few others what is new; those who died a moment ago, too. */
export function gossip({ field, times, members }: Group, member: Member): void {
  const { place, rumours } = member
  const listeners = those(
    member,
    ({ state, changedMs }) => state !== 'dead' || field.now() - changedMs < times.toTheDeadMs,
  )
  for (const to of some(listeners, times.gossipTo, field.random)) {
    const told = rumours(gossipMost)
    if (told.length === 0) return
    field.packet({ from: place, to, bytes: gossipBytes(told.length) }, () => {
      for (const rumour of told) members.get(to)?.hear(rumour)
    })
  }
}

/** Compares with one that is alive. */
export function compareWithOne(group: Group, member: Member): void {
  const alive = those(member, ({ state }) => state === 'alive')
  for (const to of some(alive, 1, group.field.random)) compare(group, member, to)
}

/** Asks one of the failed again, the likelier the more have failed. */
export function reconnect(group: Group, member: Member): void {
  const { random } = group.field
  const failed = those(member, ({ state }) => state === 'dead')
  const alive = Math.max(1, member.beliefs.size - failed.length)
  for (const to of some(failed, 1, random))
    if (random.next() < failed.length / alive) compare(group, member, to)
}

/** Two members tell each other everything. */
function compare({ field, times, members }: Group, member: Member, to: Place): void {
  const other = members.get(to)
  if (other === undefined) return
  const bytes = stateBytes(members.size)
  const ours = member.everything()
  let theirs: ReturnType<Member['everything']> = []
  const serve = (): void => {
    theirs = other.everything()
    for (const rumour of ours) other.hear(rumour)
  }
  const done = (answered: boolean): void => {
    if (answered) for (const rumour of theirs) member.hear(rumour)
  }
  const asked = { timeoutMs: times.streamTimeoutMs, answerBytes: bytes, serve, done }
  field.ask({ from: member.place, to, bytes }, asked)
}

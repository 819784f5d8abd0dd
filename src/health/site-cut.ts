// When a site counts as cut: most of its nodes fell silent within one window.
import type { NodeId } from '../kernel/ids.ts'
import type { MonoMs } from '../kernel/time.ts'
import type { Speech } from './inputs.ts'
import type { Presence } from './words.ts'

/** A member's presence, and since when. */
export interface MemberSeen {
  readonly presence: Exclude<Presence, 'left'>
  readonly at: MonoMs
}

/** The members of a site. */
export type MembersSeen = ReadonlyMap<NodeId, MemberSeen>

/**
 * At least two, and more than half, fell silent within one window. Not counted are those tallied
 * dead, and those that were silent before that window: they say nothing about it.
 */
export function isCut(members: MembersSeen, windowMs: number): boolean {
  const seen = [...members.values()]
  const silent = seen.filter(({ presence }) => presence === 'silent')
  const last = Math.max(...silent.map(({ at }) => at))
  const together = silent.filter(({ at }) => last - at <= windowMs).length
  const speaking = seen.filter(({ presence }) => presence === 'heard' || presence === 'unheard')
  return together >= 2 && together > speaking.length
}

/** A cut ends when at least half of the members are heard, those tallied dead not counted. */
export function isHealed(members: MembersSeen): boolean {
  const seen = [...members.values()].filter(({ presence }) => presence !== 'dead')
  const heard = seen.filter(({ presence }) => presence === 'heard')
  return heard.length > 0 && 2 * heard.length >= seen.length
}

/** Whether anybody in the site is heard; unknown while somebody may still be. */
export function speechOf(members: MembersSeen): Speech {
  const seen = [...members.values()].map(({ presence }) => presence)
  if (seen.includes('heard')) return { members: seen.length, heard: 'some' }
  return { members: seen.length, heard: seen.includes('unheard') ? 'unknown' : 'none' }
}

// What the signs of a node say now: whether it is heard, relayed, silent, and what its peers settled.
import type { NodeId } from '../kernel/ids.ts'
import { monoMs, type MonoMs } from '../kernel/time.ts'
import type { HealthConfig } from './config.ts'
import { settledBy } from './counted-ballots.ts'
import type { NodeSoft, NodeState } from './node-state.ts'
import type { Settled } from './quorum.ts'
import type { Link, Presence } from './words.ts'

/** When the cloud last heard the node: its beat on a direct path, or its kubelet's own renewal. */
export function heardAt({ beatAt, renewedAt }: NodeSoft): MonoMs | undefined {
  if (beatAt === undefined) return renewedAt
  return renewedAt === undefined || renewedAt < beatAt ? beatAt : renewedAt
}

/** Whether the cloud hears the node. */
export function isHeard(soft: NodeSoft, now: MonoMs, config: HealthConfig): boolean {
  const at = heardAt(soft)
  return at !== undefined && now - at < config.silenceMs
}

/** Whether its agent beats on a direct path. */
export const isBeating = (
  { beatAt }: NodeSoft,
  now: MonoMs,
  { silenceMs }: HealthConfig,
): boolean => beatAt !== undefined && now - beatAt < silenceMs

/** Whether a peer relays its beats. */
export const isRelayed = ({ relayedAt }: NodeSoft, now: MonoMs, config: HealthConfig): boolean =>
  relayedAt !== undefined && now - relayedAt < config.silenceMs

/** A session that is over goes on beating for a whole silence: it lives, and does not hear us. */
export const isDeaf = ({ ended }: NodeSoft, now: MonoMs, { silenceMs }: HealthConfig): boolean =>
  ended !== undefined && now - ended.at < silenceMs && ended.at - ended.since >= silenceMs

/** Its agent said that its kubelet is dead, and the kubelet has not renewed its own Lease since. */
export function hasDeadKubelet({ hard, soft }: NodeState): boolean {
  if (hard.kubelet !== 'dead') return false
  const saidAt = Math.max(soft.beatAt ?? -Infinity, soft.relayedAt ?? -Infinity)
  return soft.renewedAt === undefined || soft.renewedAt <= saidAt
}

/** For how long nothing was heard by a judge that listened: 0 while it cannot listen. */
export function silentForMs(soft: NodeSoft, now: MonoMs): number {
  if (soft.listeningSince === undefined) return 0
  return now - Math.max(soft.listeningSince, heardAt(soft) ?? soft.listeningSince)
}

/**
 * A node is judged one beat after it fell silent, so that a whole site that falls silent at once,
 * or everybody, is seen as such before anybody is judged.
 */
export const judgedAfterMs = ({ silenceMs, beatMs }: HealthConfig): number => silenceMs + beatMs

/**
 * Whether a silent node is dead beyond doubt about its site: those who say so are more than half of all its other nodes,
 * and the cloud has just heard each of them, so that the site is not cut. Where only some of the others observe, no
 * majority of them says that much.
 */
export function isPlainlyDead(soft: NodeSoft, now: MonoMs, config: HealthConfig): boolean {
  const { observers, ballots } = soft
  if (observers.length >= config.observersMax) return false
  const justSaid = ballots.filter(
    ({ at, observerHeard }) => observerHeard && now - at < 2 * config.beatMs,
  )
  return settledBy(observers, justSaid, now, config).tally === 'dead'
}

/** What its observers have settled. */
export const settledOf = (soft: NodeSoft, now: MonoMs, config: HealthConfig): Settled =>
  settledBy(soft.observers, soft.ballots, now, config)

/** What its site is told of it; the last word stands while the cloud cannot listen. */
export function presenceOf(soft: NodeSoft, now: MonoMs, config: HealthConfig): Presence {
  if (isHeard(soft, now, config)) return 'heard'
  if (silentForMs(soft, now) < config.silenceMs) return soft.presence ?? 'unheard'
  return settledOf(soft, now, config).tally === 'dead' ? 'dead' : 'silent'
}

/** How the node reaches the cloud, as far as the cloud can tell. */
export function linkOf(soft: NodeSoft, now: MonoMs, config: HealthConfig): Link {
  if (isBeating(soft, now, config)) return 'linked'
  return isRelayed(soft, now, config) ? 'relayed' : 'alone'
}

/** The peer through which the node reaches the cloud, while no direct path works. */
export const relayOf = (soft: NodeSoft, now: MonoMs, config: HealthConfig): NodeId | undefined =>
  linkOf(soft, now, config) === 'relayed' ? soft.relay : undefined

/** When the node falls silent, if nothing more is heard; undefined while the cloud cannot listen. */
export function silentAt(soft: NodeSoft, config: HealthConfig): MonoMs | undefined {
  if (soft.listeningSince === undefined) return undefined
  const since = Math.max(soft.listeningSince, heardAt(soft) ?? soft.listeningSince)
  return monoMs(since + config.silenceMs)
}

// Trouble that a plan makes, as spans: links cut and parted, disks, clocks, processes that stand still.
import type { NodeId } from '../../src/kernel/ids.ts'
import { calm } from '../disk/mood.ts'
import type { DiskMood } from '../disk/mood.ts'
import type { Deed, LinkEnd, Party, Target } from '../plans/step.ts'
import { tellDeed, tellRules, tellTarget } from '../plans/tell-deed.ts'
import type { CloudName } from '../world/layout.ts'
import { markOf, spansOf, spanTrack } from './spans.ts'
import type { Change, Span, Track } from './spans.ts'

/** A deed that was done, and when. */
export interface Done {
  readonly atMs: number
  readonly deed: Deed
}

/** Whose disk or clock it is. */
type Machine = NodeId | CloudName | 'kubernetes'

/** The links of a node, a replica or the bus: cut, parted from a peer, or made poor. */
export function networkTrack(done: readonly Done[], of: Party, endMs: number): Track {
  let cut: Change | undefined
  const parted = new Set<Party>()
  const poor = new Map<LinkEnd, string>()
  const changes: Change[] = []
  for (const { atMs, deed } of done) {
    if (deed.do === 'cut' && deed.nodes.includes(of))
      cut = { atMs, tone: 'cut', label: cutLabel(deed), what: tellDeed(deed) }
    else if (deed.do === 'heal' && deed.nodes.includes(of)) {
      cut = undefined
      poor.clear()
    } else if (!changeParted(parted, deed, of) && !changePoor(poor, deed, of)) continue
    changes.push({ ...(cut ?? partedChange(parted, poor)), atMs })
  }
  return spanTrack('network', spansOf(changes, endMs))
}

/** Whether the deed is one that makes a link of this one otherwise. */
function changePoor(poor: Map<LinkEnd, string>, deed: Deed, of: Party): boolean {
  if (deed.do !== 'link' || (deed.from !== of && deed.to !== of)) return false
  const other = deed.from === of ? deed.to : deed.from
  if (Object.keys(deed.rules).length === 0) poor.delete(other)
  else poor.set(other, tellRules(deed.rules))
  return true
}

/** Whether the deed is one that parts this node or joins it. */
function changeParted(parted: Set<Party>, deed: Deed, of: Party): boolean {
  if (deed.do !== 'part' && deed.do !== 'join') return false
  const between: readonly [Party, Party] = deed.between
  if (!between.includes(of)) return false
  const other = between[0] === of ? between[1] : between[0]
  if (deed.do === 'part') parted.add(other)
  else parted.delete(other)
  return true
}

function partedChange(
  parted: ReadonlySet<Party>,
  poor: ReadonlyMap<LinkEnd, string>,
): Omit<Change, 'atMs'> {
  const from = parted.size === 0 ? [] : [`parted from ${[...parted].join(', ')}`]
  const links = [...poor].map(([other, rules]) => `to ${other}: ${rules}`)
  const all = [...from, ...links]
  return all.length === 0 ? {} : { tone: 'parted', label: all.join('; ') }
}

const cutLabel = ({ direction, peers }: Deed & { readonly do: 'cut' }): string =>
  `cut${direction === 'both' ? '' : ` ${direction}`}${peers ? ', peers too' : ''}`

/** A machine's disk while it is not well. */
export function diskTrack(done: readonly Done[], of: Machine, endMs: number): Track {
  let mood: DiskMood = calm()
  const changes = done.flatMap(({ atMs, deed }): readonly Change[] => {
    if (deed.do !== 'disk' || deed.of !== of) return []
    mood = { ...mood, ...deed.mood }
    const label = tellMood(mood)
    return [label === '' ? { atMs } : { atMs, tone: 'disk', label, what: `disk ${label}` }]
  })
  const marks = done
    .filter(({ deed }) => changesDisk(deed, of))
    .map(({ atMs, deed }) => markOf(atMs, 'disk', tellDeed(deed)))
  return { ...spanTrack('disk', spansOf(changes, endMs)), marks }
}

const changesDisk = (deed: Deed, of: Machine): boolean =>
  (deed.do === 'wipe' || deed.do === 'flip' || deed.do === 'put-back') && deed.node === of

const tellMood = ({ full, slowMs, failingSyncs }: DiskMood): string =>
  [
    ...(full ? ['full'] : []),
    ...(slowMs > 0 ? [`slow, up to ${slowMs} ms`] : []),
    ...(failingSyncs > 0 ? [`${failingSyncs} syncs fail`] : []),
  ].join(', ')

/** A machine's wall clock while it is wrong. */
export function clockTrack(done: readonly Done[], of: Machine, endMs: number): Track {
  const changes = done.flatMap(({ atMs, deed }): readonly Change[] => {
    if (deed.do !== 'set-clock' || deed.of !== of) return []
    const { aheadMs, drift = 0 } = deed
    if (aheadMs === 0 && drift === 0) return [{ atMs }]
    const gains = drift === 0 ? '' : `, ${drift > 0 ? 'fast' : 'slow'}`
    const label = `${Math.abs(aheadMs) / 1_000} s ${aheadMs < 0 ? 'back' : 'ahead'}${gains}`
    return [{ atMs, tone: 'clock', label, what: `wall clock ${label}` }]
  })
  return spanTrack('clock', spansOf(changes, endMs))
}

/** When a process was made to stand still. */
export const stallsOf = (done: readonly Done[], what: Target, endMs: number): readonly Span[] =>
  done.flatMap(({ atMs, deed }): readonly Span[] => {
    if (deed.do !== 'stall' || !isSameTarget(deed.what, what)) return []
    const until = { atMs: atMs + deed.forMs }
    return spansOf([{ atMs, tone: 'stalled', label: 'stands still' }, until], endMs)
  })

const isSameTarget = (a: Target, b: Target): boolean => tellTarget(a) === tellTarget(b)

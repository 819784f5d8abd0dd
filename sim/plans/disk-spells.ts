// Spells that trouble the disk of an agent: full, slow or failing, lost, spoilt, older than it was, or another's.
import type { NodeId } from '../../src/kernel/ids.ts'
import type { Random } from '../../src/kernel/random.ts'
import { calm } from '../disk/mood.ts'
import type { DiskMood } from '../disk/mood.ts'
import type { CloudName } from '../world/layout.ts'
import { again } from './link-spells.ts'
import { pick } from './spell.ts'
import type { Draw, Spell } from './spell.ts'
import type { Deed, Target } from './step.ts'

/** It is full, slow, or its next syncs fail. */
export function badDisk(of: NodeId | CloudName, random: Random): Spell {
  const moods: readonly Partial<DiskMood>[] = [
    { slowMs: 5 + random.below(500) },
    { full: true },
    { failingSyncs: 1 + random.below(3) },
  ]
  const mood = { ...calm(), ...pick(moods, random) }
  return { begin: [{ do: 'disk', of, mood }], end: [{ do: 'disk', of, mood: calm() }] }
}

const agentOf = (node: NodeId): Target => ({ role: 'edge', node })

/** An agent dies and loses its disk. */
export const lostDisk = ({ node }: Draw): Spell => ({
  begin: [
    { do: 'kill', what: agentOf(node), how: 'power' },
    { do: 'wipe', node },
  ],
  end: [{ do: 'start', what: agentOf(node) }],
})

/** An agent dies, and some bits of its disk flip. */
export const spoiltDisk = ({ node, random }: Draw): Spell => ({
  begin: [
    { do: 'kill', what: agentOf(node), how: 'power' },
    ...Array.from({ length: 1 + random.below(3) }, (): Deed => ({ do: 'flip', node })),
  ],
  end: [{ do: 'start', what: agentOf(node) }],
})

/** An agent dies and begins again on an older copy of its disk. */
export function olderDisk({ node, lengthMs }: Draw): Spell {
  const what = agentOf(node)
  const deeds: readonly Deed[] = [
    { do: 'kill', what, how: 'power' },
    { do: 'put-back', node, from: node },
    { do: 'start', what },
  ]
  return {
    begin: [{ do: 'save', node }],
    end: [],
    between: deeds.flatMap((deed) => again(1, lengthMs, () => deed)),
  }
}

/** An agent begins on a copy of another one's disk, until somebody empties it. */
export function clonedDisk({ node, nodes, random, lengthMs }: Draw): Spell {
  const what = agentOf(node)
  const { node: from } = pick(nodes, random)
  const kill: Deed = { do: 'kill', what, how: 'power' }
  const start: Deed = { do: 'start', what }
  const mend: readonly Deed[] = [kill, { do: 'wipe', node }, start]
  return {
    begin: [{ do: 'save', node: from }, kill, { do: 'put-back', node, from }, start],
    end: [],
    between: mend.flatMap((deed) => again(1, lengthMs, () => deed)),
  }
}

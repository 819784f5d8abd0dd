// Spells that trouble Kubernetes: what it forgets, refuses and goes back to, and a Node that somebody deletes.
import type { KubeObject } from '../../src/objects/object.ts'
import { again } from './link-spells.ts'
import { pick } from './spell.ts'
import type { Draw, Spell } from './spell.ts'
import type { Deed } from './step.ts'

/** Watches break off, some times, and what they go on from may be forgotten. */
export function droppedWatches({ random, lengthMs }: Draw): Spell {
  const drop: Deed = { do: 'api', how: 'drop-watches' }
  const deeds: readonly Deed[] =
    random.next() < 0.5 ? [{ do: 'api', how: 'compact' }, drop] : [drop]
  const times = random.below(6)
  return {
    begin: deeds,
    end: [],
    between: deeds.flatMap((deed) => again(times, lengthMs, () => deed)),
  }
}

/** It refuses some of what is asked, or tells some of what is past. */
export function badApi({ random }: Draw): Spell {
  const how = pick(['busy', 'conflict', 'stale'] as const, random)
  const share = Math.round(50 * random.next()) / 100
  return { begin: [{ do: 'api', how, share }], end: [{ do: 'api', how: 'well' }] }
}

/** It is restored from an older copy of etcd. */
export const restoredApi = ({ lengthMs }: Draw): Spell => ({
  begin: [{ do: 'api', how: 'back-up' }],
  end: [],
  between: again(1, lengthMs, () => ({ do: 'api', how: 'restore' })),
})

/** Somebody deletes a Node; it is there again when its kubelet begins anew. */
export function deletedNode({ node, lengthMs }: Draw): Spell {
  const object: KubeObject = { apiVersion: 'v1', kind: 'Node', metadata: { name: node } }
  const what = { role: 'kubelet', node } as const
  const deeds: readonly Deed[] = [
    { do: 'kill', what, how: 'process' },
    { do: 'start', what },
  ]
  return {
    begin: [{ do: 'delete', object }],
    end: [],
    between: deeds.flatMap((deed) => again(1, lengthMs, () => deed)),
  }
}

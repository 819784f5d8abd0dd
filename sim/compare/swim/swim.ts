// A model of a SWIM detector as memberlist has it: every node and the mainland are members of one group.
import type { NodeId } from '../../../src/kernel/ids.ts'
import type { Field } from '../field.ts'
import type { Place } from '../field-links.ts'
import { leaseTimes } from '../lease.ts'
import { every } from '../model.ts'
import type { Ear, Model } from '../model.ts'
import { compareWithOne, gossip, reconnect } from './gossip.ts'
import type { Group } from './group.ts'
import { createMember } from './member.ts'
import type { Member } from './member.ts'
import { probeForEver } from './probe.ts'
import type { SwimTimes } from './times.ts'

/** The model. What the mainland's member believes is the verdict; who stays dead is evicted as Kubernetes would. */
export const swimModel =
  (times: SwimTimes): Model =>
  (field, ear) => {
    const places: readonly Place[] = [...field.nodes.map(({ node }) => node), 'mainland']
    const members = new Map(
      places.map((place) => [place, createMember(partsOf(field, ear, { times, place, places }))]),
    )
    for (const member of members.values()) begin({ field, times, members }, member)
  }

function begin(group: Group, member: Member): void {
  const { field, times } = group
  const { place } = member
  probeForEver(group, member)
  every(field, place, times.gossipMs, () => gossip(group, member))
  every(field, place, times.pushPullMs, () => compareWithOne(group, member))
  every(field, place, times.reconnectMs, () => reconnect(group, member))
}

interface Placed {
  readonly times: SwimTimes
  readonly place: Place
  readonly places: readonly Place[]
}

function partsOf(field: Field, ear: Ear, { times, place, places }: Placed) {
  const others = places.filter((other) => other !== place)
  const told = judge(field, ear)
  // Nobody on the mainland speaks of the mainland.
  const changed = (about: Place, alive: boolean): void => {
    if (place === 'mainland' && about !== 'mainland') told(about, alive)
  }
  return { place, others, times, clock: field.clock(place), now: field.now, changed }
}

function judge(field: Field, ear: Ear): (node: NodeId, alive: boolean) => void {
  const deadMs = new Map<NodeId, number>()
  return (node, alive) => {
    ear.verdict(node, alive ? 'healthy' : 'failed')
    if (alive) return void deadMs.delete(node)
    const atMs = field.now()
    deadMs.set(node, atMs)
    field.clock('mainland').after(leaseTimes.tolerationMs, () => {
      if (deadMs.get(node) === atMs) ear.evicted(node)
    })
  }
}

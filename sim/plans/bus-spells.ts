// Spells that trouble the bus: messages that it loses, repeats and delays, clients that it drops, logs that it spoils.
import type { NodeId } from '../../src/kernel/ids.ts'
import { again } from './link-spells.ts'
import { pick } from './spell.ts'
import type { Draw, Spell } from './spell.ts'
import type { Deed } from './step.ts'

/** The bus does to messages what it should not. */
export const badBus = (draw: Draw): Spell => badMessages('bus', draw)

/** The broker of a node does. */
export const badBroker = (draw: Draw): Spell => badMessages(draw.node, draw)

function badMessages(of: NodeId | 'bus', { random }: Draw): Spell {
  const share = (most: number): number => Math.round(100 * most * random.next()) / 100
  const flaws = { lost: share(0.2), repeated: share(0.5), late: share(0.3) }
  return { begin: [{ do: 'messages', of, flaws }], end: [{ do: 'messages', of }] }
}

/** The bus drops a client as too slow, some times. */
export function dropped({ node, mainland, random, lengthMs }: Draw): Spell {
  const clouds = mainland.logsAt === undefined ? [] : mainland.clouds.map(({ name }) => name)
  const deed: Deed = { do: 'drop', what: pick([node, ...clouds], random) }
  return { begin: [deed], end: [], between: again(random.below(6), lengthMs, () => deed) }
}

/** The next entries of a log, or of all, are acknowledged and not kept. */
export const forgetful = (draw: Draw): Spell => ({
  begin: [{ do: 'logs', how: 'forget', entries: 1 + draw.random.below(5), ...someShard(draw) }],
  end: [],
})

/** Readers are told what is past. */
export const staleLogs = (draw: Draw): Spell => {
  const shard = someShard(draw)
  return {
    begin: [{ do: 'logs', how: 'stale', ...shard }],
    end: [{ do: 'logs', how: 'current', ...shard }],
  }
}

/** Logs are removed, and others made. */
export const recreated = (draw: Draw): Spell => ({
  begin: [{ do: 'logs', how: 'recreate', ...someShard(draw) }],
  end: [],
})

/** Somebody removes the entries of logs. */
export const purged = (draw: Draw): Spell => ({
  begin: [{ do: 'logs', how: 'purge', ...someShard(draw) }],
  end: [],
})

/** An older copy of the store is restored. */
export const rolledBack = (draw: Draw): Spell => ({
  begin: [{ do: 'logs', how: 'roll-back', entries: 1 + draw.random.below(60), ...someShard(draw) }],
  end: [],
})

/** One of the first shards, or all. */
const someShard = ({ random }: Draw): { readonly shard?: number } =>
  random.next() < 0.5 ? {} : { shard: random.below(4) }

// Spells that trouble links: poor ones, and connections that are reset again and again.
import type { Random } from '../../src/kernel/random.ts'
import { pick } from './spell.ts'
import type { Draw, Later, Spell } from './spell.ts'
import type { LinkChange, LinkEnd } from './step.ts'

/** One link is poor in some way, in one direction or both. */
export function poorLink(draw: Draw): Spell {
  const { random } = draw
  const way = { ...linkOf(draw), oneWay: random.next() < 0.3 }
  return {
    begin: [{ do: 'link', ...way, rules: drawRules(random) }],
    end: [{ do: 'link', ...way, rules: {} }],
  }
}

/** One link goes away and comes back ten times. */
export function flipFlop(draw: Draw): Spell {
  const { random, lengthMs } = draw
  const way = { ...linkOf(draw), oneWay: random.next() < 0.5 }
  const rules = (i: number): LinkChange => (i % 2 === 0 ? {} : { cut: true })
  return {
    begin: [{ do: 'link', ...way, rules: { cut: true } }],
    end: [{ do: 'link', ...way, rules: {} }],
    between: again(19, lengthMs, (i) => ({ do: 'link', ...way, rules: rules(i) })),
  }
}

/** What is open on one link is closed, some times. */
export function resets(draw: Draw): Spell {
  const { random, lengthMs } = draw
  const way = linkOf(draw)
  return {
    begin: [{ do: 'reset', ...way }],
    end: [],
    between: again(random.below(8), lengthMs, () => ({ do: 'reset', ...way })),
  }
}

/** So many deeds, evenly within a spell. */
export const again = (
  count: number,
  lengthMs: number,
  deed: (i: number) => Later['deed'],
): readonly Later[] =>
  Array.from({ length: count }, (_, i) => ({
    afterMs: ((i + 1) * lengthMs) / (count + 1),
    deed: deed(i),
  }))

/** Two ends that talk to each other. */
function linkOf({ node, together, mainland, random }: Draw): {
  readonly from: LinkEnd
  readonly to: LinkEnd
} {
  const ends: readonly LinkEnd[] = ['kubernetes', 'bus']
  const peers = together.filter((other) => other !== node)
  const clouds = mainland.clouds.map(({ name }) => name)
  if (mainland.logsAt !== undefined && random.next() < 0.3)
    return { from: pick(clouds, random), to: pick(ends, random) }
  return { from: node, to: pick([...ends, ...peers], random) }
}

function drawRules(random: Random): LinkChange {
  const all: readonly LinkChange[] = [
    { loss: hundredths(0.9 * random.next()) },
    { latencyMs: 10 + random.below(2_000), jitterMs: random.below(2_000) },
    { bytesPerSecond: 1_000 + random.below(50_000) },
    { reordered: hundredths(random.next()), jitterMs: random.below(300) },
    { bytesPerSecond: 20_000, repeated: hundredths(random.next()) },
    { cut: true },
  ]
  return pick(all, random)
}

const hundredths = (share: number): number => Math.round(100 * share) / 100

// Checks that nothing piles up: timers, connections, messages under way and facts in journals stay within bounds.
import { lanes } from '../../src/facts.ts'
import type { MakeChecker } from './checker.ts'

/** Bounds for each node of a world; what is normal is a third of them or less. */
const bounds = { timers: 160, connections: 40, 'messages under way': 400 } as const

/** A journal's tail is compacted long before it takes so many bytes. */
const tailBytesMax = 8 * 1024 * 1024

/** The checker. */
export const queuesBounded: MakeChecker = (view, find) => {
  const told = new Set<string>()
  const once = (what: string, text: string): void => {
    if (!told.has(what)) find(text)
    told.add(what)
  }
  return {
    name: 'queues bounded',
    look: () => {
      const { nodes, load, processes } = view
      for (const [what, count] of Object.entries(load())) {
        const max =
          bounds[what as keyof typeof bounds] * (nodes.length + 1 + processes.clouds.length)
        if (count > max) once(what, `${count} ${what}, expected at most ${max}`)
      }
      for (const { node } of nodes) {
        const journal = processes.edges.get(node)?.edge()?.journal()
        const bytes = lanes.reduce((sum, lane) => sum + (journal?.tailBytes(lane) ?? 0), 0)
        if (bytes > tailBytesMax) once(node, `${node} keeps ${bytes} bytes of facts`)
      }
    },
  }
}

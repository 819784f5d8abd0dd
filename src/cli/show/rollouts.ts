// Staged rollouts as `status` shows them: where each stands, and a bar for each of its units.
import type { RolloutJson, StatusJson } from './status-json.ts'

const filled: Readonly<Record<string, number>> = { old: 0, new: 5, well: 10 }
const words: Readonly<Record<string, string>> = {
  old: 'waits',
  new: 'has it, not well yet',
  well: 'well',
}

/** Below the nodes: nothing where nothing is staged. */
export const rolloutsText = ({ rollouts = [] }: StatusJson): string =>
  rollouts.map((rollout) => `\n${rolloutText(rollout)}`).join('')

function rolloutText({ app, phase, batch, batches, because, units }: RolloutJson): string {
  const reason = because === undefined ? '' : ` (${because})`
  const head = `${app}: ${phase}, batch ${batch + 1} of ${batches.length}${reason}\n`
  const width = Math.max(0, ...units.map(({ unit }) => unit.length))
  const lines = units.map(({ unit, stand }) => {
    const count = filled[stand] ?? 0
    const of = batches.findIndex((each) => each.includes(unit))
    const which = of === -1 ? '-' : String(of + 1)
    const bar = `[${'#'.repeat(count)}${'.'.repeat(10 - count)}]`
    return `  ${unit.padEnd(width)}  ${which}  ${bar} ${words[stand] ?? stand}\n`
  })
  return head + lines.join('')
}

// The commands that turn a node of a cluster into one of Causeway, and back.
import type { Command } from 'commander'
import type { EdgeFlags } from '../roles/edge.ts'
import type { GivenFlag } from './agent-words.ts'
import type { ConvertOptions, OfNode } from './convert.ts'

/** Adds `convert` and `revert` below `edge`; the flags of `edge` before or after `convert` are those of the agent. */
export function addConvert(edge: Command, version: string): void {
  ofNode(edge.command('convert'))
    .description("lead this node's kubelet to the node's API; takes the flags of `edge`")
    .option('--command <path>', '`causeway` as the unit calls it; default: this one')
    .action(async (own: Omit<ConvertOptions, 'given' | 'standard' | 'version'>) => {
      const { convert } = await import('./convert.ts')
      await convert({ ...own, given: givenTo(edge), standard: edge.opts<EdgeFlags>(), version })
    })
  ofNode(edge.command('revert'))
    .description('put back what convert changed')
    .action(async (own: OfNode) => (await import('./revert.ts')).revert(own))
}

const ofNode = (command: Command): Command =>
  command
    .option('--root <dir>', 'files below another root, such as an image', '/')
    .option('--dry-run', 'show what would be changed, and change nothing')
    .option('--restart', 'restart what is concerned')
    .option('--force', 'write over what somebody else has changed')

const givenTo = (edge: Command): readonly GivenFlag[] =>
  edge.options.flatMap((option) => {
    const name = option.attributeName()
    const isGiven = edge.getOptionValueSource(name) === 'cli'
    return isGiven ? [{ long: option.long ?? '', value: String(edge.getOptionValue(name)) }] : []
  })

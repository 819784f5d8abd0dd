// The commands about journals themselves: verify, export and import.
import { Option, type Command } from 'commander'
import type { ExportOptions } from './export.ts'
import type { ImportOptions } from './import.ts'

/** Adds `journal` to the command line; each command loads its own code alone. */
export function addJournal(all: Command): void {
  const journal = all.command('journal').description('check journals, and carry them by hand')
  journal
    .command('verify')
    .description('look at every store below a folder, which must be stopped; nothing is changed')
    .addOption(data('the folder of `up`, or of one process'))
    .action(async (options: { readonly data: string }) =>
      (await import('./verify.ts')).verify(options),
    )
  journal
    .command('export <file>')
    .description("a stopped node's unconfirmed facts as signed batches, to be carried by hand")
    .option('--after <lane=seq>', 'after this sequence of a lane; may be repeated', collect)
    .addOption(data("the node's folder, such as .causeway/nodes/NAME"))
    .action(async (file: string, options: ExportOptions) =>
      (await import('./export.ts')).exportJournal(file, options),
    )
  journal
    .command('import <file>')
    .description(
      "carried batches into the running cloud, or its answers into a stopped node's folder",
    )
    .option('--answers <file>', 'write what the cloud answers, to be carried back')
    .option('--cloud <host:port>', 'the cloud, instead of the one in --data')
    .addOption(data("the folder of `up`; for answers, the node's folder"))
    .action(async (file: string, options: ImportOptions) =>
      (await import('./import.ts')).importJournal(file, options),
    )
}

const collect = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  text,
]

const data = (text: string): Option => new Option('--data <dir>', text).default('.causeway')

// The commands about journals themselves: verify, export and import.
import { Option, type Command } from 'commander'

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
}

const data = (text: string): Option => new Option('--data <dir>', text).default('.causeway')

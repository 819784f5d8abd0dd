// The command about keys.
import type { Command } from 'commander'
import type { KeysOptions } from './keys.ts'

/** Adds `keys` to the command line. */
export function addKeys(all: Command): void {
  all
    .command('keys')
    .description("a node's public keys, as a line for `cloud --trust`; a cloud's, for `edge`")
    .requiredOption('--data <dir>', 'the folder of one process, such as .causeway/nodes/NAME')
    .option('--keys <dir>', "the folder of the cloud's keys, where it is another")
    .action(async (options: KeysOptions) => (await import('./keys.ts')).keys(options))
}

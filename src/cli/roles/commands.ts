// The commands that run one role in this process.
import type { Command } from 'commander'
import { relay } from './relay.ts'

/** Adds the roles to the command line; those that only `up` calls are hidden. */
export function addRoles(all: Command, _version: string): void {
  all
    .command('relay', { hidden: true })
    .description('the cables of one `up`')
    .requiredOption('--plan <file>', 'what to carry, as `up` writes it')
    .action(relay)
}

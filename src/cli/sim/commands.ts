// The commands of the simulator: run, replay and campaign.
import type { Command } from 'commander'
import type { RunOptions } from './run.ts'

/** Adds `sim` to the command line; each command loads its own code alone. */
export function addSim(all: Command): void {
  const sim = all
    .command('sim')
    .description('simulate partitions: the shipped code on virtual time')
  sim
    .command('run')
    .description('run a world to its end; the last line is the digest of all that happened')
    .option('--seed <seed>', 'draw options and plan from this seed')
    .option('--plan <file>', 'a plan file, or the name of a ready scenario')
    .action(async (options: RunOptions) => (await import('./run.ts')).simRun(options))
}

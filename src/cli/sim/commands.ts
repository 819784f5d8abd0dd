// The commands of the simulator: run, replay, campaign, compare and canaries.
import { Option } from 'commander'
import type { Command } from 'commander'
import type { CampaignOptions } from './campaign.ts'
import type { CanariesOptions } from './canaries.ts'
import type { CompareOptions } from './compare.ts'
import type { ReplayOptions } from './replay.ts'
import type { RunOptions } from './run.ts'

const report = (): Option =>
  new Option('--report <file>', 'write a page of HTML with a timeline of the run')

/** Adds `sim` to the command line; each command loads its own code alone. */
export function addSim(all: Command, version: string): void {
  const sim = all
    .command('sim')
    .description('simulate partitions: the shipped code on virtual time')
  sim
    .command('run')
    .description('run a world to its end; the last line is the digest of all that happened')
    .option('--seed <seed>', 'draw options and plan from this seed')
    .option('--plan <file>', 'a plan file, or the name of a ready scenario')
    .option('--canary <name>', 'with this planted bug')
    .addOption(report())
    .action(async (options: RunOptions) => (await import('./run.ts')).simRun(options))
  sim
    .command('replay <failure>')
    .description('run a failure file of a campaign again')
    .addOption(report())
    .action(async (file: string, options: ReplayOptions) =>
      (await import('./replay.ts')).simReplay(file, options, version),
    )
  sim
    .command('campaign')
    .description('run many seeds in several processes; shrink what fails')
    .option('--seeds <n>', 'how many seeds', '100')
    .option('--from <seed>', 'the first one', '0')
    .option('--jobs <n>', 'how many processes (as many as there are cores)')
    .option('--failures <folder>', 'where failure files go', 'sim-failures')
    .option('--shrink <runs>', 'how many runs may be spent on shrinking a failure', '60')
    .option('--canary <name>', 'with this planted bug in every run')
    .option('--marks', 'list how often each kind of thing happened')
    .action(async (options: CampaignOptions) =>
      (await import('./campaign.ts')).simCampaign(options, version),
    )
  sim
    .command('canaries')
    .description('measure within how many seeds each planted bug is found')
    .option('--seeds <n>', 'how many seeds each is given', '160')
    .option('--canary <name>', 'this one alone')
    .action(async (options: CanariesOptions) =>
      (await import('./canaries.ts')).simCanaries(options),
    )
  sim
    .command('compare')
    .description('Causeway beside models of other failure detectors, in the same incidents')
    .option('--seeds <n>', 'how many seeds of each incident', '5')
    .action(async (options: CompareOptions) => (await import('./compare.ts')).simCompare(options))
  sim
    .command('worker', { hidden: true })
    .action(async () => (await import('./worker.ts')).simWorker())
}

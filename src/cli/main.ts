#!/usr/bin/env node
// The command line: every command with its flags, and how each ends. What is large is loaded by its command alone.
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { readFileSync } from 'node:fs'
import { cut, heal } from './cut.ts'
import { declare } from './declare.ts'
import { report } from './exit.ts'
import { addJournal } from './journal/commands.ts'
import { addKeys } from './keys/commands.ts'
import { addRoles } from './roles/commands.ts'
import { mirrorKind } from './roles/further-kinds.ts'
import { belt, hold } from './roles/holding.ts'
import { events } from './show/events.ts'
import { why } from './show/why.ts'
import { addSim } from './sim/commands.ts'
import { start } from './start.ts'
import type { StateOptions } from './state.ts'
import type { UpOptions } from './up/up.ts'
import type { StatusOptions } from './show/status.ts'

const packageFile = new URL('../../../package.json', import.meta.url)
const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }

const data = (): Option =>
  new Option('--data <dir>', 'the folder of `up`').default('.causeway').argParser((text) => {
    if (text === '') throw new InvalidArgumentError('Expected the name of a folder.')
    return text
  })
const cloud = (): Option =>
  new Option('--cloud <host:port>', 'the cloud, instead of the one in --data')
const pace = (): Option =>
  new Option('--pace <pace>', 'fast to try out, real as in clusters').choices(['fast', 'real'])

function program(): Command {
  const all = new Command('causeway')
    .description('An event-sourced edge control plane for unmodified Kubernetes.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(try: causeway --help)')
    .configureHelp({ sortSubcommands: false })
  addUp(all)
  addShow(all)
  addJournal(all)
  addKeys(all)
  addSim(all, version)
  addRoles(all, version)
  return all
}

function addUp(all: Command): void {
  all
    .command('up')
    .description('run a whole causeway on this machine: Kubernetes, cloud, edges and kubelets')
    .option('--sites <list>', 'sites and their node counts', 'site-a=3,site-b=2')
    .option('--bus <url>', 'embedded, nats://HOST[:PORT] or mqtt://HOST[:PORT]', 'embedded')
    .addOption(pace().default('fast'))
    .option('--kubeconfig <file>', 'use this cluster instead of the small Kubernetes')
    .addOption(mirrorKind())
    .addOption(belt())
    .addOption(hold())
    .addOption(data())
    .action(async (options: UpOptions) => (await import('./up/up.ts')).up(options))
  all
    .command('start <name>')
    .description('under `up`: start again what was killed of a node, or the cloud')
    .addOption(data())
    .action(start)
  all
    .command('cut <name>')
    .description('under `up`: make the packets of a node or site vanish')
    .option('--direction <way>', 'up (edge to cloud), down or both', 'both')
    .option('--reset', 'close connections instead of staying silent')
    .option('--peers', 'cut the LAN too')
    .addOption(data())
    .action(cut)
  all
    .command('heal <name>')
    .description('under `up`: let the packets of a node or site pass again')
    .addOption(data())
    .action(heal)
}

function addShow(all: Command): void {
  const output = (text: string, standard: string): Option =>
    new Option('-o, --output <form>', text).default(standard)
  all
    .command('status')
    .description('every node: link, verdict, ballots, lag, path')
    .addOption(output('table, wide, json or yaml', 'table'))
    .addOption(cloud())
    .addOption(data())
    .action(async (options: StatusOptions) => (await import('./show/status.ts')).status(options))
  all
    .command('why <what>')
    .description('the facts behind a verdict: why node/NAME, why pod/NAMESPACE/NAME')
    .addOption(cloud())
    .addOption(data())
    .action(why)
  all
    .command('events')
    .description('the facts the cloud keeps')
    .option('--from <seq>', 'from this sequence on', '1')
    .option('--follow', 'go on with new facts')
    .option('--kind <kind>', 'only this kind, such as verdict-reached')
    .addOption(output('table, json or cloudevents', 'table'))
    .addOption(cloud())
    .addOption(data())
    .action(events)
  all
    .command('state')
    .description('nodes and sites as the cloud held them at a past time')
    .requiredOption('--at <time>', 'such as 2026-11-20T09:45:00Z, -10m or "1h30m ago"')
    .addOption(output('json or yaml', 'yaml'))
    .addOption(cloud())
    .addOption(data())
    .action(async (options: StateOptions) => (await import('./state.ts')).state(options))
  all
    .command('declare <verdict> <node>')
    .description("a person's word: declare failed|healthy NODE")
    .addOption(cloud())
    .addOption(data())
    .action(declare)
  all
    .command('crds')
    .description('the definitions of all application kinds, for `kubectl apply -f -`')
    .action(async () => (await import('./crds.ts')).crds())
}

/** Whoever reads has read enough, as `head` does. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1)
})

async function main(): Promise<number> {
  try {
    await program().parseAsync()
    return 0
  } catch (error) {
    if (!(error instanceof CommanderError)) return report(error)
    return error.exitCode === 0 ? 0 : 2
  }
}

const code = await main()
// A role that failed half-way may have left something open; a command that worked ends by itself.
if (code !== 0) process.exit(code)

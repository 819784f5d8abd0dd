// `causeway edge convert`: leads the kubelet of a node to its own API.
import { realpathSync } from 'node:fs'
import { checkConfig } from '../../../edge/config.ts'
import { isFault, Fault } from '../../kernel/fault.ts'
import { UsageError } from '../exit.ts'
import { checkBus } from '../roles/bus.ts'
import { configOf, type EdgeFlags } from '../roles/edge.ts'
import { table } from '../show/table.ts'
import { agentFlags, asEdgeFlags, checkAbsolute, kubeletOf, type GivenFlag } from './agent-words.ts'
import { diffOf } from './diff.ts'
import { lookedAt, paths } from './layout.ts'
import { NodeFiles } from './node-files.ts'
import { conversion, type Edit } from './plan.ts'
import { areSame, isForeign, remembered, type Converted } from './reverting.ts'
import { runSteps, typed, type Step } from './systemd.ts'
import { agentUnit } from './unit-files.ts'

/** Flags of both commands. */
export interface OfNode {
  readonly root: string
  readonly dryRun?: boolean
  readonly restart?: boolean
  readonly force?: boolean
}

/** Flags of `edge convert`, and those of the agent. */
export interface ConvertOptions extends OfNode {
  /** The `causeway` command as the unit calls it. */
  readonly command?: string
  readonly given: readonly GivenFlag[]
  /** What the agent takes where it is told nothing. */
  readonly standard: EdgeFlags
  readonly version: string
}

/** Converts, or shows what would be changed. */
export async function convert(options: ConvertOptions): Promise<void> {
  const { root, dryRun = false, restart = false, force = false } = options
  checkRestart(options)
  const node = new NodeFiles(root)
  const known = { certificate: node.linked(paths.certificate) }
  const flags = agentFlags(options.given, known)
  checkFlags(flags, options)
  const data = flags.find(({ long }) => long === '--data')?.value ?? ''
  const kubeconfig = `${data}/kubelet.kubeconfig`
  const words = [
    ...commandOf(options),
    'edge',
    ...flags.flatMap(({ long, value }) => [long, value]),
  ]
  const edits = conversion(node.seen(lookedAt), { words, kubeconfig })
  if (isFault(edits)) throw edits
  const before = await node.converted()
  if (!force) refuseForeign(edits, before)
  if (!dryRun) await apply(node, edits, before)
  sayEdits(edits, dryRun)
  const until = kubeletOf(known)?.until
  if (until !== undefined)
    process.stdout.write(
      `\n${paths.certificate}, with which the agent speaks to the cluster, lasts until ${until}.\nThe kubelet does not renew it any more.\n`,
    )
  await restartOrSay(restart && !dryRun, [
    ['systemctl', 'daemon-reload'],
    ['systemctl', 'restart', agentUnit],
    { file: kubeconfig },
    ['systemctl', 'restart', 'kubelet.service'],
  ])
}

/** Restarts belong to a machine that runs, not to the files of an image. */
export function checkRestart({ root, restart = false }: OfNode): void {
  if (restart && root !== '/')
    throw new UsageError('--restart: expected it without --root, whose files no machine runs from')
}

/** Runs the steps, or says what is to be run, `more` too. */
export async function restartOrSay(
  isAsked: boolean,
  steps: readonly Step[],
  more: readonly Step[] = [],
): Promise<void> {
  if (isAsked) await runSteps(steps)
  else
    process.stdout.write(
      `\nThen, or with --restart:\n  ${typed([...steps, ...more]).join('\n  ')}\n`,
    )
}

function checkFlags(given: readonly GivenFlag[], { standard, version }: ConvertOptions): void {
  checkAbsolute(given)
  const flags = asEdgeFlags(given, standard)
  checkBus(flags.bus)
  const wrong = checkConfig(configOf(flags, version))
  if (wrong !== undefined) throw wrong
}

/** This very command, if no other is named. */
const commandOf = ({ command }: ConvertOptions): readonly string[] =>
  command === undefined ? [process.execPath, realpathSync(process.argv[1] ?? '')] : [command]

const knownOf = (before: readonly Converted[], { path }: Edit): Converted | undefined =>
  before.find((one) => one.path === path)

function refuseForeign(edits: readonly Edit[], before: readonly Converted[]): void {
  const foreign = edits.filter((edit) => isForeign(knownOf(before, edit), edit))
  for (const { path, before: is, after } of foreign) process.stdout.write(diffOf(path, is, after))
  const [first] = foreign
  if (first !== undefined)
    throw new Fault(
      'CONFLICT',
      `${first.path}: expected none, or the one that was written here, came another's (above): --force writes over it`,
    )
}

/** What was there is kept before anything is written. */
async function apply(
  node: NodeFiles,
  edits: readonly Edit[],
  before: readonly Converted[],
): Promise<void> {
  const changed = edits.filter((edit) => !areSame(edit.before, edit.after))
  if (changed.length === 0) return
  const others = before.filter(({ path }) => changed.every((edit) => edit.path !== path))
  const now = changed.map((edit) => remembered(knownOf(before, edit), edit))
  await node.remember([...others, ...now])
  for (const { path, after } of changed) await node.write(path, after)
}

function sayEdits(edits: readonly Edit[], dryRun: boolean): void {
  const done = (edit: Edit): string => {
    if (areSame(edit.before, edit.after)) return 'as it was'
    return `${dryRun ? 'to be ' : ''}${edit.before === undefined ? 'written' : 'changed'}`
  }
  const columns = [
    { title: 'FILE', cell: ({ path }: Edit) => path },
    { title: 'DONE', cell: done },
    { title: 'SO THAT', cell: ({ why }: Edit) => why },
  ]
  process.stdout.write(table(columns, edits))
  if (!dryRun) return
  process.stdout.write('\nNothing was changed (--dry-run). What would be:\n\n')
  for (const { path, before, after } of edits) process.stdout.write(diffOf(path, before, after))
}

// `causeway edge revert`: puts back what `convert` found.
import { openLinkAddress } from '../../../edge/adapters/link-address-ip.ts'
import { podLink } from '../../../edge/pod-api/config.ts'
import { Fault } from '../../kernel/fault.ts'
import { outcomeOf } from '../promise.ts'
import { table } from '../show/table.ts'
import { checkRestart, restartOrSay, type OfNode } from './convert.ts'
import { diffOf } from './diff.ts'
import { NodeFiles } from './node-files.ts'
import { puttingBack, type PutBack } from './reverting.ts'
import { agentUnit } from './unit-files.ts'

const done: Readonly<Record<PutBack['step'], string>> = {
  'put-back': 'put back',
  nothing: 'as it was',
  foreign: 'changed by another',
}

/** Puts back all files, or none where somebody else has changed one. */
export async function revert(options: OfNode): Promise<void> {
  const { root, dryRun = false, restart = false, force = false } = options
  checkRestart(options)
  const node = new NodeFiles(root)
  const files = puttingBack(await node.converted(), (path) => node.bytes(path))
  if (files.length === 0) {
    process.stdout.write('This node is not converted: there is nothing to put back.\n')
    return
  }
  say(files, { dryRun, force })
  if (!force) refuseForeign(files)
  if (dryRun) return
  for (const { path, step, before } of files) if (step !== 'nothing') await node.write(path, before)
  await node.remember([])
  const steps = [
    ['systemctl', 'daemon-reload'],
    ['systemctl', 'restart', 'kubelet.service'],
    ['systemctl', 'stop', agentUnit],
  ]
  await restartOrSay(restart, steps, [['ip', 'link', 'delete', podLink]])
  if (restart) await outcomeOf<undefined>((then) => openLinkAddress().remove(podLink, then))
}

function refuseForeign(files: readonly PutBack[]): void {
  const foreign = files.filter(({ step }) => step === 'foreign')
  for (const { path, after, now } of foreign) process.stdout.write(diffOf(path, after, now))
  const [first] = foreign
  if (first !== undefined)
    throw new Fault(
      'CONFLICT',
      `${first.path}: expected it as \`convert\` left it, it was changed since (above); nothing was put back: --force puts back what was there before`,
    )
}

function say(
  files: readonly PutBack[],
  { dryRun, force }: { dryRun: boolean; force: boolean },
): void {
  const columns = [
    { title: 'FILE', cell: ({ path }: PutBack) => path },
    {
      title: 'DONE',
      cell: ({ step, before }: PutBack) => {
        if (step === 'nothing' || (step === 'foreign' && !force)) return done[step]
        return `${dryRun ? 'to be ' : ''}${before === undefined ? 'taken away' : done['put-back']}`
      },
    },
  ]
  process.stdout.write(table(columns, files))
  if (!dryRun) return
  process.stdout.write('\nNothing was changed (--dry-run). What would be:\n\n')
  for (const { path, now, before } of files) process.stdout.write(diffOf(path, now, before))
}

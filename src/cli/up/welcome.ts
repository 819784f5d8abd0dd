// What `up` says when everything works: what runs, and what to try next.
import { relative } from 'node:path'
import type { UpSettings } from './specs.ts'

/** Prints the commands to try. */
export function welcome({ data, plan, bus }: UpSettings): void {
  const folder = relative(process.cwd(), data) || '.'
  const flag = folder === '.causeway' ? '' : ` --data ${folder}`
  const first = plan.nodes[0]?.node ?? 'NODE'
  const lines = [
    '',
    `  bus ${bus}, data in ${folder}. In another terminal:`,
    '',
    `    export KUBECONFIG=${folder}/kubeconfig`,
    `    kubectl get nodes`,
    `    npx causeway status${flag}`,
    `    npx causeway cut ${first}${flag}      then status, why node/${first}, heal ${first}`,
    '',
    '  Ctrl-C stops everything.',
    '',
  ]
  process.stdout.write(lines.join('\n'))
}

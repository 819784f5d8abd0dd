// What `up` says when everything works: what runs, and what to try next.
import { relative } from 'node:path'
import { adminKubeconfig, type UpSettings } from './specs.ts'

/** Prints the commands to try. */
export function welcome(settings: UpSettings): void {
  const { data, plan, bus } = settings
  const folder = relative(process.cwd(), data) || '.'
  const kubeconfig = relative(process.cwd(), adminKubeconfig(settings))
  const flag = folder === '.causeway' ? '' : ` --data ${folder}`
  const first = plan.nodes[0]?.node ?? 'NODE'
  const lines = [
    '',
    `  bus ${bus}, data in ${folder}. In another terminal:`,
    '',
    `    export KUBECONFIG=${kubeconfig}`,
    `    kubectl get nodes`,
    `    npx causeway status${flag}`,
    `    npx causeway cut ${first}${flag}      then status, why node/${first}, heal ${first}`,
    '',
    '  Ctrl-C stops everything.',
    '',
  ]
  process.stdout.write(lines.join('\n'))
}

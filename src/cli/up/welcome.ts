// What `up` says when everything works: what runs, and what to try next.
import { relative } from 'node:path'
import { dataFlag } from '../data-folder.ts'
import { withoutCredentials } from '../../../bus/bus-url.ts'
import { formatAddress } from '../../../bus/address.ts'
import { adminKubeconfig, proxyOf, type UpSettings } from './specs.ts'

/** Prints the commands to try. */
export function welcome(settings: UpSettings): void {
  const { data, plan, bus } = settings
  const [planned] = plan.nodes
  const first = planned?.node ?? 'NODE'
  const proxy = planned === undefined ? 'PROXY' : formatAddress(proxyOf(planned))
  const lines = [
    '',
    `  bus ${withoutCredentials(bus)}, data in ${shortPath(data)}. In another terminal:`,
    '',
    `    export KUBECONFIG=${shortPath(adminKubeconfig(settings))}`,
    `    kubectl get nodes`,
    `    npx ${commandLine(settings, 'status')}`,
    `    npx ${commandLine(settings, `cut ${first}`)}      then status, why node/${first}, heal ${first}`,
    `    curl -x http://${proxy} http://SERVICE/      a pod of a service, as ${first} sees it`,
    '',
    '  Ctrl-C stops everything.',
    '',
  ]
  process.stdout.write(lines.join('\n'))
}

/** A command for this `up`, as it is typed where `up` was. */
export function commandLine({ data }: Pick<UpSettings, 'data'>, command: string): string {
  return `causeway ${command}${dataFlag(shortPath(data))}`
}

/** Relative to where the command was typed, unless that leads out of there. */
function shortPath(path: string): string {
  const short = relative(process.cwd(), path) || '.'
  return short.startsWith('..') ? path : short
}

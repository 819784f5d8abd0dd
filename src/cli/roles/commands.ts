// The commands that run one role in this process; each loads its own code alone.
import { Option, type Command } from 'commander'
import { addConvert } from '../convert/commands.ts'
import { messageOf } from '../exit.ts'
import { endWithUp, leaveUp, sayFailed } from '../under-up.ts'
import type { CloudFlags } from './cloud.ts'
import type { EdgeFlags } from './edge.ts'
import { mirrorKind } from './further-kinds.ts'
import { belt, hold } from './holding.ts'
import type { KubeletFlags } from './kubelet.ts'
import type { KubernetesOptions } from './kubernetes.ts'

const pace = (): Option =>
  new Option('--pace <pace>', 'fast to try out, real as in clusters')
    .choices(['fast', 'real'])
    .default('real')

const podWay = (): Option =>
  new Option('--pod-way <way>', 'how pods get there: kube-proxy leads them, or their Service does')
    .choices(['proxy', 'direct'])
    .default('proxy')

/** Adds the roles to the command line; those that only `up` calls are hidden. */
export function addRoles(all: Command, version: string): void {
  addCloud(all, version)
  addEdge(all, version)
  addHidden(all)
}

function addCloud(all: Command, version: string): void {
  all
    .command('cloud')
    .description('the cloud side: verdicts, holding, and the door for commands')
    .requiredOption('--bus <urls>', 'embedded, nats://… or mqtt://…, several split by commas')
    .option('--bus-listen <host:port>', 'where the embedded bus listens', '127.0.0.1:1883')
    .requiredOption('--data <dir>', 'folder of its journal and keys')
    .option('--kubeconfig <file>', 'the cluster; default: the one it runs in')
    .option('--listen <host:port>', 'the door for commands', '127.0.0.1:7070')
    .option('--cluster <name>', 'name of the cluster on the bus', 'default')
    .option('--replica <name>', 'name of this replica, another for each', 'a')
    .option('--keys <dir>', 'folder of the keys that all replicas share; default: in --data')
    .option('--trust <file>', "the nodes' public keys; default: the first key seen is trusted")
    .option('--copies <n>', 'copies of each log in a cluster of NATS servers', '1')
    .option('--shards <n>', 'into how many shards sites are spread', '16')
    .option('--install-crds', 'install the definitions of applications at its start')
    .addOption(mirrorKind())
    .addOption(belt())
    .addOption(hold())
    .option('--webhooks <url>', 'https://HOST:PORT by which the API server asks webhooks')
    .option('--webhooks-listen <host:port>', 'where they listen; default: that port, everywhere')
    .option('--keep <time>', 'facts are kept one by one this long', '7d')
    .option('--keep-mb <n>', 'or until they take so many megabytes', '1000')
    .addOption(pace())
    .action((flags: CloudFlags) =>
      toUp(async () => (await import('./cloud.ts')).cloud(flags, version)),
    )
}

function addEdge(all: Command, version: string): void {
  const edge = all
    .command('edge')
    .description('the agent of one node')
    .option(...needed[0])
    .option(...needed[1])
    .option(...needed[2])
    .option('--lan <host:port>', "this node's address for its peers", '127.0.0.1:1883')
    .option('--lan-listen <host:port>', 'where the LAN broker listens; default: --lan')
    .option('--kubelet <host:port>', 'the kubelet as peers see it', '127.0.0.1:10250')
    .option('--kubelet-health <host:port>', "the kubelet's healthz", '127.0.0.1:10248')
    .option('--api <host:port>', 'where its local API listens', '127.0.0.1:10550')
    .option('--pod-api <host:port>', 'link-local address where pods find it', 'none')
    .addOption(podWay())
    .option('--dns <host:port>', 'where its DNS answers; default: nowhere')
    .option('--dns-upstream <list>', 'servers for names that are not of the cluster')
    .option('--ipam-socket <path>', 'where causeway-ipam asks; default: no addresses are given')
    .option('--ipam-ranges <subnets>', "the subnets of this node's pods")
    .option('--ipam-exclude <list>', 'addresses and subnets that are never given')
    .option('--ipam-runtime <path>', "the container runtime's socket; default: containerd's")
    .option('--kubeconfig <file>', "the node's credential for the cluster's API server")
    .option('--apiserver <url>', 'where to dial that; default: the server of --kubeconfig')
    .option('--cluster <name>', 'name of the cluster on the bus', 'default')
    .option('--cloud-key <hex>', "the cloud's public key; default: the first one seen")
    .option('--shards <n>', 'as many as the cloud has', '16')
    .option('--keep-mb <n>', 'so many megabytes are kept for the cloud while cut off', '256')
    .addOption(pace())
    .action((flags: EdgeFlags) => {
      checkNeeded(edge)
      return toUp(async () => (await import('./edge.ts')).edge(flags, version))
    })
  addConvert(edge, version)
}

/** What an agent cannot do without. `convert` knows some of it itself, so they are not asked of the commands below. */
const needed = [
  ['--node <name>', 'name of the Kubernetes node'],
  ['--bus <urls>', 'nats://… or mqtt://…, several split by commas'],
  ['--data <dir>', 'folder of its journal and keys'],
] as const

function checkNeeded(edge: Command): void {
  const missing = needed.find(([flags]) => {
    const option = edge.options.find((one) => one.flags === flags)
    return option !== undefined && edge.getOptionValue(option.attributeName()) === undefined
  })
  if (missing !== undefined) edge.error(`error: required option '${missing[0]}' not specified`)
}

function addHidden(all: Command): void {
  all
    .command('kubernetes', { hidden: true })
    .requiredOption('--listen <host:port>')
    .requiredOption('--tokens <file>')
    .requiredOption('--pki <dir>')
    .addOption(pace())
    .action((flags: KubernetesOptions) =>
      toUp(async () => (await import('./kubernetes.ts')).kubernetes(flags)),
    )
  all
    .command('kubelet', { hidden: true })
    .requiredOption('--node <name>')
    .requiredOption('--labels <list>')
    .requiredOption('--kubeconfig <file>')
    .requiredOption('--address <host>')
    .requiredOption('--listen <host:port>')
    .requiredOption('--health <host:port>')
    .requiredOption('--proxy <host:port>')
    .option('--pods <prefix>')
    .addOption(pace())
    .action((flags: KubeletFlags) =>
      toUp(async () => (await import('./kubelet.ts')).kubelet(flags)),
    )
  all
    .command('relay', { hidden: true })
    .requiredOption('--plan <file>')
    .action((options: { readonly plan: string }) =>
      toUp(async () => (await import('./relay.ts')).relay(options)),
    )
}

/** Tells `up` why a role could not start, before the command ends with it. */
async function toUp(run: () => Promise<void>): Promise<void> {
  endWithUp()
  try {
    await run()
  } catch (error) {
    sayFailed(messageOf(error))
    throw error
  } finally {
    leaveUp()
  }
}

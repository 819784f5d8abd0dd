// What `causeway edge` is told about the addresses of its node's pods.
import { bootId } from '../../../edge/adapters/boot-id.ts'
import { criPods } from '../../../edge/adapters/cri-pods.ts'
import { unixSocket } from '../../../edge/adapters/unix-socket.ts'
import { addressRules, standardGraceMs, type IpamConfig } from '../../../edge/ipam/config.ts'
import type { IpamPorts } from '../../../edge/ipam/part.ts'
import { isFault } from '../../kernel/fault.ts'
import type { NodeId } from '../../kernel/ids.ts'
import { UsageError } from '../exit.ts'

/** Flags of `edge` about addresses. */
export interface IpamFlags {
  /** Where `causeway-ipam` asks; without it no addresses are given. */
  readonly ipamSocket?: string
  /** Subnets, split by commas. */
  readonly ipamRanges?: string
  /** Addresses and subnets that are never given, split by commas. */
  readonly ipamExclude?: string
  /** The container runtime's socket. */
  readonly ipamRuntime?: string
}

/** containerd's socket. */
export const standardRuntime = '/run/containerd/containerd.sock'

/** The settings, and the ports that only addresses need. */
export interface IpamSettings {
  readonly config: IpamConfig
  readonly ports: Pick<IpamPorts, 'localSocket' | 'runtimePods'>
}

/** The settings; undefined where no socket is named. Whatever is wrong is thrown before anything starts. */
export function ipamOf(flags: IpamFlags, node: NodeId): IpamSettings | undefined {
  const { ipamSocket: socket, ipamRanges, ipamExclude, ipamRuntime = standardRuntime } = flags
  if (socket === undefined) {
    if (ipamRanges === undefined) return undefined
    throw new UsageError('expected --ipam-socket beside --ipam-ranges, got none')
  }
  const subnets = listOf(ipamRanges)
  const excluded = listOf(ipamExclude)
  const ranges = subnets.map((subnet) => ({
    subnet,
    exclude: excluded.filter((one) => isV6(one) === isV6(subnet)),
  }))
  const routes = [...new Set(subnets.map((subnet) => (isV6(subnet) ? '::/0' : '0.0.0.0/0')))]
  const boot = bootId()
  if (isFault(boot)) throw boot
  const told = { node, socket, ranges, routes: routes.map((dst) => ({ dst })), boot }
  const config = { ...told, graceMs: standardGraceMs }
  const rules = addressRules(config)
  if (isFault(rules)) throw rules
  return { config, ports: { localSocket: unixSocket, runtimePods: criPods(ipamRuntime) } }
}

const listOf = (text = ''): readonly string[] => text.split(',').filter((one) => one !== '')

const isV6 = (text: string): boolean => text.includes(':')

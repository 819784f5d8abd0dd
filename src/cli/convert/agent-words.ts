// The command line of the agent that a converted node runs.
import { X509Certificate } from 'node:crypto'
import { podApiDefault } from '../../../edge/pod-api/config.ts'
import type { EdgeFlags } from '../roles/edge.ts'
import { addressOf } from '../host-port.ts'
import { UsageError } from '../exit.ts'
import { paths } from './layout.ts'

/** A flag as it was given, by its long name. */
export interface GivenFlag {
  readonly long: string
  readonly value: string
}

/** What is known of the node before anybody says it: its certificate (PEM). */
export interface KnownNode {
  readonly certificate: Uint8Array | undefined
}

/** Who the certificate of a kubelet is for, and until when it lasts; undefined where it is none. */
export function kubeletOf({ certificate }: KnownNode): { node: string; until: string } | undefined {
  if (certificate === undefined) return undefined
  try {
    const { subject, validTo } = new X509Certificate(certificate)
    const node = /(?:^|\n)CN=system:node:(.+)/.exec(subject)?.[1]
    return node === undefined ? undefined : { node, until: validTo }
  } catch {
    return undefined
  }
}

/** The flags of the agent: those given, and what else a node of a cluster needs. */
export function agentFlags(given: readonly GivenFlag[], known: KnownNode): readonly GivenFlag[] {
  const value = (long: string): string | undefined => given.find((one) => one.long === long)?.value
  const kubelet = kubeletOf(known)?.node
  const node = value('--node') ?? kubelet
  if (node === undefined)
    throw new UsageError(
      `--node: expected the node's name, as ${paths.certificate} holds no certificate with it`,
    )
  if (kubelet !== undefined && kubelet !== node)
    throw new UsageError(
      `--node: expected ${kubelet}, for whom ${paths.certificate} is, got ${node}`,
    )
  const lan = value('--lan')
  if (value('--bus') === undefined || lan === undefined)
    throw new UsageError(
      "expected --bus URL, and --lan HOST:PORT with this node's own address, which its peers dial",
    )
  const { host } = addressOf('--lan', lan)
  const usual: readonly GivenFlag[] = [
    { long: '--node', value: node },
    { long: '--data', value: '/var/lib/causeway' },
    { long: '--kubelet', value: `${host.includes(':') ? `[${host}]` : host}:10250` },
    { long: '--kubeconfig', value: paths.kubeconfig },
    { long: '--pod-api', value: podApiDefault },
  ]
  return [...given, ...usual.filter(({ long }) => value(long) === undefined)]
}

const files = ['--data', '--kubeconfig', '--ipam-socket', '--ipam-runtime']

/** What is wrong with flags for a unit, which has no folder of its own to begin from. */
export function checkAbsolute(flags: readonly GivenFlag[]): void {
  const relative = flags.find(({ long, value }) => files.includes(long) && !value.startsWith('/'))
  if (relative === undefined) return
  const { long, value } = relative
  throw new UsageError(
    `${long}: expected a path from / on, as systemd begins anywhere, got ${value}`,
  )
}

/** The flags as `causeway edge` takes them. */
export const asEdgeFlags = (flags: readonly GivenFlag[], standard: EdgeFlags): EdgeFlags => ({
  ...standard,
  ...(Object.fromEntries(
    flags.map(({ long, value }) => [nameOf(long), value]),
  ) as Partial<EdgeFlags>),
})

/** `--pod-api` is `podApi`. */
const nameOf = (long: string): string =>
  long.slice(2).replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())

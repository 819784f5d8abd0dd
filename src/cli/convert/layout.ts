// The files of a node as kubeadm lays them out, and what keeps such a node from being converted.
import { parse } from 'yaml'
import { Fault } from '../../kernel/fault.ts'

/** What is at a path. */
export type Seen = Uint8Array | 'folder' | 'other' | undefined

/** Files by path. */
export type SeenFiles = ReadonlyMap<string, Seen>

/** Where kubeadm keeps what concerns us. */
export const paths = {
  config: '/var/lib/kubelet/config.yaml',
  kubeconfig: '/etc/kubernetes/kubelet.conf',
  certificate: '/var/lib/kubelet/pki/kubelet-client-current.pem',
  apiServer: '/etc/kubernetes/manifests/kube-apiserver.yaml',
  dropIn: '/etc/systemd/system/kubelet.service.d/90-causeway.conf',
  unit: '/etc/systemd/system/causeway-edge.service',
} as const

const flagFiles = [
  '/var/lib/kubelet/kubeadm-flags.env',
  '/etc/default/kubelet',
  '/etc/sysconfig/kubelet',
]

const kubeadmDropIns = ['/etc', '/usr/lib', '/lib'].map(
  (above) => `${above}/systemd/system/kubelet.service.d/10-kubeadm.conf`,
)

/** Others that bring a kubelet of their own, by a folder of theirs. */
const strangers: Readonly<Record<string, string>> = {
  '/var/lib/rancher/k3s': 'k3s',
  '/var/lib/rancher/rke2': 'RKE2',
  '/var/lib/k0s': 'k0s',
  '/var/snap/microk8s': 'MicroK8s',
}

/** Every path that is looked at. */
export const lookedAt: readonly string[] = [
  ...Object.values(paths),
  ...flagFiles,
  ...kubeadmDropIns,
  ...Object.keys(strangers),
]

/** The text of a file. */
export const textAt = (files: SeenFiles, path: string): string | undefined => {
  const seen = files.get(path)
  return seen instanceof Uint8Array ? new TextDecoder().decode(seen) : undefined
}

/** Why this node cannot be converted, if it cannot. */
export function wrongLayout(files: SeenFiles): Fault | undefined {
  const stranger = Object.keys(strangers).find((path) => files.get(path) !== undefined)
  if (stranger !== undefined) {
    const who = strangers[stranger]
    return new Fault(
      'UNSUPPORTED',
      `expected a kubelet that kubeadm set up, came ${who} (${stranger}), which runs its own: only kubeadm's layout is converted`,
    )
  }
  if (files.get(paths.apiServer) !== undefined)
    return wrong(paths.apiServer, 'a node without a control plane', 'one with an API server')
  return wrongFiles(files) ?? wrongServer(files) ?? wrongDropIn(files) ?? wrongFlags(files)
}

function wrongFiles(files: SeenFiles): Fault | undefined {
  for (const path of [paths.config, paths.kubeconfig, paths.unit, paths.dropIn]) {
    const seen = files.get(path)
    const isOurs = path === paths.unit || path === paths.dropIn
    if (seen instanceof Uint8Array || (seen === undefined && isOurs)) continue
    const came = seen === undefined ? 'none: join this node with kubeadm first' : `a ${seen} thing`
    return wrong(path, 'a file', seen === 'folder' ? 'a folder' : came)
  }
  return undefined
}

/** Whoever leads the kubelet to a door on its own node already is to be taken away first. */
function wrongServer(files: SeenFiles): Fault | undefined {
  const server = serverOf(textAt(files, paths.kubeconfig) ?? '')
  const what = "the cluster's API server"
  if (server === undefined) return wrong(paths.kubeconfig, what, 'no server')
  if (!/^https?:\/\/(127\.|169\.254\.|localhost|\[::1\])/.test(server)) return undefined
  return wrong(paths.kubeconfig, what, `${server}: take away what answers there first`)
}

function serverOf(text: string): string | undefined {
  try {
    const { clusters } = parse(text) as {
      readonly clusters: readonly { readonly cluster: { readonly server?: unknown } }[]
    }
    const server = clusters[0]?.cluster.server
    return typeof server === 'string' ? server : undefined
  } catch {
    return undefined
  }
}

function wrongDropIn(files: SeenFiles): Fault | undefined {
  const path = kubeadmDropIns.find((one) => files.get(one) !== undefined)
  const what = "kubeadm's addition to kubelet.service with $KUBELET_KUBECONFIG_ARGS"
  if (path === undefined) return wrong(kubeadmDropIns.join(' or '), what, 'none')
  const isRight = /^ExecStart=.*\$\{?KUBELET_KUBECONFIG_ARGS/m.test(textAt(files, path) ?? '')
  return isRight ? undefined : wrong(path, what, 'another')
}

/** Flags that come later on the kubelet's command line, and would win. */
function wrongFlags(files: SeenFiles): Fault | undefined {
  for (const path of flagFiles) {
    const [flag] =
      /KUBELET_KUBECONFIG_ARGS|--(bootstrap-)?kubeconfig\b|--kube-api-content-type\b|--rotate-certificates\b/.exec(
        textAt(files, path) ?? '',
      ) ?? []
    if (flag !== undefined)
      return wrong(path, `no ${flag}`, 'one: it would win over what is written; take it away')
  }
  return undefined
}

const wrong = (path: string, expected: string, came: string): Fault =>
  new Fault('CONFIG_INVALID', `${path}: expected ${expected}, came ${came}`)

// A site of three with a pod on each node, all stock controllers, and one replica of the cloud that wears the second belt.
import { memoryHttpClient } from '../../bus/adapters/memory-http.ts'
import type { Clock } from '../../bus/clock.ts'
import type { HttpClient } from '../../bus/http.ts'
import { listPath } from '../../cloud/belt/objects.ts'
import { beltPaces } from '../../cloud/config.ts'
import type { CloudConfig } from '../../cloud/config.ts'
import { nodePath } from '../../cloud/kube-paths.ts'
import { fastPace } from '../../sim/kube/config.ts'
import type { KubeOptions } from '../../sim/kube/server.ts'
import { startControllers } from '../../sim/kube/controllers/start.ts'
import { paces } from '../../src/health/config.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import { random } from '../../src/kernel/random.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { cloudWorld } from './cloud-world.ts'

interface Taint {
  readonly key: string
  readonly effect: string
}

/** The taints of a node, shortly. */
export const effects = (node: KubeObject | undefined): readonly string[] => {
  const { taints = [] } = (node?.['spec'] ?? {}) as { readonly taints?: readonly Taint[] }
  return taints.map(({ key, effect }) => `${key.replace('node.kubernetes.io/', '')}:${effect}`)
}

/** What a node or a pod says of its being ready. */
export const readyOf = (object: KubeObject | undefined): string | undefined => {
  const { conditions = [] } = (object?.['status'] ?? {}) as {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[]
  }
  return conditions.find(({ type }) => type === 'Ready')?.status
}

const worn = { belt: { ...beltPaces.fast, isWorn: true } }
const podsPath = '/api/v1/namespaces/default/pods'

/** How the cloud's door for webhooks is reached there. */
export const webhooks: CloudConfig['webhooks'] = {
  listen: { host: '127.0.0.1', port: 7443 },
  url: 'https://cloud.test:7443',
}

/** A world whose Kubernetes knows no admission policies, as before 1.30, and asks the cloud's webhooks. */
function olderWorld(change: Partial<CloudConfig>) {
  let door: HttpClient | undefined
  const kubeOptions = (clock: Clock): Partial<KubeOptions> => {
    const nobody = memoryHttpClient(clock, () => undefined)
    return { webhooks: () => door ?? nobody, without: policies }
  }
  const world = cloudWorld({ ...change, webhooks }, true, undefined, { kubeOptions })
  door = world.one.webhookClient
  return world
}

const policies = ['validatingadmissionpolicies', 'validatingadmissionpolicybindings']

/** The site; `older`: its Kubernetes is one of before 1.30. */
export function heldSite(holdBy: 'lease' | 'policy' = 'lease', isOlder = false) {
  const change = { ...worn, health: { ...paces.fast, holdBy } }
  const world = isOlder ? olderWorld(change) : cloudWorld(change)
  const { kube, schedule } = world
  world.judging.stop()
  startControllers({
    collection: kube.server.collection,
    call: kube.server.call,
    clock: schedule.spawn().clock,
    random: random('controllers'),
    config: fastPace.controllers,
  })
  const names = ['a-1', 'a-2', 'a-3']
  const members = names.map((name) => {
    const kubelet = world.addNode(name, 'a')
    const agent = world.addAgent(name)
    const die = () => {
      kubelet.stop()
      agent.self.cut = true
    }
    const revive = () => {
      agent.self.cut = false
      kubelet.start()
    }
    return { name, agent, die, revive }
  })
  const [a1, a2, a3] = members as [Member, Member, Member]
  for (const { name } of members) {
    const tolerations = ['not-ready', 'unreachable'].map((key) => ({
      key: `node.kubernetes.io/${key}`,
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: 2,
    }))
    const spec = { nodeName: name, tolerations, containers: [{ name: 'c', image: 'i' }] }
    kube.call('POST', podsPath, { metadata: { name: `p-${name}` }, spec })
    const ready = { type: 'Ready', status: 'True' }
    kube.server.call(
      'PATCH',
      `${podsPath}/p-${name}/status`,
      { status: { phase: 'Running', conditions: [ready] } },
      { 'content-type': 'application/merge-patch+json' },
    )
  }
  world.run(10_000)
  const node = (name: string) => kube.call('GET', nodePath(nodeId(name)))
  const pod = (name: string) => kube.call('GET', `${podsPath}/p-${name}`)
  const isUntouched = (name: string): boolean =>
    readyOf(pod(name)) === 'True' &&
    pod(name).metadata.deletionTimestamp === undefined &&
    !effects(node(name)).some((taint) => taint.endsWith('NoExecute'))
  const list = () => Object.keys((kube.call('GET', listPath)['data'] ?? {}) as object)
  const isEvicted = (name: string): boolean => pod(name).metadata.deletionTimestamp !== undefined
  return { ...world, a1, a2, a3, node, pod, isUntouched, isEvicted, list }
}

interface Member {
  readonly name: string
  readonly agent: ReturnType<ReturnType<typeof cloudWorld>['addAgent']>
  readonly die: () => void
  readonly revive: () => void
}

// What a node says of one of its pods, as far as endpoints depend on it.
import type { KubeObject } from '../objects/object.ts'
import { addressTexts, readPod } from './pod.ts'

/** A port of a container. */
export interface PodPort {
  readonly name: string
  readonly port: number
  readonly protocol: string
}

/** One pod as its own node knows it. */
export interface PodWord {
  readonly namespace: string
  readonly name: string
  readonly uid: string
  /** It was deleted, or has ended for good: nothing else is said of it. */
  readonly isGone: boolean
  readonly isReady: boolean
  readonly addresses: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  /** Empty where it has none. */
  readonly hostname: string
  readonly subdomain: string
  readonly ports: readonly PodPort[]
}

/** The fields read here, as the API has them. */
interface Spec {
  readonly hostname?: string
  readonly subdomain?: string
  readonly containers?: readonly { readonly ports?: readonly SpecPort[] | null }[]
}

interface SpecPort {
  readonly name?: string
  readonly containerPort?: number
  readonly protocol?: string
}

const over: readonly unknown[] = ['Succeeded', 'Failed']

/** The word of a pod; undefined of one that is being deleted: the cloud began that, and its slices say so. */
export function podWord(pod: KubeObject): PodWord | undefined {
  const { namespace = '', name, uid, labels = {}, deletionTimestamp } = pod.metadata
  if (uid === undefined || deletionTimestamp !== undefined) return undefined
  const { phase } = (pod['status'] ?? {}) as { readonly phase?: unknown }
  if (over.includes(phase)) return goneWord({ namespace, name, uid })
  const { hostname = '', subdomain = '', containers = [] } = (pod['spec'] ?? {}) as Spec
  const { isReady } = readPod(pod)
  const addresses = addressTexts(pod).filter((text) => text !== '')
  const ports = containers.flatMap((each) => each.ports ?? []).flatMap(portOf)
  const named = { namespace, name, uid, labels, hostname, subdomain }
  return { ...named, isGone: false, isReady, addresses, ports }
}

/** The word of a pod that is no more. */
export const goneWord = (of: Pick<PodWord, 'namespace' | 'name' | 'uid'>): PodWord => ({
  ...of,
  isGone: true,
  isReady: false,
  addresses: [],
  labels: {},
  hostname: '',
  subdomain: '',
  ports: [],
})

/** A port without a name is never looked for. */
const portOf = ({ name, containerPort, protocol }: SpecPort): PodPort | readonly [] =>
  name && containerPort ? { name, port: containerPort, protocol: protocol || 'TCP' } : []

// What pods and volumes refer to, by the node authoriser's rule: config maps, secrets, service accounts, volume claims.
import type { KubeObject } from '../objects/object.ts'
import { keyText } from './scope.ts'
import type { ObjectKey } from './scope.ts'

type Fields = Readonly<Record<string, unknown>>

const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}

const list = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.map(fields) : [])

const inside = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce((at, name) => fields(at)[name], value)

/** Made by the kubelet for a pod of its own: a node must not grant itself what such a pod refers to. */
const mirrorPod = 'kubernetes.io/config.mirror'

/** The node that a pod is bound to, or a volume is to be attached to. */
export function nodeOfPod(pod: KubeObject): string | undefined {
  const name = inside(pod, 'spec', 'nodeName')
  return typeof name === 'string' && name !== '' ? name : undefined
}

/** The objects that a pod refers to, as `keyText`, each once. */
export function referencesOf(pod: KubeObject): readonly string[] {
  const { namespace = '', annotations = {} } = pod.metadata
  if (annotations[mirrorPod] !== undefined) return []
  const spec = fields(pod['spec'])
  const named = (resource: string, names: readonly unknown[]): readonly string[] =>
    names.flatMap((name) =>
      typeof name === 'string' && name !== ''
        ? keyText({ group: '', resource, namespace, name })
        : [],
    )
  const parts = [
    ...containersOf(spec).flatMap(ofContainer),
    ...list(spec['volumes']).flatMap(ofVolume),
  ]
  const of = (what: Part['what']): readonly unknown[] =>
    parts.filter((part) => part.what === what).map((part) => part.name)
  const pulls = list(spec['imagePullSecrets']).map(({ name }) => name)
  const claims = list(spec['volumes']).flatMap((volume) => claimOf(pod.metadata.name, volume))
  return [
    ...new Set([
      ...named('configmaps', of('map')),
      ...named('secrets', [...of('secret'), ...pulls]),
      ...named('serviceaccounts', [spec['serviceAccountName'] ?? 'default']),
      ...named('persistentvolumeclaims', claims),
    ]),
  ]
}

/** The claim that a persistent volume is bound to: whose pods use the one may read the other. */
export function claimOfVolume(volume: KubeObject): string | undefined {
  const { namespace, name } = fields(inside(volume, 'spec', 'claimRef'))
  if (typeof namespace !== 'string' || typeof name !== 'string' || name === '') return undefined
  return keyText({ group: '', resource: 'persistentvolumeclaims', namespace, name })
}

/** The Secrets that a kubelet needs for a persistent volume; those of controllers are not among them. */
export function secretsOfVolume(volume: KubeObject): readonly string[] {
  const spec = fields(volume['spec'])
  const azure = fields(spec['azureFile'])
  const refs = [
    ...kubeletRefs.map((ref) => fields(inside(spec, 'csi', ref))),
    ...withSecretRef.map((source) => fields(inside(spec, source, 'secretRef'))),
    { namespace: azure['secretNamespace'], name: azure['secretName'] },
  ]
  const claimed = inside(spec, 'claimRef', 'namespace')
  const keys = refs.flatMap(({ namespace = claimed, name }) =>
    typeof namespace === 'string' && typeof name === 'string' && name !== ''
      ? keyText({ group: '', resource: 'secrets', namespace, name })
      : [],
  )
  return [...new Set(keys)]
}

/** Whether pods refer to an object of the core group, themselves or by the volumes that their claims are bound to. */
export function areReferring(
  pods: readonly KubeObject[],
  volumes: readonly KubeObject[],
  to: Pick<ObjectKey, 'resource' | 'namespace' | 'name'>,
): boolean {
  const key = keyText({ group: '', ...to })
  const referred = new Set(pods.flatMap(referencesOf))
  if (referred.has(key)) return true
  const mounted = volumes.filter((volume) => referred.has(claimOfVolume(volume) ?? ''))
  return to.resource === 'persistentvolumes'
    ? mounted.some(({ metadata }) => metadata.name === to.name)
    : mounted.some((volume) => secretsOfVolume(volume).includes(key))
}

const kubeletRefs = ['nodePublishSecretRef', 'nodeStageSecretRef', 'nodeExpandSecretRef']

interface Part {
  readonly what: 'map' | 'secret'
  readonly name: unknown
}

const containersOf = (spec: Fields): readonly Fields[] =>
  ['initContainers', 'containers', 'ephemeralContainers'].flatMap((name) => list(spec[name]))

const ofContainer = (container: Fields): readonly Part[] => [
  ...list(container['envFrom']).flatMap((from) => [
    map(inside(from, 'configMapRef', 'name')),
    secret(inside(from, 'secretRef', 'name')),
  ]),
  ...list(container['env']).flatMap((env) => [
    map(inside(env, 'valueFrom', 'configMapKeyRef', 'name')),
    secret(inside(env, 'valueFrom', 'secretKeyRef', 'name')),
  ]),
]

const map = (name: unknown): Part => ({ what: 'map', name })
const secret = (name: unknown): Part => ({ what: 'secret', name })

/** Volume sources that name their secret under `secretRef`. */
const withSecretRef = ['cephfs', 'cinder', 'flexVolume', 'iscsi', 'rbd', 'scaleIO', 'storageos']

const ofVolume = (volume: Fields): readonly Part[] => [
  map(inside(volume, 'configMap', 'name')),
  secret(inside(volume, 'secret', 'secretName')),
  secret(inside(volume, 'azureFile', 'secretName')),
  secret(inside(volume, 'csi', 'nodePublishSecretRef', 'name')),
  ...withSecretRef.map((source) => secret(inside(volume, source, 'secretRef', 'name'))),
  ...list(inside(volume, 'projected', 'sources')).flatMap((source) => [
    map(inside(source, 'configMap', 'name')),
    secret(inside(source, 'secret', 'name')),
  ]),
]

/** A claim by name, or the one that Kubernetes makes for an ephemeral volume. */
function claimOf(pod: string, volume: Fields): readonly unknown[] {
  const claim = inside(volume, 'persistentVolumeClaim', 'claimName')
  const own = volume['ephemeral'] === undefined ? undefined : `${pod}-${String(volume['name'])}`
  return [claim, own]
}

// The service account of a pod, and the volume by which its containers find their token.
import { details, failure } from '../../../src/objects/answers/status.ts'
import type { Json } from '../../../src/objects/schema/typed.ts'
import { randomSuffix } from '../context.ts'
import { part, text } from '../../../src/objects/fields.ts'
import { items, mapped } from '../kinds/fields.ts'
import type { Admission } from './admission.ts'

const accounts = { group: '', resource: 'serviceaccounts' }
const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount'
const tokenSeconds = 3607

/** Gives a pod the account that it names or the default one, and mounts a token of it. */
export const podAccount: Admission = ({ store, random }, pod) => {
  const spec = part(pod, 'spec')
  if ('kubernetes.io/config.mirror' in (pod.metadata.annotations ?? {})) return pod
  const { namespace, name = '' } = pod.metadata
  const account = text(spec, 'serviceAccountName') || 'default'
  const found = store.get(accounts, namespace, account)
  if (found === undefined) {
    const place = `${namespace}/${account}`
    const why = `error looking up service account ${place}: serviceaccount "${account}" not found`
    const about = { group: '', resource: 'pods' }
    return failure(403, 'Forbidden', `pods "${name}" is forbidden: ${why}`, details(about, name))
  }
  const named = { ...spec, serviceAccountName: account, serviceAccount: account }
  const wanted =
    spec['automountServiceAccountToken'] ?? found['automountServiceAccountToken'] ?? true
  const mounts = items(spec, 'containers').flatMap((each) => items(each, 'volumeMounts'))
  const mounted = mounts.some((mount) => text(mount, 'mountPath') === tokenPath)
  if (wanted !== true || mounted) return { ...pod, spec: named }
  return { ...pod, spec: withToken(named, `kube-api-access-${randomSuffix(random, 5)}`) }
}

function withToken(spec: Json, volume: string): Json {
  const mount = { name: volume, readOnly: true, mountPath: tokenPath }
  const mountIn = (container: Json): Json => ({
    ...container,
    volumeMounts: [...items(container, 'volumeMounts'), mount],
  })
  const volumes = [...items(spec, 'volumes'), tokenVolume(volume)]
  const contained = mapped(mapped(spec, 'containers', mountIn), 'initContainers', mountIn)
  return { ...contained, volumes }
}

function tokenVolume(name: string): Json {
  const fieldRef = { apiVersion: 'v1', fieldPath: 'metadata.namespace' }
  const sources = [
    { serviceAccountToken: { expirationSeconds: tokenSeconds, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    { downwardAPI: { items: [{ path: 'namespace', fieldRef }] } },
  ]
  return { name, projected: { sources, defaultMode: 420 } }
}

// The defaults of a pod's spec and of its containers, as a real API server fills them in.
import type { Json } from '../../../src/objects/schema/typed.ts'
import { isJson } from '../../../src/objects/schema/typed.ts'
import { part, text } from '../../../src/objects/fields.ts'
import { filled, mapped } from './fields.ts'

/** A pod's spec, or a template's, with its defaults. */
export function podSpecDefaults(given: Json): Json {
  const spec = filled(
    {
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      securityContext: {},
      schedulerName: 'default-scheduler',
    },
    given,
  )
  const account = text(spec, 'serviceAccountName') || text(spec, 'serviceAccount')
  const named =
    account === '' ? spec : { ...spec, serviceAccountName: account, serviceAccount: account }
  const contained = ['containers', 'initContainers', 'ephemeralContainers'].reduce(
    (each, field) => mapped(each, field, containerDefaults),
    named,
  )
  return mapped(contained, 'volumes', volumeDefaults)
}

function containerDefaults(given: Json): Json {
  const container = filled(
    {
      resources: {},
      terminationMessagePath: '/dev/termination-log',
      terminationMessagePolicy: 'File',
      imagePullPolicy: pullPolicy(text(given, 'image')),
    },
    given,
  )
  const ports = mapped(container, 'ports', (port) => filled({ protocol: 'TCP' }, port))
  const probed = ['livenessProbe', 'readinessProbe', 'startupProbe'].reduce(probeDefaults, ports)
  return mapped(requestsFromLimits(probed), 'env', envDefaults)
}

/** Images without a fixed tag are pulled each time. */
const pullPolicy = (image: string): string => {
  const [, tag] = /:([^:/@]+)(?:@.*)?$/.exec(image) ?? []
  return !image.includes('@') && (tag === undefined || tag === 'latest') ? 'Always' : 'IfNotPresent'
}

function probeDefaults(container: Json, field: string): Json {
  const probe = container[field]
  if (!isJson(probe)) return container
  const defaults = {
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
  }
  const httpGet = isJson(probe['httpGet'])
    ? { httpGet: filled({ path: '/', scheme: 'HTTP' }, probe['httpGet']) }
    : {}
  return { ...container, [field]: { ...filled(defaults, probe), ...httpGet } }
}

function requestsFromLimits(container: Json): Json {
  const resources = part(container, 'resources')
  if (!isJson(resources['limits'])) return container
  const requests = { ...resources['limits'], ...part(resources, 'requests') }
  return { ...container, resources: { ...resources, requests } }
}

function envDefaults(env: Json): Json {
  const from = part(env, 'valueFrom')
  const fieldRef = from['fieldRef']
  if (!isJson(fieldRef)) return env
  return { ...env, valueFrom: { ...from, fieldRef: filled({ apiVersion: 'v1' }, fieldRef) } }
}

const modes = ['configMap', 'secret', 'projected', 'downwardAPI']

function volumeDefaults(given: Json): Json {
  const sources = Object.keys(given).filter((field) => field !== 'name')
  const volume = sources.length === 0 ? { ...given, emptyDir: {} } : given
  const withModes = modes.reduce((each, field) => {
    const source = each[field]
    return isJson(source) ? { ...each, [field]: filled({ defaultMode: 420 }, source) } : each
  }, volume)
  const hostPath = withModes['hostPath']
  return isJson(hostPath)
    ? { ...withModes, hostPath: { ...hostPath, type: text(hostPath, 'type') } }
    : withModes
}

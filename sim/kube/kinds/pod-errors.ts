// What is wrong with a pod's spec, in a template or in a pod.
import { duplicate, invalidValue, required } from '../../../src/objects/answers/invalid.ts'
import type { FieldError } from '../../../src/objects/answers/invalid.ts'
import { dnsLabel, subdomain } from '../../../src/objects/name-checks.ts'
import type { Json } from '../../../src/objects/schema/typed.ts'
import { oneOf } from './field-errors.ts'
import { count, text } from '../../../src/objects/fields.ts'
import { items } from './fields.ts'

const restartPolicies = ['Always', 'OnFailure', 'Never']
const dnsPolicies = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']
const pullPolicies = ['Always', 'IfNotPresent', 'Never']
const protocols = ['SCTP', 'TCP', 'UDP']

/** What is wrong with a pod's spec that stands at `path`. */
export function podSpecErrors(path: string, spec: Json): readonly FieldError[] {
  const containers = items(spec, 'containers')
  const volumes = items(spec, 'volumes').map((volume) => text(volume, 'name'))
  const nodeName = text(spec, 'nodeName')
  return [
    ...(containers.length === 0 ? [required(`${path}.containers`)] : []),
    ...listErrors(`${path}.containers`, containers, (at, each) =>
      containerErrors(at, each, volumes),
    ),
    ...listErrors(`${path}.initContainers`, items(spec, 'initContainers'), (at, each) =>
      containerErrors(at, each, volumes),
    ),
    ...listErrors(`${path}.volumes`, items(spec, 'volumes'), volumeErrors),
    ...oneOf(`${path}.restartPolicy`, text(spec, 'restartPolicy'), restartPolicies),
    ...oneOf(`${path}.dnsPolicy`, text(spec, 'dnsPolicy'), dnsPolicies),
    ...(nodeName === '' ? [] : named(`${path}.nodeName`, subdomain(nodeName), nodeName)),
    ...items(spec, 'tolerations').flatMap((each, i) =>
      tolerationErrors(`${path}.tolerations[${i}]`, each),
    ),
  ]
}

/** Errors of every item and of names that stand twice. */
function listErrors(
  path: string,
  list: readonly Json[],
  errors: (path: string, item: Json) => readonly FieldError[],
): readonly FieldError[] {
  const names = list.map((item) => text(item, 'name'))
  return list.flatMap((item, i) => {
    const at = `${path}[${i}]`
    const name = names[i] ?? ''
    const again = name !== '' && names.indexOf(name) < i
    return [...errors(at, item), ...(again ? [duplicate(`${at}.name`, name)] : [])]
  })
}

function containerErrors(path: string, container: Json, volumes: readonly string[]): FieldError[] {
  const mounts = items(container, 'volumeMounts').flatMap((mount, i) => {
    const name = text(mount, 'name')
    const at = `${path}.volumeMounts[${i}].name`
    if (name === '') return [required(at)]
    if (volumes.includes(name)) return []
    return [
      { field: at, reason: 'FieldValueNotFound', message: `Not found: ${JSON.stringify(name)}` },
    ]
  })
  return [
    ...nameErrors(path, container),
    ...(text(container, 'image') === '' ? [required(`${path}.image`)] : []),
    ...oneOf(`${path}.imagePullPolicy`, text(container, 'imagePullPolicy'), pullPolicies),
    ...items(container, 'ports').flatMap((port, i) => portErrors(`${path}.ports[${i}]`, port)),
    ...mounts,
  ]
}

const volumeErrors = (path: string, volume: Json): readonly FieldError[] => nameErrors(path, volume)

function nameErrors(path: string, item: Json): readonly FieldError[] {
  const name = text(item, 'name')
  return name === '' ? [required(`${path}.name`)] : named(`${path}.name`, dnsLabel(name), name)
}

const named = (field: string, problems: readonly string[], name: string): readonly FieldError[] =>
  problems.map((problem) => invalidValue(field, name, problem))

function portErrors(path: string, port: Json): readonly FieldError[] {
  const number = count(port, 'containerPort') ?? 0
  const range = 'must be between 1 and 65535, inclusive'
  return [
    ...(number === 0 ? [required(`${path}.containerPort`)] : []),
    ...(number < 0 || number > 65_535
      ? [invalidValue(`${path}.containerPort`, number, range)]
      : []),
    ...oneOf(`${path}.protocol`, text(port, 'protocol'), protocols),
  ]
}

const operators = ['Equal', 'Exists']
const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

function tolerationErrors(path: string, toleration: Json): readonly FieldError[] {
  const operator = text(toleration, 'operator') || 'Equal'
  const effect = text(toleration, 'effect')
  return [
    ...oneOf(`${path}.operator`, operator, operators),
    ...(effect === '' ? [] : oneOf(`${path}.effect`, effect, effects)),
  ]
}

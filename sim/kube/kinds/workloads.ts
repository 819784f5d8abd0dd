// Deployments, replica sets, stateful sets, daemon sets and jobs: their templates, selectors and replicas.
import { invalidValue, required } from '../../../src/objects/answers/invalid.ts'
import type { FieldError } from '../../../src/objects/answers/invalid.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import { isEqualJson } from '../../../src/objects/patches/equal.ts'
import { isJson } from '../../../src/objects/schema/typed.ts'
import type { Json } from '../../../src/objects/schema/typed.ts'
import { count, part, text } from '../../../src/objects/fields.ts'
import { filled } from './fields.ts'
import { podSpecDefaults } from './pod-defaults.ts'
import { podSpecErrors } from './pod-errors.ts'
import { immutable } from './field-errors.ts'
import { strategy } from './strategy.ts'
import type { Strategy } from './strategy.ts'

const rolling = { maxUnavailable: '25%', maxSurge: '25%' }

/** The rules of deployments. */
export const deployments = workload((spec) => {
  const strategyType = text(part(spec, 'strategy'), 'type') || 'RollingUpdate'
  const rollingUpdate = filled(rolling, part(part(spec, 'strategy'), 'rollingUpdate'))
  return {
    replicas: 1,
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    strategy: { type: strategyType, ...(strategyType === 'Recreate' ? {} : { rollingUpdate }) },
  }
})

/** The rules of replica sets. */
export const replicasets = workload(() => ({ replicas: 1 }))

/** The rules of stateful sets. */
export const statefulsets = workload((spec) => {
  const given = part(spec, 'updateStrategy')
  const type = text(given, 'type') || 'RollingUpdate'
  const rollingUpdate = filled({ partition: 0 }, part(given, 'rollingUpdate'))
  return {
    replicas: 1,
    podManagementPolicy: 'OrderedReady',
    revisionHistoryLimit: 10,
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    updateStrategy: { type, ...(type === 'OnDelete' ? {} : { rollingUpdate }) },
  }
})

/** The rules of daemon sets. */
export const daemonsets = workload((spec) => {
  const given = part(spec, 'updateStrategy')
  const type = text(given, 'type') || 'RollingUpdate'
  const defaults = { maxUnavailable: 1, maxSurge: 0 }
  const rollingUpdate = filled(defaults, part(given, 'rollingUpdate'))
  return {
    revisionHistoryLimit: 10,
    updateStrategy: { type, ...(type === 'OnDelete' ? {} : { rollingUpdate }) },
  }
})

/** Rules of a kind that makes pods of a template; `own` has what its spec lacks and what it completes. */
function workload(own: (spec: Json) => Json): Strategy {
  return strategy({
    counted: true,
    defaults: (object) => ({ ...object, spec: specDefaults(part(object, 'spec'), own) }),
    errors: (object) => specErrors(part(object, 'spec')),
    changeErrors: selectorChange,
  })
}

const completed = ['strategy', 'updateStrategy']

function specDefaults(spec: Json, own: (spec: Json) => Json): Json {
  const defaults = own(spec)
  const complete = Object.fromEntries(
    completed.flatMap((field) => (field in defaults ? [[field, defaults[field]]] : [])),
  )
  const template = part(spec, 'template')
  const templateSpec = podSpecDefaults(part(template, 'spec'))
  return {
    ...filled(defaults, spec),
    ...complete,
    template: { ...template, spec: templateSpec },
  }
}

function specErrors(spec: Json): readonly FieldError[] {
  const replicas = count(spec, 'replicas') ?? 0
  const template = part(spec, 'template')
  return [
    ...(replicas < 0
      ? [invalidValue('spec.replicas', replicas, 'must be greater than or equal to 0')]
      : []),
    ...selectorErrors(spec),
    ...podSpecErrors('spec.template.spec', part(template, 'spec')),
    ...(text(part(template, 'spec'), 'restartPolicy') === 'Always' ? [] : [onlyAlways(template)]),
  ]
}

const onlyAlways = (template: Json): FieldError => ({
  field: 'spec.template.spec.restartPolicy',
  reason: 'FieldValueNotSupported',
  message: `Unsupported value: ${JSON.stringify(part(template, 'spec')['restartPolicy'])}: supported values: "Always"`,
})

function selectorErrors(spec: Json): readonly FieldError[] {
  const selector = spec['selector']
  if (!isJson(selector)) return [required('spec.selector')]
  const wanted = part(selector, 'matchLabels')
  const labels = part(part(part(spec, 'template'), 'metadata'), 'labels')
  const empty = Object.keys(selector).length === 0
  if (empty) {
    return [invalidValue('spec.selector', selector, 'empty selector is invalid for deployment')]
  }
  if (Object.entries(wanted).every(([key, value]) => labels[key] === value)) return []
  const why = '`selector` does not match template `labels`'
  return [invalidValue('spec.template.metadata.labels', labels, why)]
}

function selectorChange(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const selector = part(object, 'spec')['selector']
  if (isEqualJson(selector, part(old, 'spec')['selector'])) return []
  return [immutable('spec.selector', selector)]
}

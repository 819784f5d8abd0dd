// Pods: how they begin, what of them may change, and how long their end takes.
import { forbiddenField } from '../../../src/objects/answers/invalid.ts'
import type { FieldError } from '../../../src/objects/answers/invalid.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import { isEqualJson } from '../../../src/objects/patches/equal.ts'
import type { Json } from '../../../src/objects/schema/typed.ts'
import { count, part, text } from '../../../src/objects/fields.ts'
import { filled, items, mapped } from './fields.ts'
import { podSpecDefaults } from './pod-defaults.ts'
import { podSpecErrors } from './pod-errors.ts'
import { strategy } from './strategy.ts'

/** The rules of pods. */
export const pods = strategy({
  counted: true,
  answersDeleted: true,
  defaults: (pod) => ({
    ...pod,
    spec: podSpecDefaults(filled({ enableServiceLinks: true }, part(pod, 'spec'))),
  }),
  begin: (pod) => ({
    ...pod,
    status: { phase: 'Pending', qosClass: qosClass(part(pod, 'spec')) },
  }),
  errors: (pod) => podSpecErrors('spec', part(pod, 'spec')),
  changeErrors,
  graceSeconds: (pod, asked) => {
    const phase = text(part(pod, 'status'), 'phase')
    const unplaced = text(part(pod, 'spec'), 'nodeName') === ''
    if (unplaced || phase === 'Succeeded' || phase === 'Failed') return 0
    return asked ?? count(part(pod, 'spec'), 'terminationGracePeriodSeconds') ?? 30
  },
})

const changeable =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'

function changeErrors(pod: KubeObject, old: KubeObject): readonly FieldError[] {
  const spec = part(pod, 'spec')
  const oldSpec = part(old, 'spec')
  if (isEqualJson(spec, oldSpec)) return []
  if (items(spec, 'containers').length !== items(oldSpec, 'containers').length) {
    return [forbiddenField('spec.containers', 'pod updates may not add or remove containers')]
  }
  const kept = items(oldSpec, 'tolerations').every((toleration) =>
    items(spec, 'tolerations').some((each) => isEqualJson(tolerated(each), tolerated(toleration))),
  )
  if (!kept) {
    const why = 'existing toleration can not be modified except its tolerationSeconds'
    return [forbiddenField('spec.tolerations', why)]
  }
  return isEqualJson(unchangeable(spec), unchangeable(oldSpec))
    ? []
    : [forbiddenField('spec', changeable)]
}

const tolerated = ({ tolerationSeconds: _any, ...rest }: Json): Json => rest

/** A pod's spec without what an update may change. */
function unchangeable(spec: Json): Json {
  const bare = { ...spec, tolerations: [], activeDeadlineSeconds: 0, schedulingGates: [] }
  const imageless = (container: Json): Json => ({ ...container, image: '' })
  return mapped(mapped(bare, 'containers', imageless), 'initContainers', imageless)
}

/** How well a pod's resources are assured. */
function qosClass(spec: Json): string {
  const all = [...items(spec, 'containers'), ...items(spec, 'initContainers')]
  const resources = all.map((container) => part(container, 'resources'))
  const limited = resources.map((each) => part(each, 'limits'))
  const requested = resources.map((each) => part(each, 'requests'))
  const isEmpty = (quantities: Json) => Object.keys(quantities).length === 0
  if ([...limited, ...requested].every(isEmpty)) return 'BestEffort'
  const guaranteed = limited.every((limits, i) =>
    ['cpu', 'memory'].every(
      (name) => limits[name] !== undefined && requested[i]?.[name] === limits[name],
    ),
  )
  return guaranteed ? 'Guaranteed' : 'Burstable'
}

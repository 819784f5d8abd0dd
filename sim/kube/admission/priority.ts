// The number behind a pod's priority class.
import { details, failure } from '../../../src/objects/answers/status.ts'
import { count, part, text } from '../../../src/objects/fields.ts'
import type { Admission } from './admission.ts'

const classes = { group: 'scheduling.k8s.io', resource: 'priorityclasses' }
const builtin: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
}
const preempting = 'PreemptLowerPriority'

/** Sets the priority of a pod from its class, or from the default class. */
export const podPriority: Admission = ({ store }, pod) => {
  const spec = part(pod, 'spec')
  const name = text(spec, 'priorityClassName')
  const all = store.list(classes, undefined)
  const found = all.find((each) =>
    name === '' ? each['globalDefault'] === true : each.metadata.name === name,
  )
  const priority = count(found, 'value') ?? (name === '' ? 0 : builtin[name])
  if (priority === undefined) {
    const why = `no PriorityClass with name ${name} was found`
    const pods = { group: '', resource: 'pods' }
    const own = pod.metadata.name
    return failure(403, 'Forbidden', `pods "${own}" is forbidden: ${why}`, details(pods, own))
  }
  const className = found?.metadata.name ?? name
  const preemptionPolicy =
    text(spec, 'preemptionPolicy') || text(found, 'preemptionPolicy') || preempting
  const named = className === '' ? {} : { priorityClassName: className }
  return { ...pod, spec: { ...spec, ...named, priority, preemptionPolicy } }
}

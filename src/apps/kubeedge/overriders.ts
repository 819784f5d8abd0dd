// The overriders of an EdgeApplication for one target, in their order; the first that cannot be done is told.
import type { KubeObject } from '../../objects/object.ts'
import { jsonPatch } from '../../objects/patches/json-patch.ts'
import { isJson, type Json } from '../../objects/schema/typed.ts'
import type { Problem } from '../dialect.ts'
import { isProblem } from '../dialect.ts'
import { changedAt, fieldAt, podSpecPath } from '../pod-templates.ts'
import { items, part, text } from '../../objects/fields.ts'
import { overriddenEnv, overriddenList, overriddenResources } from './container-overriders.ts'
import type { Overridden } from './container-overriders.ts'
import { overriddenImage } from './image.ts'
import { pinned } from './pinned.ts'
import type { Target } from './targets.ts'

/** A workload as it is at its target, or what is wrong. */
export function overridden(workload: KubeObject, target: Target): KubeObject | Problem {
  const steps: readonly Step[] = [
    replicas,
    eachOf('imageOverriders', image),
    (object) => pinned(object, target.nodes),
    eachOf('commandOverriders', inContainer('command', overriddenList)),
    eachOf('argsOverriders', inContainer('args', overriddenList)),
    eachOf('envOverriders', inContainer('env', overriddenEnv)),
    eachOf('resourcesOverriders', inContainer('resources', overriddenResources)),
  ]
  let done: KubeObject | Problem = namedAt(workload, target)
  for (const step of steps) {
    if (isProblem(done)) return done
    done = step(done, target)
  }
  return done
}

/** A workload under the name that it has at a target. */
export function namedAt(workload: KubeObject, { unit }: Target): KubeObject {
  const name = `${workload.metadata.name}-${unit}`
  return { ...workload, metadata: { ...workload.metadata, name } }
}

type Step = (object: KubeObject, target: Target) => KubeObject | Problem

/** Kinds whose number of pods is not theirs to say: replicas mean nothing there. */
const withoutReplicas = ['DaemonSet', 'Job', 'CronJob']

const replicas: Step = (object, { overriders, field }) => {
  const count = overriders['replicas']
  if (count === undefined || count === null || withoutReplicas.includes(object.kind)) return object
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 0) {
    const reason = `expected a count, got ${JSON.stringify(count)}`
    return { field: `${field}.overriders.replicas`, reason }
  }
  return changedAt(object, ['spec'], (spec) => ({ ...spec, replicas: count }))
}

type Override = (object: KubeObject, override: Json, field: string) => KubeObject | Problem

const eachOf =
  (list: string, override: Override): Step =>
  (object, { overriders, field }) => {
    let done: KubeObject | Problem = object
    for (const [i, each] of items(overriders, list).entries()) {
      if (isProblem(done)) return done
      done = override(done, isJson(each) ? each : {}, `${field}.overriders.${list}[${i}]`)
    }
    return done
  }

/** Overrides the images of all containers, or what lies at the path of its predicate. */
function image(object: KubeObject, override: Json, field: string): KubeObject | Problem {
  const how = {
    component: text(override, 'component'),
    operator: text(override, 'operator'),
    value: text(override, 'value'),
  }
  const path = text(part(override, 'predicate'), 'path')
  const spec = podSpecPath(object) ?? []
  const count = items(fieldAt(object, spec), 'containers').length
  const base = `/${spec.join('/')}/containers`
  const places =
    path === '' ? Array.from({ length: count }, (_, i) => `${base}/${i}/image`) : [path]
  let done: unknown = object
  for (const place of places) {
    const before = valueAt(done, place)
    if (typeof before !== 'string')
      return { field, reason: `expected the name of an image at ${place}, there is none` }
    const value = overriddenImage(before, how)
    if (typeof value !== 'string') return { field, reason: `${before}: ${value.wrong}` }
    const patched = jsonPatch(done, [{ op: 'replace', path: place, value }])
    if ('problem' in patched) return { field, reason: patched.message }
    done = patched.value
  }
  return done as KubeObject
}

const valueAt = (object: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, name) => {
      if (Array.isArray(value)) return value[Number(name)]
      return isJson(value) ? value[name] : undefined
    }, object)

/** Overrides a field of the container that is named; one of another name is left alone. */
const inContainer =
  (name: string, change: (before: unknown, override: Json) => Overridden): Override =>
  (object, override, field) => {
    let wrong: string | undefined
    const path = podSpecPath(object) ?? []
    const done = changedAt(object, path, (spec) => ({
      ...spec,
      containers: items(spec, 'containers').map((each) => {
        if (!isJson(each) || each['name'] !== override['containerName']) return each
        const result = change(each[name], override)
        if ('wrong' in result) wrong = result.wrong
        else if (result.value !== undefined) return { ...each, [name]: result.value }
        return each
      }),
    }))
    return wrong === undefined ? done : { field, reason: wrong }
  }

// The tweaks of a YurtAppSet for one pool: counts and images of all that mean it, in order, and then all their patches.
import type { KubeObject } from '../../objects/object.ts'
import { jsonPatch } from '../../objects/patches/json-patch.ts'
import { isJson, type Json } from '../../objects/schema/typed.ts'
import type { Problem } from '../dialect.ts'
import { isProblem } from '../dialect.ts'
import { changedAt } from '../pod-templates.ts'
import { count, items, part, text } from '../../objects/fields.ts'
import { poolChoice } from './pools.ts'
import { stableJson } from '../stable.ts'

const field = 'spec.workload.workloadTweaks'
const podSpec = ['spec', 'template', 'spec']

/** A tweak that means a pool, and where it stands. */
interface Tweak {
  readonly tweaks: Json
  readonly field: string
}

/** A workload as the tweaks of its pool make it, or what is wrong. */
export function tweaked(
  object: KubeObject,
  app: KubeObject,
  pool: KubeObject,
): KubeObject | Problem {
  const meant = tweaksFor(app, pool)
  if (isProblem(meant)) return meant
  const basic = meant.reduce(
    (done, { tweaks }) => withImages(withReplicas(done, tweaks), tweaks),
    object,
  )
  const patches = meant.flatMap(({ tweaks, field: at }) =>
    items(tweaks, 'patches').map((patch, i) => ({ patch, field: `${at}.patches[${i}]` })),
  )
  if (patches.length === 0) return basic
  let done: unknown = withEmptyFields(basic)
  for (const { patch, field: at } of patches) {
    const patched = jsonPatch(done, [operation(patch, pool.metadata.name)])
    if ('problem' in patched) return { field: at, reason: patched.message }
    done = patched.value
  }
  return same(basic, done) ?? withoutEmptyFields(done as KubeObject)
}

function tweaksFor(app: KubeObject, pool: KubeObject): readonly Tweak[] | Problem {
  const found: Tweak[] = []
  for (const [i, each] of items(part(part(app, 'spec'), 'workload'), 'workloadTweaks').entries()) {
    const choice = poolChoice(isJson(each) ? each : {}, `${field}[${i}]`)
    // Whether it means this pool cannot be said: so nothing can be said of any pool.
    if (isProblem(choice)) return choice
    if (choice.means(pool))
      found.push({ tweaks: part(each, 'tweaks'), field: `${field}[${i}].tweaks` })
  }
  return found
}

function withReplicas(object: KubeObject, tweaks: Json): KubeObject {
  const replicas = count(tweaks, 'replicas')
  return replicas === undefined
    ? object
    : changedAt(object, ['spec'], (spec) => ({ ...spec, replicas }))
}

function withImages(object: KubeObject, tweaks: Json): KubeObject {
  const images = new Map(
    items(tweaks, 'containerImages').map((each) => [text(each, 'name'), text(each, 'targetImage')]),
  )
  if (images.size === 0) return object
  const image = (container: Json): Json => {
    const target = images.get(text(container, 'name'))
    return target === undefined ? container : { ...container, image: target }
  }
  return changedAt(object, podSpec, (spec) => eachContainer(spec, image))
}

/** The same change of all containers of a pod, those that begin it too. */
function eachContainer(spec: Json, change: (container: Json) => Json): Json {
  const lists = ['containers', 'initContainers'].filter((list) => Array.isArray(spec[list]))
  const changed = (list: string) =>
    items(spec, list).map((each) => (isJson(each) ? change(each) : each))
  return { ...spec, ...Object.fromEntries(lists.map((list) => [list, changed(list)])) }
}

/** A patch as an operation; `{{nodepool-name}}` in its value stands for the pool. */
function operation(patch: unknown, pool: string): Json {
  const value = isJson(patch) ? patch['value'] : undefined
  const named: unknown =
    value === undefined
      ? undefined
      : JSON.parse(JSON.stringify(value).replaceAll('{{nodepool-name}}', pool))
  const said = named === undefined ? {} : { value: named }
  return { op: text(patch, 'operation'), path: text(patch, 'path'), ...said }
}

const strategies = ['strategy', 'updateStrategy']
const strategyOf = ({ kind }: KubeObject) => (kind === 'Deployment' ? 'strategy' : 'updateStrategy')

/** Patches of the original are of objects in which these fields are always there: one may add below them. */
function withEmptyFields(object: KubeObject): KubeObject {
  const whole = changedAt(object, podSpec, (spec) =>
    eachContainer(spec, (container) => ({ resources: {}, ...container })),
  )
  return changedAt(whole, ['spec'], (spec) => ({ [strategyOf(object)]: {}, ...spec }))
}

const isEmpty = (value: unknown): boolean => isJson(value) && Object.keys(value).length === 0

function withoutEmptyFields(object: KubeObject): KubeObject {
  const without = (of: Json, names: readonly string[]): Json =>
    Object.fromEntries(
      Object.entries(of).filter(([name, value]) => !names.includes(name) || !isEmpty(value)),
    )
  const whole = changedAt(object, podSpec, (spec) =>
    eachContainer(spec, (container) => without(container, ['resources'])),
  )
  return changedAt(whole, ['spec'], (spec) => without(spec, strategies))
}

/** What a patch made of a workload must still be that workload. */
function same(before: KubeObject, after: unknown): Problem | undefined {
  const identity = (of: unknown) =>
    stableJson([
      text(of, 'apiVersion'),
      text(of, 'kind'),
      text(part(of, 'metadata'), 'name'),
      text(part(of, 'metadata'), 'namespace'),
    ])
  if (isJson(after) && isJson(after['spec']) && identity(after) === identity(before))
    return undefined
  const reason = 'expected patches that leave kind, name and namespace as they are'
  return { field, reason }
}

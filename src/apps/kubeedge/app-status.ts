// The status of an EdgeApplication: one entry for each object that its manifests make.
import type { KubeObject } from '../../objects/object.ts'
import { builtinKinds } from '../../objects/kinds/builtin.ts'
import type { Json } from '../../objects/schema/typed.ts'
import type { SeenUnit, UnitName } from '../dialect.ts'
import { count, part } from '../../objects/fields.ts'

/** What one manifest is in a unit. */
export interface Numbered {
  readonly ordinal: number
  readonly object: KubeObject
}

/** How many pods of its workloads each target has ready, of how many, and what is wrong there. */
export function targetStatus(seen: readonly SeenUnit[]): Json {
  const targets = seen
    .filter(({ unit }) => unit !== '')
    .map(({ unit, children, problem }) => ({
      name: unit,
      ready: sum(children, readyIn),
      wanted: sum(children, wantedIn),
      ...(problem === undefined ? {} : { problem: `${problem.field}: ${problem.reason}` }),
    }))
  return targets.length === 0 ? {} : { targetStatus: targets }
}

const sum = (children: readonly KubeObject[], of: (child: KubeObject) => number): number =>
  children.reduce((all, child) => all + of(child), 0)

/** An entry for each object, by the order of the manifests and then by name. */
export function workloadStatus(
  seen: readonly SeenUnit[],
  namedIn: (unit: UnitName) => readonly Numbered[],
): Json {
  const entries = seen.flatMap(({ unit, children, problem }) =>
    namedIn(unit).map(({ ordinal, object }) => {
      const child = children.find((each) => isSame(each, object))
      const isDone = problem === undefined && child !== undefined && isAvailable(child)
      return entry(ordinal, object, isDone ? 'Available' : 'Processing')
    }),
  )
  return {
    workloadStatus: entries.toSorted(
      ({ identifier: a }, { identifier: b }) => a.ordinal - b.ordinal || (a.name < b.name ? -1 : 1),
    ),
  }
}

function entry(ordinal: number, object: KubeObject, conditions: string) {
  const { kind, metadata } = object
  const slash = object.apiVersion.lastIndexOf('/')
  const group = slash === -1 ? '' : object.apiVersion.slice(0, slash)
  const identifier = {
    ordinal,
    group,
    version: object.apiVersion.slice(slash + 1),
    kind,
    resource: resourceOf(group, kind),
    namespace: metadata.namespace ?? '',
    name: metadata.name,
  }
  return { identifier, conditions }
}

/** The plural of a kind; that of a kind which is not built in is the usual one. */
const resourceOf = (group: string, kind: string): string =>
  builtinKinds.find((each) => each.group === group && each.kind === kind)?.resource ??
  `${kind.toLowerCase()}s`

const isSame = (a: KubeObject, b: KubeObject): boolean =>
  a.apiVersion === b.apiVersion && a.kind === b.kind && a.metadata.name === b.metadata.name

/** Whether as many pods are ready as are wanted; what has no count of pods is available when it is there. */
const isAvailable = (child: KubeObject): boolean =>
  child.kind === 'DaemonSet'
    ? readyIn(child) >= wantedIn(child)
    : !isCounted(child) || readyIn(child) === wantedIn(child)

const isCounted = ({ kind }: KubeObject): boolean =>
  ['Deployment', 'StatefulSet', 'ReplicaSet', 'DaemonSet'].includes(kind)

/** How many pods of a workload are ready; none of what has no count. */
function readyIn(child: KubeObject): number {
  const name = child.kind === 'DaemonSet' ? 'numberReady' : 'readyReplicas'
  return isCounted(child) ? (count(part(child, 'status'), name) ?? 0) : 0
}

function wantedIn(child: KubeObject): number {
  if (child.kind === 'DaemonSet') return count(part(child, 'status'), 'desiredNumberScheduled') ?? 1
  return isCounted(child) ? (count(part(child, 'spec'), 'replicas') ?? 1) : 0
}

// What all applications of OpenYurt share: a Deployment or StatefulSet for each pool, with the pool's labels.
import type { KubeObject } from '../../objects/object.ts'
import { isJson, type Json } from '../../objects/schema/typed.ts'
import type { Problem } from '../dialect.ts'
import { part, textMap } from '../../objects/fields.ts'
import { hashOf } from '../stable.ts'

/** The label of a child, its selector and its pods: the pool. */
export const poolName = 'apps.openyurt.io/pool-name'
/** The label of a child: which revision it is of. */
export const revisionHash = 'apps.openyurt.io/controller-revision-hash'

/** A workload template: its kind, its metadata and its spec. */
export interface Template {
  readonly kind: 'Deployment' | 'StatefulSet'
  readonly metadata: Json
  readonly spec: Json
}

/** The one template that there is, or what is wrong. */
export function templateIn(from: Json, field: string): Template | Problem {
  const [deployment, statefulSet] = [from['deploymentTemplate'], from['statefulSetTemplate']]
  const found = deployment ?? statefulSet
  if (!isJson(found) || (isJson(deployment) && isJson(statefulSet))) {
    const reason = 'expected either deploymentTemplate or statefulSetTemplate'
    return { field, reason }
  }
  if (!isJson(found['spec'])) return { field, reason: 'expected a template with a spec' }
  const kind = found === deployment ? 'Deployment' : 'StatefulSet'
  return { kind, metadata: part(found, 'metadata'), spec: found['spec'] }
}

/** A workload without its name. */
export interface Workload {
  readonly kind: Template['kind']
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly spec: Json
}

/** A workload that is a pool's: its selector and its pods bear the pool's name. */
export function ofPool(workload: Workload, pool: string): Workload {
  const { spec } = workload
  const template = part(spec, 'template')
  const metadata = part(template, 'metadata')
  const own = { [poolName]: pool }
  return {
    ...workload,
    labels: { ...workload.labels, ...own },
    spec: {
      ...spec,
      selector: {
        ...part(spec, 'selector'),
        matchLabels: { ...textMap(part(spec, 'selector'), 'matchLabels'), ...own },
      },
      template: {
        ...template,
        metadata: { ...metadata, labels: { ...textMap(metadata, 'labels'), ...own } },
      },
    },
  }
}

/** A workload as the object of its app in a pool. */
export function objectOf(
  app: KubeObject,
  pool: string,
  { kind, labels, annotations, spec }: Workload,
  own: readonly KubeObject[],
): KubeObject {
  const { namespace } = app.metadata
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: {
      name: nameIn(app, pool, kind, own),
      ...(namespace === undefined ? {} : { namespace }),
      labels,
      annotations,
    },
    spec,
  }
}

/** The object with the label of its revision, which is another only if this pool's workload is another. */
export function withRevision(app: KubeObject, object: KubeObject): KubeObject {
  const { name: _, ...metadata } = object.metadata
  const hash = hashOf({ ...object, metadata }).slice(0, 10)
  const labels = { ...object.metadata.labels, [revisionHash]: revisionName(app, hash) }
  return { ...object, metadata: { ...object.metadata, labels } }
}

const labelLengthMax = 63

/** The name of a revision of an app, which can stand in a label. */
export function revisionName({ metadata: { name } }: KubeObject, hash: string): string {
  const whole = `${name}-${hash}`
  return whole.length > labelLengthMax ? hash : whole
}

/**
 * `<app>-<pool>`, which is the same each time; the original controller had the server find a name. A workload that it made
 * keeps that name: the oldest, if there are several.
 */
function nameIn(app: KubeObject, pool: string, kind: string, own: readonly KubeObject[]): string {
  const ours = `${app.metadata.name}-${pool}`
  const made = own.filter((each) => each.kind === kind && each.metadata.labels?.[poolName] === pool)
  if (made.length === 0 || made.some(({ metadata: { name } }) => name === ours)) return ours
  const [oldest = ours] = made
    .toSorted((a, b) => (ageOf(a) < ageOf(b) ? -1 : 1))
    .map(({ metadata: { name } }) => name)
  return oldest
}

const ageOf = ({ metadata: { creationTimestamp = '', name } }: KubeObject): string =>
  `${creationTimestamp} ${name}`

/** The pool that a child lies in. */
export const poolOf = (child: KubeObject): string => child.metadata.labels?.[poolName] ?? ''

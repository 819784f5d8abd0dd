// The replica set of a deployment's present template: finding it, making it, and its annotations.
import { controlledBy } from './claims.ts'
import { hashName } from './names.ts'
import type { Deployment, PodTemplate, ReplicaSet } from './objects.ts'
import { desiredAnnotation, maxAnnotation, slackOf, wantedOf } from './rollout.ts'
import { same } from './same.ts'

/** The label that tells the pods of one template from those of another. */
export const hashLabel = 'pod-template-hash'

/** The annotation that numbers the templates of a deployment. */
export const revisionAnnotation = 'deployment.kubernetes.io/revision'

const notCopied = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  revisionAnnotation,
  'deployment.kubernetes.io/revision-history',
  desiredAnnotation,
  maxAnnotation,
])

/** The set whose template is the deployment's, but for the hash; `sets` are the oldest first. */
export const newestOf = (
  deployment: Deployment,
  sets: readonly ReplicaSet[],
): ReplicaSet | undefined =>
  sets.find((set) => same(withoutHash(set.spec.template), bare(deployment.spec.template)))

function withoutHash(template: PodTemplate): PodTemplate {
  const { [hashLabel]: _hash, ...labels } = template.metadata?.labels ?? {}
  return bare({ ...template, metadata: { ...template.metadata, labels } })
}

/** The template without what servers add to its metadata. */
const bare = ({ metadata, spec }: PodTemplate): PodTemplate => ({
  metadata: { labels: metadata?.labels ?? {}, annotations: metadata?.annotations ?? {} },
  spec,
})

/** The number of a set's template. */
export const revisionOf = (set: ReplicaSet): number =>
  Number(set.metadata.annotations?.[revisionAnnotation] ?? 0)

/** The annotations that a set of this deployment carries. */
export function annotationsOf(deployment: Deployment, revision: number): Record<string, string> {
  const copied = Object.entries(deployment.metadata.annotations ?? {}).filter(
    ([key]) => !notCopied.has(key),
  )
  return {
    ...Object.fromEntries(copied),
    ...scaleAnnotations(deployment),
    [revisionAnnotation]: String(revision),
  }
}

/** The annotations by which a set remembers its deployment's size. */
export const scaleAnnotations = (deployment: Deployment): Record<string, string> => ({
  [desiredAnnotation]: String(wantedOf(deployment)),
  [maxAnnotation]: String(wantedOf(deployment) + slackOf(deployment).maxSurge),
})

/** A new set for the deployment's present template. */
export function setFor(
  deployment: Deployment,
  { replicas, revision }: { readonly replicas: number; readonly revision: number },
): ReplicaSet {
  const { template, selector, minReadySeconds } = deployment.spec
  const { name, namespace } = deployment.metadata
  const hash = hashName(bare(template))
  const labels = { ...template.metadata?.labels, [hashLabel]: hash }
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-${hash}`,
      ...(namespace === undefined ? {} : { namespace }),
      labels,
      annotations: annotationsOf(deployment, revision),
      ownerReferences: [controlledBy(deployment)],
    },
    spec: {
      replicas,
      ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [hashLabel]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  }
}

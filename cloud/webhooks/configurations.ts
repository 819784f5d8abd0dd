// The cloud's webhooks as Kubernetes objects: what each is asked about, and where.
import { dialects } from '../../src/apps/dialects.ts'
import { unitDialects } from '../../src/apps/units/units.ts'
import type { AppKind } from '../../src/apps/dialect.ts'
import type { Json } from '../../src/objects/schema/typed.ts'
import { holdLabel } from '../belt/held-pods.ts'
import type { KeptObject } from '../belt/kept-object.ts'
import { admissionObject, byNodeController } from '../belt/objects.ts'

/** What a webhook is there for; also the last part of its path. */
export type WebhookName = 'belt' | 'pods' | 'apps'

/** How Kubernetes reaches the door: an URL, and the certificates (PEM in base64) that it is known by. */
export interface DoorPlace {
  readonly url: string
  readonly authority: string
}

/** The configurations of all webhooks. */
export function webhookObjects(place: DoorPlace): Readonly<Record<WebhookName, KeptObject>> {
  const of = (name: WebhookName, more: Json): KeptObject => {
    const isMutating = name === 'pods'
    return admissionObject(
      isMutating ? 'mutatingwebhookconfigurations' : 'validatingwebhookconfigurations',
      isMutating ? 'MutatingWebhookConfiguration' : 'ValidatingWebhookConfiguration',
      `causeway-${name}`,
      { webhooks: [{ ...asked(name, place), ...more }] },
    )
  }
  return {
    belt: of('belt', {
      rules: [rule('UPDATE', '', ['nodes', 'pods/status'])],
      matchConditions: [{ name: 'nodecontroller', expression: byNodeController }],
    }),
    pods: of('pods', {
      rules: [rule('CREATE', '', ['pods'])],
      matchConditions: [{ name: 'optsin', expression: optsIn }],
    }),
    apps: of('apps', { rules: appRules() }),
  }
}

/** A door that is down changes nothing, and one that is slow not for long. */
const asked = (name: WebhookName, { url, authority }: DoorPlace): Json => ({
  name: `${name}.causeway.io`,
  clientConfig: { url: `${url}/${name}`, caBundle: authority },
  failurePolicy: 'Ignore',
  timeoutSeconds: 3,
  sideEffects: 'None',
  admissionReviewVersions: ['v1'],
})

const rule = (operation: string, group: string, resources: readonly string[]): Json => ({
  operations: operation.split(' '),
  apiGroups: [group],
  apiVersions: group === '' ? ['v1'] : ['*'],
  resources,
})

/** Annotations that may say how long a pod tolerates. */
const autonomy = [
  'causeway.io/max-hold',
  'node.openyurt.io/autonomy-duration',
  'node.beta.openyurt.io/autonomy',
  'apps.openyurt.io/binding',
]

const optsIn =
  `(has(object.metadata.labels) && '${holdLabel}' in object.metadata.labels) || ` +
  `(has(object.metadata.annotations) && ` +
  `[${autonomy.map((name) => `'${name}'`).join(', ')}].exists(a, a in object.metadata.annotations))`

/** Every kind of apps and units. */
function appRules(): readonly Json[] {
  const kinds = [...dialects.map(({ app }) => app), ...unitDialects.map(({ kind }) => kind)]
  const groups = [...new Set(kinds.map(({ group }) => group))]
  const resourcesOf = (group: string) =>
    kinds.filter((kind: AppKind) => kind.group === group).map(({ resource }) => resource)
  return groups.map((group) => rule('CREATE UPDATE', group, resourcesOf(group)))
}

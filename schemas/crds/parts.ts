// What several definitions have in common: selectors, taints, templates, conditions.
import { flag, free, list, map, object, oneOf, text, texts, time, whole } from './schema.ts'
import type { Fields, Schema } from './schema.ts'

const requirement = object(
  'One condition that a label must meet.',
  {
    key: text('The label.'),
    operator: text('In, NotIn, Exists or DoesNotExist.'),
    values: texts('The values for In and NotIn; empty otherwise.'),
  },
  ['key', 'operator'],
)

/** Fields of a selector of labels. */
export const selectorFields: Fields = {
  matchLabels: map('Labels that must have exactly these values.'),
  matchExpressions: list('Conditions that must all be met.', requirement),
}

/** A selector of labels. */
export const selector = (description: string): Schema => object(description, selectorFields)

const taint = object(
  'A taint of a node.',
  {
    key: text('The key of the taint.'),
    value: text('The value of the taint.'),
    effect: text('NoSchedule, PreferNoSchedule or NoExecute.'),
    timeAdded: time('Since when the taint is there.'),
  },
  ['key', 'effect'],
)

/** Taints of nodes. */
export const taints = (description: string): Schema => list(description, taint)

/** Tolerations of pods. */
export const tolerations = (description: string): Schema =>
  list(
    description,
    object('A taint that is tolerated.', {
      key: text('The key of the taint; empty for any.'),
      operator: text('Exists or Equal (the default).'),
      value: text('The value of the taint, for Equal.'),
      effect: text('The effect that is tolerated; empty for all.'),
      tolerationSeconds: whole('How long NoExecute is tolerated; for ever if left out.'),
    }),
  )

const podTemplate = free('The pods: their labels and their spec, as in any workload.', {
  metadata: free('Labels and annotations of the pods.'),
  spec: free('What the pods run.'),
})

/** The spec of a Deployment or a StatefulSet, checked when the workload is made of it. */
export const workloadSpec = (kind: 'Deployment' | 'StatefulSet', description: string): Schema =>
  free(description, {
    replicas: whole('How many pods each unit has; 1 if left out.', { minimum: 0 }),
    selector: selector('Which pods belong to the workload; must match the labels of the template.'),
    template: podTemplate,
    ...(kind === 'Deployment'
      ? { strategy: free('How pods are replaced by new ones.') }
      : {
          serviceName: text('The headless Service that names the pods.'),
          updateStrategy: free('How pods are replaced by new ones.'),
        }),
  })

/** The template of the workloads of OpenYurt's kinds: one of two. */
export const workloadTemplate: Schema = object('Of what the workload of each pool is made.', {
  deploymentTemplate: object(
    'A Deployment for each pool.',
    {
      metadata: free('Labels and annotations of the Deployment.'),
      spec: workloadSpec('Deployment', 'The spec of the Deployment.'),
    },
    ['spec'],
  ),
  statefulSetTemplate: object(
    'A StatefulSet for each pool.',
    {
      metadata: free('Labels and annotations of the StatefulSet.'),
      spec: workloadSpec('StatefulSet', 'The spec of the StatefulSet.'),
    },
    ['spec'],
  ),
})

/** Conditions of a status. */
export const conditions: Schema = list(
  'What is known of the object now.',
  object('One thing that is known.', {
    type: text('What it is about.'),
    status: oneOf('Whether it is so.', 'True', 'False', 'Unknown'),
    reason: text('Why, in one word.'),
    message: text('Why, for people.'),
    lastTransitionTime: time('Since when it is so.'),
    lastUpdateTime: time('When it was last looked at.'),
    lastProbeTime: time('When it was last probed.'),
    observedGeneration: whole('The generation of the object that it is about.'),
  }),
)

/** A Service's port. */
export const servicePort: Schema = object(
  'A port of the Service.',
  {
    name: text('The name of the port; needed if there are several.'),
    protocol: text('TCP, UDP or SCTP.', { default: 'TCP' }),
    appProtocol: text('The protocol above that, as a hint.'),
    port: whole('The port of the Service.', { minimum: 1, maximum: 65_535 }),
    targetPort: {
      description: 'The port of the pods, by number or name.',
      'x-kubernetes-int-or-string': true,
    },
    nodePort: whole('The port of the nodes, for NodePort and LoadBalancer.'),
  },
  ['port'],
)

/** A field that says whether what is no longer used goes. */
export const unusedGoes: Schema = flag('Whether pool templates that no unit uses are removed.')

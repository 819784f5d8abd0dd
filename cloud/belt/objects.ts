// The second belt as Kubernetes objects: two admission policies, their bindings, and the list of held nodes.
import type { KubeObject } from '../../src/objects/object.ts'
import type { Json } from '../../src/objects/schema/typed.ts'
import type { KeptObject } from './kept-object.ts'

const group = 'admissionregistration.k8s.io'
const labels = { 'app.kubernetes.io/managed-by': 'causeway' }
const listName = 'causeway-held'
const listNamespace = 'kube-system'

/** Where the list of held nodes is made. */
export const listsPath = `/api/v1/namespaces/${listNamespace}/configmaps`

/** The list of held nodes. */
export const listPath = `${listsPath}/${listName}`

/** The list with these data; its keys are the nodes. */
export const listObject = (data: Readonly<Record<string, string>>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: listName, namespace: listNamespace, labels },
  data,
})

/** Who taints silent nodes and calls their pods unready. */
export const nodeController = 'system:serviceaccount:kube-system:node-controller'

/** An expression: whether a write is the node controller's. */
export const byNodeController = `request.userInfo.username == '${nodeController}'`

/** What is told of a write that is refused. */
export const heldMessage = 'held by causeway'

const isReady = (pod: string): string =>
  `(has(${pod}.status.conditions) && ` +
  `${pod}.status.conditions.exists(c, c.type == 'Ready' && c.status == 'True'))`

/** The taints by which the node controller evicts. */
export const evicting = ['node.kubernetes.io/unreachable', 'node.kubernetes.io/not-ready']

const isEvicted = (node: string): string =>
  `(has(${node}.spec.taints) && ` +
  `${node}.spec.taints.exists(t, t.effect == 'NoExecute' && t.key in [${evicting.map((key) => `'${key}'`).join(', ')}]))`

/** An empty list has no data at all, which must not be an error: that would refuse every write. */
const isHeld = (name: string): string => `(has(params.data) && ${name} in params.data)`

/** An object of admission, whose fields besides its metadata are kept as they are here. */
export const admissionObject = (
  resource: string,
  kind: string,
  name: string,
  wanted: Json,
): KeptObject => {
  const collection = `/apis/${group}/v1/${resource}`
  const object = { apiVersion: `${group}/v1`, kind, metadata: { name, labels }, ...wanted }
  return { collection, path: `${collection}/${name}`, object, wanted }
}

/** Which writes a policy refuses of the node controller. */
interface Refused {
  readonly resource: string
  readonly unless: string
}

function policy(name: string, { resource, unless }: Refused): readonly KeptObject[] {
  const resourceRules = [
    { apiGroups: [''], apiVersions: ['v1'], operations: ['UPDATE'], resources: [resource] },
  ]
  const spec = {
    failurePolicy: 'Fail',
    paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
    matchConstraints: { resourceRules },
    matchConditions: [{ name: 'nodecontroller', expression: byNodeController }],
    validations: [{ expression: unless, message: heldMessage }],
  }
  const paramRef = {
    name: listName,
    namespace: listNamespace,
    parameterNotFoundAction: 'Allow',
  }
  const bound = { policyName: name, validationActions: ['Deny'], paramRef }
  return [
    admissionObject('validatingadmissionpolicies', 'ValidatingAdmissionPolicy', name, { spec }),
    admissionObject('validatingadmissionpolicybindings', 'ValidatingAdmissionPolicyBinding', name, {
      spec: bound,
    }),
  ]
}

/** The policies and their bindings. Of a held node the controller may neither evict the pods nor call them unready. */
export const beltObjects: readonly KeptObject[] = [
  ...policy('causeway-hold-nodes', {
    resource: 'nodes',
    unless: `!${isHeld('object.metadata.name')} || !${isEvicted('object')} || ${isEvicted('oldObject')}`,
  }),
  ...policy('causeway-hold-pods', {
    resource: 'pods/status',
    unless: `!has(object.spec.nodeName) || !${isHeld('object.spec.nodeName')} || ${isReady('object')} || !${isReady('oldObject')}`,
  }),
]

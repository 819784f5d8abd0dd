// What a node may write while it is alone: what it owns, and nothing else.
import { failure } from '../../objects/answers/status.ts'
import type { Status } from '../../objects/answers/status.ts'
import type { KubeObject, Resource } from '../../objects/object.ts'
import { resourceKey } from '../../objects/object.ts'
import { isEqualJson } from '../../objects/patches/equal.ts'
import { isJson } from '../../objects/schema/typed.ts'
import { nodeOfPod } from '../references.ts'
import { cannotAlone } from './attempt.ts'
import type { WriteAttempt } from './attempt.ts'

/** An attempt, and what is known when its rule is asked. */
export interface Asked {
  readonly node: string
  readonly attempt: WriteAttempt
  readonly name: string
  /** What is there, and what would be there; undefined where nothing is. */
  readonly before: KubeObject | undefined
  readonly after: KubeObject | undefined
}

type Rule = (asked: Asked) => Status | undefined

const mirrorPod = 'kubernetes.io/config.mirror'

/** Whether a pod stands for one that its kubelet runs by itself. */
export const isMirrorPod = (pod: KubeObject | undefined): boolean =>
  pod?.metadata.annotations?.[mirrorPod] !== undefined

const ownNode: Rule = (asked) => {
  const { attempt, before, after } = asked
  if (attempt.verb === 'delete') return cannotAlone('the deletion of a Node')
  if (!isOwn(asked)) return notOwn(asked)
  if (before === undefined || after === undefined) return undefined
  return isEqualJson(before['spec'] ?? {}, after['spec'] ?? {})
    ? metadataOnly(before, after)
    : cannotAlone("a change of a Node's spec")
}

const ownCsiNode: Rule = (asked) => {
  if (asked.attempt.verb === 'delete') return cannotAlone('the deletion of a CSINode')
  return isOwn(asked) ? undefined : notOwn(asked)
}

const ownLease: Rule = (asked) =>
  isOwn(asked) && asked.attempt.namespace === 'kube-node-lease' ? undefined : notOwn(asked)

const ownPod: Rule = (asked) => {
  const { attempt, node, before, after } = asked
  const pod = before ?? after
  if (pod !== undefined && nodeOfPod(pod) !== node) return notOwn(asked)
  switch (attempt.verb) {
    case 'create':
      return isMirrorPod(after) ? undefined : cannotAlone('a pod that is no mirror pod')
    case 'delete':
      return isLastDelete(before) ? undefined : cannotAlone('the deletion of a pod that runs')
    default:
      return attempt.subresource === 'status'
        ? undefined
        : cannotAlone('a change of a pod other than of its status')
  }
}

/** The delete by which a kubelet says that a pod has ended. */
const isLastDelete = (pod: KubeObject | undefined): boolean =>
  pod === undefined || pod.metadata.deletionTimestamp !== undefined || isMirrorPod(pod)

const anyEvent: Rule = ({ attempt }) =>
  attempt.verb === 'delete' ? cannotAlone('the deletion of an event') : undefined

const rules: Readonly<Record<string, Rule>> = {
  '/nodes': ownNode,
  '/pods': ownPod,
  '/events': anyEvent,
  'events.k8s.io/events': anyEvent,
  'coordination.k8s.io/leases': ownLease,
  'storage.k8s.io/csinodes': ownCsiNode,
}

/** Why a write cannot be had alone, if it cannot. */
export function refusalAlone(asked: Asked): Status | undefined {
  const { kind, subresource } = asked.attempt
  const rule = rules[resourceKey(kind)]
  if (rule === undefined) return cannotAlone(`a write of ${kind.resource}`)
  if (subresource !== undefined && subresource !== 'status')
    return cannotAlone(`"${subresource}" of ${kind.resource}`)
  return rule(asked)
}

/** Leases say that a node lives now: they are answered, and never replayed. */
export const isNeverReplayed = ({ kind }: { readonly kind: Resource }): boolean =>
  resourceKey(kind) === 'coordination.k8s.io/leases'

const isOwn = ({ name, node }: Asked): boolean => name === node

function notOwn({ attempt, name, node }: Asked): Status {
  const { kind } = attempt
  const why = `${kind.resource} "${name}" is forbidden: this node is alone, and only "${node}" and what it owns can be written`
  return failure(403, 'Forbidden', why, { name, kind: kind.resource })
}

/** Labels and annotations may change; who owns an object and what holds it back are the cloud's. */
function metadataOnly(before: KubeObject, after: KubeObject): Status | undefined {
  const bare = ({ metadata }: KubeObject): unknown => {
    const {
      labels: _,
      annotations: __,
      resourceVersion: ___,
      managedFields: ____,
      ...rest
    } = metadata
    return isJson(rest) ? rest : {}
  }
  return isEqualJson(bare(before), bare(after))
    ? undefined
    : cannotAlone("a change of a Node's metadata other than labels and annotations")
}

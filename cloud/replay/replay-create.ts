// Replays the creation of an object: it is made, or what is there already is adopted if it is the node's.
import { isFault } from '../../src/kernel/fault.ts'
import { isEqualJson } from '../../src/objects/patches/equal.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { isJson } from '../../src/objects/schema/typed.ts'
import { nodeOfPod } from '../../src/mirror/references.ts'
import type { PendingWrite } from '../../src/mirror/pending/write.ts'
import type { KubeRequest } from '../kube-call.ts'
import { collectionPath, objectPath } from '../kube-paths.ts'
import { changedMeanwhile, conflicted, refusal, replayed } from './calls.ts'
import type { Calls } from './calls.ts'
import { isMarked, markedPatch, marksOfNew } from './mark.ts'

/** Makes the object, or adopts it. */
export function replayCreate(calls: Calls, write: PendingWrite, object: KubeObject): void {
  const { call, end } = calls
  const path = collectionPath(write.target)
  call({ method: 'POST', path, body: { json: asNew(write, object) } }, (made) => {
    if (!isFault(made)) return end(replayed(made))
    if (made.code === 'CONFLICT') return meet(calls, write, object)
    if (made.code === 'NOT_FOUND') return end(conflicted('gone', made.message))
    end(refusal(made))
  })
}

/** Without what a server gives it. */
function asNew(write: PendingWrite, object: KubeObject): KubeObject {
  const { uid: _, creationTimestamp: __, resourceVersion: ___, ...metadata } = object.metadata
  return { ...object, metadata: { ...metadata, annotations: marksOfNew(write, object) } }
}

/** An object of that name is there: made before a crash, made by the node's kubelet since, or somebody else's. */
function meet({ call, end }: Calls, write: PendingWrite, object: KubeObject): void {
  const path = objectPath(write.target)
  call({ method: 'GET', path }, (found) => {
    if (isFault(found)) return end(found.code === 'NOT_FOUND' ? changedMeanwhile() : refusal(found))
    if (isMarked(found, write)) return end(replayed(found))
    const { kind, name } = write.target
    if (!isOurs(kind, object, found))
      return end(conflicted('taken', `${kind} "${name}" was created alone, and is another's`))
    call(adoption(write, object, found), (adopted) => {
      if (isFault(adopted))
        return end(adopted.code === 'NOT_FOUND' ? changedMeanwhile() : refusal(adopted))
      if (kind !== 'Node' || isWithin(object['spec'], found['spec'])) return end(replayed(adopted))
      const text = `${kind} "${name}" was created alone with another spec: that of the cloud stays`
      end(conflicted('spec', text, adopted))
    })
  })
}

const mirrorPod = 'kubernetes.io/config.mirror'

/** Nodes and CSINodes are their node's by name; a mirror pod is the one with the same contents. */
function isOurs(kind: string, object: KubeObject, found: KubeObject): boolean {
  if (kind !== 'Pod') return true
  const hash = object.metadata.annotations?.[mirrorPod]
  return found.metadata.annotations?.[mirrorPod] === hash && nodeOfPod(found) === nodeOfPod(object)
}

/** Status and metadata are the node's, a Node's spec is the cloud's, a CSINode's the node's again. */
function adoption(write: PendingWrite, object: KubeObject, found: KubeObject): KubeRequest {
  const { kind } = write.target
  const { labels } = object.metadata
  const metadata = { annotations: marksOfNew(write, object) }
  const path = objectPath(write.target)
  const { uid } = found.metadata
  if (kind === 'CSINode') {
    const patch = { metadata, spec: object['spec'] }
    return { method: 'PATCH', path, body: { merge: markedPatch(patch, write, uid) } }
  }
  const own = kind === 'Node' ? { metadata: { ...metadata, labels }, status: object['status'] } : {}
  const patch = markedPatch({ metadata, ...own }, write, uid)
  return { method: 'PATCH', path: `${path}/status`, body: { strategic: patch } }
}

/** Whether all that one value says is so in another. */
function isWithin(value: unknown, other: unknown): boolean {
  if (!isJson(value)) return value === undefined || isEqualJson(value, other)
  return Object.entries(value).every(([name, each]) =>
    isWithin(each, isJson(other) ? other[name] : undefined),
  )
}

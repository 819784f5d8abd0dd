// Replays Kubernetes Events: they append. One that is there already takes the newer count; nodes may not read them.
import { isFault } from '../../src/kernel/fault.ts'
import type { PendingWrite } from '../../src/mirror/pending/write.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { isJson } from '../../src/objects/schema/typed.ts'
import type { Json } from '../../src/objects/schema/typed.ts'
import { collectionPath, objectPath } from '../kube-paths.ts'
import { conflicted, refusal, replayed } from './calls.ts'
import type { Calls } from './calls.ts'

/** Makes the event, or tells it again. */
export function replayEvent(calls: Calls, write: PendingWrite): void {
  const { change, target } = write
  if (change.verb !== 'create')
    return tellAgain(
      calls,
      write,
      change.verb === 'patch' && isJson(change.patch) ? change.patch : {},
    )
  const json = withoutServerFields(change.object)
  calls.call({ method: 'POST', path: collectionPath(target), body: { json } }, (made) => {
    if (!isFault(made)) return calls.end(replayed(made))
    if (made.code === 'CONFLICT') return tellAgain(calls, write, news(change.object))
    if (made.code === 'NOT_FOUND') return calls.end(conflicted('gone', made.message))
    calls.end(refusal(made))
  })
}

function tellAgain({ call, end }: Calls, write: PendingWrite, patch: Json): void {
  call({ method: 'PATCH', path: objectPath(write.target), body: { merge: patch } }, (told) => {
    if (!isFault(told)) return end(replayed(told))
    // Events are forgotten after an hour: there is nothing to count up any more.
    if (told.code === 'NOT_FOUND') return end(conflicted('gone', told.message))
    end(refusal(told))
  })
}

/** What a later telling changes, in either version of events. */
const news = (event: KubeObject): Json =>
  Object.fromEntries(
    Object.entries(event).filter(
      ([name, value]) => toldAgain.includes(name) && value !== undefined,
    ),
  )

const toldAgain = [
  'count',
  'lastTimestamp',
  'message',
  'series',
  'deprecatedCount',
  'deprecatedLastTimestamp',
]

function withoutServerFields(object: KubeObject): KubeObject {
  const { uid: _, creationTimestamp: __, resourceVersion: ___, ...metadata } = object.metadata
  return { ...object, metadata }
}

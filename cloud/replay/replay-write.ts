// Replays one write: whatever was called before a crash, its effect is there once.
import type { Cancel } from '../../bus/clock.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import { isUidOf } from '../../src/mirror/pending/write.ts'
import type { PendingWrite, WriteChange } from '../../src/mirror/pending/write.ts'
import type { KubePorts } from '../kube-call.ts'
import { objectPath } from '../kube-paths.ts'
import { callsOf, changedMeanwhile, conflicted, refusal, replayed } from './calls.ts'
import type { Calls, Replayed } from './calls.ts'
import { replayCreate } from './replay-create.ts'
import { replayEvent } from './replay-event.ts'
import { isMarked, markedPatch } from './mark.ts'

type Of<Verb> = Extract<WriteChange, { verb: Verb }>

/** Replays it in the name of its node; a fault says that it is to be tried again. */
export const replayWrite = (
  ports: KubePorts,
  node: NodeId,
  write: PendingWrite,
  end: (outcome: Replayed | Fault) => void,
): Cancel => callsOf(ports, node, (calls) => begin(calls, write), end)

function begin(calls: Calls, write: PendingWrite): void {
  const { change, target } = write
  if (target.resource === 'events') return replayEvent(calls, write)
  switch (change.verb) {
    case 'create':
      return replayCreate(calls, write, change.object)
    case 'patch':
      return replayPatch(calls, write, change)
    case 'delete':
      return replayDelete(calls, write, change)
  }
}

function replayPatch({ call, end }: Calls, write: PendingWrite, change: Of<'patch'>): void {
  const path = objectPath(write.target)
  call({ method: 'GET', path }, (found) => {
    if (isFault(found)) return end(isGone(found) ? gone(write) : refusal(found))
    if (!isUidOf(write.uid, found)) return end(replaced(write))
    if (isMarked(found, write)) return end(replayed(found))
    const patch = markedPatch(change.patch, write, found.metadata.uid)
    const body = change.form === 'merge' ? { merge: patch } : { strategic: patch }
    const at = change.status ? `${path}/status` : path
    call({ method: 'PATCH', path: at, body }, (outcome) =>
      end(isFault(outcome) ? failed(outcome) : replayed(outcome)),
    )
  })
}

/** Gone is gone, whoever did it; a namesake is left alone. */
function replayDelete({ call, end }: Calls, write: PendingWrite, change: Of<'delete'>): void {
  const path = objectPath(write.target)
  call({ method: 'GET', path }, (found) => {
    if (isFault(found)) return end(isGone(found) ? replayed(undefined) : refusal(found))
    if (!isUidOf(write.uid, found)) return end(replayed(undefined))
    const { uid } = found.metadata
    const json = { gracePeriodSeconds: change.graceSeconds, preconditions: { uid } }
    call({ method: 'DELETE', path, body: { json } }, (outcome) =>
      end(isFault(outcome) ? failed(outcome) : replayed(outcome)),
    )
  })
}

const isGone = ({ code }: Fault): boolean => code === 'NOT_FOUND'

/** What was there a moment ago and is not now is looked at again. */
const failed = (fault: Fault): Replayed | Fault =>
  isGone(fault) || fault.code === 'CONFLICT' ? changedMeanwhile() : refusal(fault)

const named = ({ target: { resource, name } }: PendingWrite): string => `${resource} "${name}"`

const gone = (write: PendingWrite): Replayed =>
  conflicted('gone', `${named(write)} was changed alone, and is not there any more`)

const replaced = (write: PendingWrite): Replayed =>
  conflicted('replaced', `${named(write)} was changed alone, and is another object by now`)

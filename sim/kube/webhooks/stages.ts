// Where webhooks stand in a write: some change the object first, the others judge what is to be stored.
import { internalError } from '../../../src/objects/answers/failures.ts'
import { isStatus } from '../../../src/objects/answers/status.ts'
import type { Status } from '../../../src/objects/answers/status.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import { jsonPatch } from '../../../src/objects/patches/json-patch.ts'
import { isJson } from '../../../src/objects/schema/typed.ts'
import type { KubeContext } from '../context.ts'
import { fitted } from '../decode.ts'
import { strategyOf } from '../kinds/strategies.ts'
import { attemptOf } from '../policies/attempt.ts'
import type { Attempt, Operation } from '../policies/attempt.ts'
import { policyRefusal } from '../policies/policies.ts'
import type { Admitted } from '../writes/request.ts'
import { putOff } from './hearing.ts'
import { hooksAbout } from './about.ts'
import type { Hook, HookKind } from './hook.ts'
import { failedCall } from './word.ts'
import type { Word } from './word.ts'

/** The object as webhooks change it, one after the other; or why it may not be. */
export function mutated(
  kube: KubeContext,
  request: Admitted,
  object: KubeObject,
  oldObject?: KubeObject,
): KubeObject | Status {
  const operation = oldObject === undefined ? 'CREATE' : 'UPDATE'
  const of = (now: KubeObject) =>
    attemptOf(request, operation, {
      object: now,
      ...(oldObject === undefined ? {} : { oldObject }),
    })
  const hooks = concerned(kube, 'mutating', of(object))
  if (isStatus(hooks)) return hooks
  let now = object
  for (const hook of hooks) {
    const word = kube.hearing?.heard(hook, of(now))
    const refusal = refusalOf(request, hook, word)
    if (refusal !== undefined) return refusal
    const changed = word?.is === 'allowed' ? patched(request, now, word.patch ?? []) : now
    if (isStatus(changed)) return changed
    now = changed
  }
  return now
}

/** Why a write may not be stored: policies have their say first, then those webhooks that judge. */
export function refusedByAdmission(
  kube: KubeContext,
  request: Admitted,
  operation: Operation,
  of: Partial<Pick<Attempt, 'name' | 'object' | 'oldObject'>>,
): Status | undefined {
  const attempt = attemptOf(request, operation, of)
  // What is deleted cannot be changed any more, but webhooks that change things may still say no.
  const kinds: readonly HookKind[] =
    operation === 'DELETE' ? ['mutating', 'validating'] : ['validating']
  const denied = policyRefusal(kube, request, operation, of)
  if (denied !== undefined) return denied
  for (const kind of kinds) {
    const hooks = concerned(kube, kind, attempt)
    if (isStatus(hooks)) return hooks
    // All of them are asked at once.
    const words = hooks.map((hook) => [hook, kube.hearing?.heard(hook, attempt)] as const)
    if (words.some(([, word]) => word === undefined)) return putOff
    const refusals = words.map(([hook, word]) => refusalOf(request, hook, word))
    const first = refusals.find((refusal) => refusal !== undefined)
    if (first !== undefined) return first
  }
  return undefined
}

/** The webhooks to ask; none where nobody can be asked anything. */
function concerned(kube: KubeContext, kind: HookKind, attempt: Attempt): readonly Hook[] | Status {
  if (kube.hearing === undefined) return []
  const hooks = hooksAbout(kube, kind, attempt)
  return 'problem' in hooks ? failedCall(hooks.name, hooks.problem) : hooks
}

/** What follows from a word, if it stands in the way of the write. */
function refusalOf({ warn }: Admitted, hook: Hook, word: Word | undefined): Status | undefined {
  if (word === undefined) return putOff
  if (word.is === 'failed') return hook.isIgnored ? undefined : failedCall(hook.name, word.why)
  word.warnings.forEach(warn)
  return word.is === 'denied' ? word.status : undefined
}

function patched(
  { kind }: Admitted,
  object: KubeObject,
  patch: readonly unknown[],
): KubeObject | Status {
  if (patch.length === 0) return object
  const outcome = jsonPatch(object, patch)
  if ('problem' in outcome) return internalError(outcome.message)
  if (!isJson(outcome.value)) return internalError('a webhook made something else of an object')
  const fit = fitted(kind, { value: outcome.value, duplicates: [], validation: 'Ignore' })
  return isStatus(fit) ? fit : strategyOf(kind).defaults(fit.object)
}

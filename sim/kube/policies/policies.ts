// The admission policies of the cluster: whether a write may be stored, and what its writer is warned of.
import { details, failure, qualified } from '../../../src/objects/answers/status.ts'
import type { Status } from '../../../src/objects/answers/status.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import type { KubeContext } from '../context.ts'
import type { Admitted } from '../writes/request.ts'
import type { Json } from '../../../src/objects/schema/typed.ts'
import { part, text, texts } from '../../../src/objects/fields.ts'
import { attemptOf, variablesOf } from './attempt.ts'
import type { Attempt, Operation } from './attempt.ts'
import type { Variables } from './cel.ts'
import { objectionsOf } from './evaluate.ts'
import type { Objection } from './evaluate.ts'
import { isAbout } from './matching.ts'
import { paramsOf } from './params.ts'

const group = 'admissionregistration.k8s.io'
const policies = { group, resource: 'validatingadmissionpolicies' }
const bindings = { group, resource: 'validatingadmissionpolicybindings' }
const namespaces = { group: '', resource: 'namespaces' }

/** Every policy that is bound and about the write has its say; the first that denies it is told. */
export function policyRefusal(
  kube: KubeContext,
  request: Admitted,
  operation: Operation,
  of: Partial<Pick<Attempt, 'name' | 'object' | 'oldObject'>>,
): Status | undefined {
  const bound = request.kind.group === group ? [] : kube.store.list(bindings, undefined)
  if (bound.length === 0) return undefined
  const trial = trialOf(kube, attemptOf(request, operation, of))
  const said = bound.flatMap((binding) => saidOf(kube, binding, trial))
  for (const { by, objection, actions } of said)
    if (actions.includes('Warn')) request.warn(`Validation failed for ${by}: ${objection.message}`)
  const denied = said.find(({ actions }) => actions.includes('Deny'))
  return denied && refusal(trial.attempt, denied)
}

/** An objection, whose it is, and what follows from it. */
interface Said {
  readonly by: string
  readonly objection: Objection
  readonly actions: readonly string[]
}

/** A write, the namespace that it is in, and what expressions see of it. */
interface Trial {
  readonly attempt: Attempt
  readonly home: KubeObject | undefined
  readonly seen: Variables
}

function trialOf({ store }: KubeContext, attempt: Attempt): Trial {
  const { namespace } = attempt
  const home = namespace === undefined ? undefined : store.get(namespaces, undefined, namespace)
  return { attempt, home, seen: variablesOf(attempt, home) }
}

/** What a binding's policy says. What cannot be evaluated at all denies, whatever the actions are, unless failures are to be ignored. */
function saidOf(kube: KubeContext, binding: KubeObject, trial: Trial): readonly Said[] {
  const bound = part(binding, 'spec')
  const policy = kube.store.get(policies, undefined, text(bound, 'policyName'))
  const spec = part(policy, 'spec')
  if (policy === undefined || !areAbout(spec, bound, trial)) return []
  const by = `ValidatingAdmissionPolicy '${policy.metadata.name}' with binding '${binding.metadata.name}'`
  const params = paramsOf(kube, spec, bound, trial.attempt)
  if ('problem' in params) {
    if (text(spec, 'failurePolicy') === 'Ignore') return []
    const message = `failed to configure binding: ${params.problem}`
    return [{ by, objection: { message, reason: '' }, actions: ['Deny'] }]
  }
  const actions = texts(bound, 'validationActions')
  const objections = params.flatMap((each) => objectionsOf(spec, trial.seen, each))
  return objections.map((objection) => ({ by, objection, actions }))
}

const areAbout = (spec: Json, bound: Json, { attempt, home }: Trial): boolean =>
  isAbout(part(spec, 'matchConstraints'), attempt, home) &&
  isAbout(part(bound, 'matchResources'), attempt, home)

const codes: Readonly<Record<string, number>> = {
  Forbidden: 403,
  Unauthorized: 401,
  RequestEntityTooLarge: 413,
}

function refusal({ kind, name }: Attempt, { by, objection }: Said): Status {
  const message = `${by} denied request: ${objection.message}`
  const reason = objection.reason || 'Invalid'
  const about = `${qualified(kind)} "${name}" is forbidden: ${message}`
  return failure(
    codes[reason] ?? 422,
    reason,
    about,
    details(kind, name, { causes: [{ message }] }),
  )
}

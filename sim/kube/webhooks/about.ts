// The webhooks that are about a write, in the order in which they are asked.
import { part, text } from '../../../src/objects/fields.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import type { Json } from '../../../src/objects/schema/typed.ts'
import type { KubeContext } from '../context.ts'
import { items } from '../kinds/fields.ts'
import { variablesOf } from '../policies/attempt.ts'
import type { Attempt } from '../policies/attempt.ts'
import { areMet } from '../policies/evaluate.ts'
import { isAbout } from '../policies/matching.ts'
import type { Hook, HookKind } from './hook.ts'

const group = 'admissionregistration.k8s.io'
const namespaces = { group: '', resource: 'namespaces' }
const configurations = {
  mutating: { group, resource: 'mutatingwebhookconfigurations' },
  validating: { group, resource: 'validatingwebhookconfigurations' },
} as const

/** Whether anybody is to be asked about writes at all. */
export const hasHooks = ({ store }: Pick<KubeContext, 'store'>): boolean =>
  Object.values(configurations).some((each) => store.list(each, undefined).length > 0)

/** The webhooks to ask about a write; or why that cannot be said, where the write may not go on then. */
export function hooksAbout(
  { store }: Pick<KubeContext, 'store'>,
  kind: HookKind,
  attempt: Attempt,
): readonly Hook[] | { readonly problem: string; readonly name: string } {
  if (attempt.kind.group === group) return []
  const { namespace } = attempt
  const home = namespace === undefined ? undefined : store.get(namespaces, undefined, namespace)
  const found: Hook[] = []
  for (const configuration of store.list(configurations[kind], undefined)) {
    for (const webhook of items(configuration, 'webhooks')) {
      if (!isConcerned(webhook, attempt, home)) continue
      const hook = hookOf(kind, configuration, webhook)
      const met = areMet(items(webhook, 'matchConditions'), variablesOf(attempt, home))
      if (met === true) found.push(hook)
      else if (met !== false && !hook.isIgnored) return { problem: met.problem, name: hook.name }
    }
  }
  return found
}

function isConcerned(webhook: Json, attempt: Attempt, home: KubeObject | undefined): boolean {
  const rules = items(webhook, 'rules')
  return rules.length > 0 && isAbout({ ...webhook, resourceRules: rules }, attempt, home)
}

const usualTimeoutSeconds = 10

function hookOf(kind: HookKind, { metadata }: KubeObject, webhook: Json): Hook {
  const client = part(webhook, 'clientConfig')
  const seconds = webhook['timeoutSeconds']
  return {
    kind,
    configuration: metadata.name,
    name: text(webhook, 'name'),
    url: text(client, 'url'),
    authority: text(client, 'caBundle'),
    timeoutMs: (typeof seconds === 'number' ? seconds : usualTimeoutSeconds) * 1_000,
    isIgnored: text(webhook, 'failurePolicy') === 'Ignore',
  }
}

// Whether the rules of a policy, or of its binding, are about a write.
import type { Json } from '../../../src/objects/schema/typed.ts'
import { labelSelectorOf, selectsLabels } from '../../../src/objects/selectors/label-selector.ts'
import type { LabelSelectorObject } from '../../../src/objects/selectors/label-selector.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import { text, texts } from '../../../src/objects/fields.ts'
import { items } from '../kinds/fields.ts'
import type { Attempt } from './attempt.ts'

/** Whether `MatchResources` are about a write in this namespace; without rules they are about all. */
export function isAbout(resources: Json, attempt: Attempt, home: KubeObject | undefined): boolean {
  const rules = items(resources, 'resourceRules')
  const excluded = items(resources, 'excludeResourceRules')
  const exact = text(resources, 'matchPolicy') === 'Exact'
  const isRuledBy = (rule: Json) => isRuled(rule, attempt) && (!exact || isOfVersion(rule, attempt))
  if (excluded.some(isRuledBy)) return false
  if (rules.length > 0 && !rules.some(isRuledBy)) return false
  return isInNamespace(resources, attempt, home) && hasLabels(resources, attempt)
}

const isOfVersion = (rule: Json, { kind }: Attempt): boolean =>
  isAmong(texts(rule, 'apiVersions'), kind.version)

/** Other versions of a kind are the same to a rule, unless it wants exactly one. */
function isRuled(rule: Json, { operation, kind, subresource, name }: Attempt): boolean {
  const names = texts(rule, 'resourceNames')
  const scope = text(rule, 'scope')
  return (
    isAmong(texts(rule, 'operations'), operation) &&
    isAmong(texts(rule, 'apiGroups'), kind.group) &&
    texts(rule, 'resources').some((each) => isResource(each, kind.resource, subresource)) &&
    (scope === '' || scope === '*' || (scope === 'Namespaced') === kind.namespaced) &&
    (names.length === 0 || names.includes(name))
  )
}

/** `pods`, `pods/status`, `*`, …: without a part behind the slash the object itself; a star stands for any name. */
function isResource(rule: string, resource: string, subresource: string): boolean {
  const [of = '', below = ''] = rule.split('/')
  return isAmong([of], resource) && isAmong([below], subresource)
}

const isAmong = (allowed: readonly string[], value: string): boolean =>
  allowed.includes('*') || allowed.includes(value)

/** What lies in no namespace is not kept out by a selector of namespaces; a namespace counts by its own labels. */
function isInNamespace(
  resources: Json,
  { kind, object, oldObject }: Attempt,
  home: KubeObject | undefined,
): boolean {
  const isNamespace = kind.group === '' && kind.resource === 'namespaces'
  if (!kind.namespaced && !isNamespace) return true
  const counted = isNamespace ? ((object ?? oldObject) as KubeObject | undefined) : home
  return isSelected(resources, 'namespaceSelector', counted)
}

const hasLabels = (resources: Json, { object, oldObject }: Attempt): boolean =>
  [object, oldObject].some(
    (each) => each !== undefined && isSelected(resources, 'objectSelector', each as KubeObject),
  )

function isSelected(resources: Json, field: string, object: KubeObject | undefined): boolean {
  const selector = labelSelectorOf(resources[field] as LabelSelectorObject | undefined)
  return selector === undefined || selectsLabels(selector, object?.metadata.labels)
}

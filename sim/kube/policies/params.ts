// The objects that a binding hands to its policy.
import { groupVersion } from '../../../src/objects/kinds/registry.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import type { Json } from '../../../src/objects/schema/typed.ts'
import { labelSelectorOf, selectsLabels } from '../../../src/objects/selectors/label-selector.ts'
import type { LabelSelectorObject } from '../../../src/objects/selectors/label-selector.ts'
import type { KubeContext } from '../context.ts'
import { part, text } from '../../../src/objects/fields.ts'
import type { Attempt } from './attempt.ts'

/** What a policy is evaluated with, once for each; undefined: with none. Or why it cannot be. */
export type Params = readonly (KubeObject | undefined)[] | { readonly problem: string }

/** Finds them. */
export function paramsOf(kube: KubeContext, policy: Json, binding: Json, at: Attempt): Params {
  const wanted = part(policy, 'paramKind')
  const reference = part(binding, 'paramRef')
  const [version, name] = [text(wanted, 'apiVersion'), text(wanted, 'kind')]
  if (name === '' || Object.keys(reference).length === 0) return [undefined]
  const kind = kube
    .registry()
    .kinds.find((each) => each.kind === name && groupVersion(each.group, each.version) === version)
  if (kind === undefined)
    return {
      problem: `failed to find resource referenced by paramKind: '${version}, Kind=${name}'`,
    }
  const namespace = kind.namespaced ? text(reference, 'namespace') || at.namespace : undefined
  const found = kube.store.list(kind, namespace).filter((each) => isReferred(reference, each))
  if (found.length > 0 || text(reference, 'parameterNotFoundAction') === 'Allow') return found
  return {
    problem: 'no params found for policy binding with `Deny` parameterNotFoundAction',
  }
}

function isReferred(reference: Json, { metadata }: KubeObject): boolean {
  const name = text(reference, 'name')
  if (name !== '') return metadata.name === name
  const selector = labelSelectorOf(reference['selector'] as LabelSelectorObject | undefined)
  return selector !== undefined && selectsLabels(selector, metadata.labels)
}

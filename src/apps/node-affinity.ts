// What pods require of their nodes, with more required besides.
import { isJson, type Json } from '../objects/schema/typed.ts'
import { changedAt } from './pod-templates.ts'
import { items } from '../objects/fields.ts'

const required = 'requiredDuringSchedulingIgnoredDuringExecution'

/** A pod spec that requires a term of nodes too: one of several terms is enough, so each of them gets it. */
export function withNodeTerm(spec: Json, more: Json): Json {
  const lists = ['matchExpressions', 'matchFields'].filter((list) => items(more, list).length > 0)
  if (lists.length === 0) return spec
  return changedAt(spec, ['affinity', 'nodeAffinity', required], (selector) => {
    const terms = items(selector, 'nodeSelectorTerms').filter(isJson)
    const all: readonly Json[] = terms.length === 0 ? [{}] : terms
    const joined = (term: Json) =>
      lists.map((list) => [list, [...items(term, list), ...items(more, list)]] as const)
    return {
      ...selector,
      nodeSelectorTerms: all.map((term) => ({ ...term, ...Object.fromEntries(joined(term)) })),
    }
  })
}

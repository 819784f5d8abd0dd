// What pods require of their nodes, with more required besides.
import { isJson, type Json } from '../objects/schema/typed.ts'
import { changedAt } from './pod-templates.ts'
import { items } from './read.ts'

const required = 'requiredDuringSchedulingIgnoredDuringExecution'

/** A pod spec that requires expressions of nodes too: one of several terms is enough, so each of them gets them. */
export function withNodeTerms(spec: Json, expressions: readonly Json[]): Json {
  if (expressions.length === 0) return spec
  return changedAt(spec, ['affinity', 'nodeAffinity', required], (selector) => {
    const terms = items(selector, 'nodeSelectorTerms').filter(isJson)
    const all = terms.length === 0 ? [{}] : terms
    return {
      ...selector,
      nodeSelectorTerms: all.map((term) => ({
        ...term,
        matchExpressions: [...items(term, 'matchExpressions'), ...expressions],
      })),
    }
  })
}

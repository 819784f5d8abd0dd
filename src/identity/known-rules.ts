// The rules that a node knows of a caller: what is open to members, and what was decided about him before. There may be more.
import type { Decided } from './access-book.ts'
import { isOnPath } from './attempt.ts'
import type { ResourceAttempt } from './attempt.ts'
import { memberPaths, publicPaths, selfQuestions } from './open-to.ts'

/** What may be done to resources, in the words of a SelfSubjectRulesReview. */
export interface ResourceRule {
  readonly verbs: readonly string[]
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly resourceNames?: readonly string[]
}

/** What may be done to paths. */
export interface PathRule {
  readonly verbs: readonly string[]
  readonly nonResourceURLs: readonly string[]
}

/** All that is known. */
export interface KnownRules {
  readonly resourceRules: readonly ResourceRule[]
  readonly nonResourceRules: readonly PathRule[]
}

/** The rules of a member in a namespace. */
export function knownRules(decided: readonly Decided[], namespace: string): KnownRules {
  const allowed = decided.filter((one) => one.allowed).map(({ attempt }) => attempt)
  const resources = allowed.flatMap((one) => (isOnPath(one) ? [] : one))
  const here = resources.filter((one) => [undefined, namespace].includes(one.namespace))
  const open = Object.entries(selfQuestions).map(([group, asked]) => ({
    verbs: ['create'],
    apiGroups: [group],
    resources: asked,
  }))
  const paths = allowed.flatMap((one) =>
    isOnPath(one) ? { verbs: [one.verb], nonResourceURLs: [one.path] } : [],
  )
  const readable = [...publicPaths, ...memberPaths].flatMap((path) =>
    path === '/' ? path : [path, `${path}/*`],
  )
  return {
    resourceRules: [...open, ...ruled(here)],
    nonResourceRules: [{ verbs: ['get'], nonResourceURLs: readable }, ...paths],
  }
}

/** One rule for each thing, with all that may be done to it. */
function ruled(attempts: readonly ResourceAttempt[]): readonly ResourceRule[] {
  const rules = new Map<string, ResourceRule>()
  for (const { verb, group, resource, subresource, name } of attempts) {
    const what = subresource === undefined ? resource : `${resource}/${subresource}`
    const key = JSON.stringify([group, what, name])
    const verbs = [...new Set([...(rules.get(key)?.verbs ?? []), verb])]
    const named = name === undefined ? {} : { resourceNames: [name] }
    rules.set(key, { verbs, apiGroups: [group], resources: [what], ...named })
  }
  return [...rules.values()]
}

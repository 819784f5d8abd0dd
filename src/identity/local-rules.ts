// What a node decides by itself about a caller of its API; everything else is for the cloud to say.
import type { Attempt, Decision, PathAttempt } from './attempt.ts'
import { isOnPath } from './attempt.ts'
import type { NodeGraph } from './node-rules.ts'
import { mayNode } from './node-rules.ts'
import { isOpenTo } from './open-to.ts'
import { nodeOfUser } from './user.ts'
import type { User } from './user.ts'

const yes: Decision = { allowed: true }

/** The decision of the rules that need nobody else; undefined where only the cloud knows. */
export function decideHere(
  node: string,
  graph: NodeGraph,
  user: User,
  attempt: Attempt,
): Decision | undefined {
  if (isOpenTo(user, attempt)) return yes
  const asks = nodeOfUser(user)
  if (asks === undefined) return undefined
  if (asks !== node)
    return { allowed: false, because: `this is the API of node "${node}", not of "${asks}"` }
  return isOnPath(attempt) ? { allowed: isOfNumbers(attempt) } : mayNode(graph, node, attempt)
}

/** The numbers of a node's own API. */
const isOfNumbers = ({ verb, path }: PathAttempt): boolean => verb === 'get' && path === '/metrics'

// The subscriptions of one transport: who is called for which subjects.
import type { Cancel } from './clock.ts'
import { subjectMatcher } from './subject-matching.ts'
import type { Message } from './transport.ts'

/** Called with each message. */
export type Each = (message: Message) => void

/** Handlers by pattern. */
export interface Subscriptions {
  /** Adds a handler; tells through `began` when its pattern is new, through `ended` when it was the last. */
  readonly add: (pattern: string, each: Each) => Cancel
  readonly patterns: () => readonly string[]
  /** Hands a message to the handlers of one pattern, or of all that match. */
  readonly deliver: (message: Message, pattern?: string) => void
  readonly clear: () => void
}

interface Group {
  readonly matches: (subject: string) => boolean
  readonly handlers: Set<{ readonly each: Each }>
}

/** An empty table. */
export function createSubscriptions(on: {
  readonly began: (pattern: string) => void
  readonly ended: (pattern: string) => void
}): Subscriptions {
  const groups = new Map<string, Group>()
  const groupOf = (pattern: string): Group => {
    const known = groups.get(pattern)
    if (known !== undefined) return known
    const group: Group = { matches: subjectMatcher(pattern), handlers: new Set() }
    groups.set(pattern, group)
    return group
  }
  const add = (pattern: string, each: Each): Cancel => {
    const group = groupOf(pattern)
    const handler = { each }
    group.handlers.add(handler)
    if (group.handlers.size === 1) on.began(pattern)
    return () => {
      if (!group.handlers.delete(handler) || group.handlers.size > 0) return
      groups.delete(pattern)
      on.ended(pattern)
    }
  }
  const deliver = (message: Message, pattern?: string): void => {
    if (pattern !== undefined) return call(groups.get(pattern), message)
    const matching = [...groups.values()].filter((group) => group.matches(message.subject))
    for (const group of matching) call(group, message)
  }
  return { add, patterns: () => [...groups.keys()], deliver, clear: () => groups.clear() }
}

/** Calls those who listen now, whoever comes or goes meanwhile. */
function call(group: Group | undefined, message: Message): void {
  if (group !== undefined) for (const { each } of [...group.handlers]) each(message)
}

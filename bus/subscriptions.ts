// The subscriptions of one transport: who is called for which subjects.
import type { Cancel } from './clock.ts'
import { literalOf, literalsIn, subjectMatcher } from './subject-matching.ts'
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
  /** Groups are called in the order in which they came. */
  readonly order: number
  readonly matches: (subject: string) => boolean
  readonly handlers: Set<{ readonly each: Each }>
}

/** An empty table. */
export function createSubscriptions(on: {
  readonly began: (pattern: string) => void
  readonly ended: (pattern: string) => void
}): Subscriptions {
  const groups = new Map<string, Group>()
  // A broker has patterns for every node, of which a message concerns few.
  const byLiteral = new Map<string, Set<Group>>()
  let order = 0
  const groupOf = (pattern: string): Group => {
    const known = groups.get(pattern)
    if (known !== undefined) return known
    const group: Group = {
      order: order++,
      matches: subjectMatcher(pattern),
      handlers: new Set(),
    }
    groups.set(pattern, group)
    const alike = byLiteral.get(literalOf(pattern)) ?? new Set()
    byLiteral.set(literalOf(pattern), alike.add(group))
    return group
  }
  const forget = (pattern: string, group: Group): void => {
    groups.delete(pattern)
    const alike = byLiteral.get(literalOf(pattern))
    alike?.delete(group)
    if (alike?.size === 0) byLiteral.delete(literalOf(pattern))
  }
  const add = (pattern: string, each: Each): Cancel => {
    const group = groupOf(pattern)
    const handler = { each }
    group.handlers.add(handler)
    if (group.handlers.size === 1) on.began(pattern)
    return () => {
      if (!group.handlers.delete(handler) || group.handlers.size > 0) return
      forget(pattern, group)
      on.ended(pattern)
    }
  }
  const matching = (subject: string): readonly Group[] =>
    literalsIn(subject)
      .flatMap((literal) => [...(byLiteral.get(literal) ?? [])])
      .filter((group) => group.matches(subject))
      .toSorted((a, b) => a.order - b.order)
  const deliver = (message: Message, pattern?: string): void => {
    if (pattern !== undefined) return call(groups.get(pattern), message)
    for (const group of matching(message.subject)) call(group, message)
  }
  const clear = (): void => {
    groups.clear()
    byLiteral.clear()
  }
  return { add, patterns: () => [...groups.keys()], deliver, clear }
}

/** Calls those who listen now, whoever comes or goes meanwhile. */
function call(group: Group | undefined, message: Message): void {
  if (group !== undefined) for (const { each } of [...group.handlers]) each(message)
}

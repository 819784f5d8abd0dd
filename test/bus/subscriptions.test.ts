// The table of subscriptions: of many patterns those that match are found, and called in the order in which they came.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { subjectMatcher } from '../../bus/subject-matching.ts'
import { createSubscriptions } from '../../bus/subscriptions.ts'

const token = fc.constantFrom('a', 'b', 'ab')
const subjects = fc.array(token, { minLength: 1, maxLength: 4 }).map((tokens) => tokens.join('.'))
const patterns = fc
  .tuple(
    fc.array(fc.oneof(token, fc.constant('*')), { maxLength: 3 }),
    fc.constantFrom('a', 'b', '*', '>'),
  )
  .map(([tokens, last]) => [...tokens, last].join('.'))
const nothing = { began: () => {}, ended: () => {} }

it('B1: a message reaches those whose patterns match, each once, in the order of their coming', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(patterns, { maxLength: 12 }),
      fc.array(fc.nat(11), { maxLength: 4 }),
      subjects,
      (all, leaving, subject) => {
        const heard: string[] = []
        const table = createSubscriptions(nothing)
        const cancels = all.map((pattern) => table.add(pattern, () => void heard.push(pattern)))
        for (const i of leaving) cancels[i]?.()
        table.deliver({ subject, bytes: new Uint8Array() })
        const left = all.filter((_, i) => !leaving.includes(i))
        expect(table.patterns()).toEqual(left)
        expect(heard).toEqual(left.filter((pattern) => subjectMatcher(pattern)(subject)))
      },
    ),
  )
})

// The recorded watches, played against the read responder and a store in which the same things happen.
import { expect, it } from 'vitest'
import { ask, contextOf, emptyStore } from './ask.ts'
import { watchProblems } from './recorded-watches.ts'

it('O5: every recorded watch tells the same events in the same order', () => {
  const store = emptyStore()
  const found = watchProblems(store, ({ path, headers }, wall) =>
    ask(contextOf(store, undefined, wall), path, headers),
  )
  expect(found).toEqual([])
})

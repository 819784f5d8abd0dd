// Pages of a list under concurrent changes, versions of lists, and what is too old or too new.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Store } from '../../../sim/kube/store.ts'
import { ask, contextOf, emptyStore, whole } from '../ask.ts'
import { change, randomChanges } from '../random-changes.ts'

interface List {
  readonly metadata: {
    readonly resourceVersion: string
    readonly continue?: string
    readonly remainingItemCount?: number
  }
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly namespace: string }
  }[]
}

const everywhere = '/api/v1/configmaps'

const list = (store: Store, query: string, path = everywhere): List => {
  const { status, body } = whole(ask(contextOf(store), `${path}?${query}`))
  expect(status).toBe(200)
  return body as List
}

const failure = (store: Store, query: string): unknown =>
  whole(ask(contextOf(store), `${everywhere}?${query}`)).body

const names = ({ items }: List): readonly string[] =>
  items.map(({ metadata: { namespace, name } }) => `${namespace}/${name}`)

const query = fc.constantFrom(
  '',
  'labelSelector=app%3Dx',
  'fieldSelector=metadata.namespace%3Done',
  'fieldSelector=metadata.name%3Dc',
)

it('O8: pages put together are the list as it was when the first was asked for', () => {
  const sizes = fc.integer({ min: 1, max: 4 })
  const all = fc.tuple(
    randomChanges(30),
    fc.array(randomChanges(5), { maxLength: 8 }),
    sizes,
    query,
  )
  fc.assert(
    fc.property(all, ([before, meanwhile, limit, selector]) => {
      const store = emptyStore()
      for (const each of before) change(store, each)
      const expected = list(store, selector)
      const seen: string[] = []
      let page = list(store, `limit=${limit}&${selector}`)
      for (let turn = 0; ; turn++) {
        expect(page.items.length).toBeLessThanOrEqual(limit)
        expect(page.metadata.resourceVersion).toBe(expected.metadata.resourceVersion)
        seen.push(...names(page))
        const token = page.metadata.continue
        if (token === undefined) break
        if (selector === '') {
          const left = expected.items.length - seen.length
          expect(page.metadata.remainingItemCount).toBe(left)
        }
        for (const each of meanwhile[turn] ?? []) change(store, each)
        page = list(store, `limit=${limit}&${selector}&continue=${token}`)
      }
      expect(seen).toEqual(names(expected))
    }),
  )
})

it('O8: a list at a version is what it was then, a list not older than it what it is now', () => {
  fc.assert(
    fc.property(randomChanges(20), randomChanges(10), (before, after) => {
      const store = emptyStore()
      for (const each of before) change(store, each)
      const then = list(store, '')
      for (const each of after) change(store, each)
      const version = then.metadata.resourceVersion
      const exact = list(store, `resourceVersion=${version}&resourceVersionMatch=Exact`)
      expect(exact).toEqual(then)
      expect(list(store, `resourceVersion=${version}`)).toEqual(list(store, ''))
      expect(names(list(store, `resourceVersion=${version}&limit=100`))).toEqual(names(then))
    }),
  )
})

function compacted(): { readonly store: Store; readonly token: string } {
  const store = emptyStore()
  for (const name of ['a', 'b', 'c', 'd']) {
    change(store, { namespace: 'one', name, app: 'x', gone: false })
  }
  const token = list(store, 'limit=2').metadata.continue ?? ''
  change(store, { namespace: 'one', name: 'e', app: 'x', gone: false })
  store.compact(store.version())
  return { store, token }
}

it('O9: a page of a forgotten version is refused with a token that goes on regardless', () => {
  const { store, token } = compacted()
  const refused = failure(store, `limit=2&continue=${token}`) as {
    readonly code: number
    readonly reason: string
    readonly metadata: { readonly continue: string }
  }
  expect(refused).toMatchObject({ code: 410, reason: 'Expired' })
  const page = list(store, `limit=2&continue=${refused.metadata.continue}`)
  expect(names(page)).toEqual(['one/c', 'one/d'])
  expect(names(list(store, `limit=2&continue=${page.metadata.continue ?? ''}`))).toEqual(['one/e'])
})

it('O9: a forgotten version is refused, and so is one that is not there yet', () => {
  const { store } = compacted()
  const exact = 'resourceVersion=2&resourceVersionMatch=Exact'
  expect(failure(store, exact)).toMatchObject({ code: 410, reason: 'Expired' })
  expect(failure(store, 'resourceVersion=900')).toMatchObject({ code: 504, reason: 'Timeout' })
})

const base64 = (text: string): string => Buffer.from(text).toString('base64url')
const bad: readonly (readonly [token: string, complaint: string])[] = [
  ['%25', 'illegal base64 data at input byte 0'],
  [base64(' '), 'unexpected end of JSON input'],
  [base64('{"v":"x"}'), 'server does not recognize this encoded version "x"'],
  [
    base64('{"v":"meta.k8s.io/v1"}'),
    'incorrect encoded start resourceVersion (version meta.k8s.io/v1)',
  ],
  [base64('{"v":"meta.k8s.io/v1","rv":2}'), 'encoded start key empty (version meta.k8s.io/v1)'],
]

it.each(bad)('O9: the continue token %s is refused', (token, complaint) => {
  const message = `invalid continue token: continue key is not valid: ${complaint}`
  expect(failure(emptyStore(), `limit=1&continue=${token}`)).toMatchObject({ code: 400, message })
})

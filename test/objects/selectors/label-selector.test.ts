// Label selectors against a dumb twin, and the words in which bad ones are refused.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isStatus } from '../../../src/objects/answers/status.ts'
import {
  labelSelectorOf,
  labelSelectorText,
  parseLabelSelector,
  selectsLabels,
} from '../../../src/objects/selectors/label-selector.ts'

type Labels = Readonly<Record<string, string>>

/** A requirement with its text and, written down as plainly as can be, what it means. */
interface Case {
  readonly text: string
  readonly holds: (labels: Labels) => boolean
}

const key = fc.constantFrom('a', 'b', 'example.com/c')
const value = fc.constantFrom('', '1', '2', '10', 'x', 'in', 'notin')
const blank = fc.constantFrom('', ' ', '\t')

// Kubernetes refuses two empty values at the end of a list, so there is one at most.
const valuesOf = fc
  .array(value, { minLength: 1, maxLength: 3 })
  .filter((values) => values.filter((each) => each === '').length < 2)

const caseOf: fc.Arbitrary<Case> = fc
  .record({ key, value, values: valuesOf, blank })
  .chain(({ key: k, value: v, values, blank: s }) =>
    fc.constantFrom<Case>(
      { text: `${s}${k}`, holds: (l) => k in l },
      { text: `!${s}${k}`, holds: (l) => !(k in l) },
      { text: `${k}${s}=${s}${v}`, holds: (l) => l[k] === v },
      { text: `${k}==${v}${s}`, holds: (l) => l[k] === v },
      { text: `${k}!=${v}`, holds: (l) => l[k] !== v },
      { text: `${k} in ${s}(${values.join(',')})`, holds: (l) => values.some((x) => l[k] === x) },
      {
        text: `${k} notin (${values.join(`${s},`)})`,
        holds: (l) => !values.some((x) => l[k] === x),
      },
      { text: `${k}>5`, holds: (l) => /^\d+$/.test(l[k] ?? '') && Number(l[k]) > 5 },
      { text: `${k}${s}<${s}5`, holds: (l) => /^\d+$/.test(l[k] ?? '') && Number(l[k]) < 5 },
    ),
  )

const labelsOf = fc.dictionary(key, value, { maxKeys: 3 })

it('O6: a label selector selects what its requirements say one by one', () => {
  fc.assert(
    fc.property(fc.array(caseOf, { maxLength: 3 }), labelsOf, (cases, labels) => {
      const selector = parseLabelSelector(cases.map(({ text }) => text).join(','))
      if (isStatus(selector)) throw new Error(selector.message)
      expect(selectsLabels(selector, labels)).toBe(cases.every(({ holds }) => holds(labels)))
    }),
  )
})

it('O6: any text is a selector or a complaint, never a crash', () => {
  const text = fc.string({ unit: fc.constantFrom(...'ab=!(),<> in-/\\"é'), maxLength: 12 })
  fc.assert(
    fc.property(text, (given) => {
      const selector = parseLabelSelector(given)
      if (isStatus(selector)) expect(selector.code).toBe(400)
      else expect(typeof selectsLabels(selector, {})).toBe('boolean')
    }),
  )
})

const refusals: readonly (readonly [text: string, complaint: string])[] = [
  ['a in (x', "unable to parse requirement: found '', expected: ',' or ')'"],
  ['a in (', "unable to parse requirement: found '', expected: ',', ')' or identifier"],
  ['a in (,,)', "unable to parse requirement: found ')', expected: ',', or identifier"],
  ['a=(', "unable to parse requirement: found '(', expected: identifier"],
  ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
  ['!', "unable to parse requirement: found '', expected: identifier"],
  ['!a=b', "found '=', expected: ',' or 'end of string'"],
  [',a', "found ',', expected: !, identifier, or 'end of string'"],
  [
    'a>x',
    'unable to parse requirement: values[0]: Invalid value: "x": ' +
      "for 'Gt', 'Lt' operators, the value must be an integer",
  ],
  ['/a', 'unable to parse requirement: <nil>: Invalid value: "/a": prefix part must be non-empty'],
]

it.each(refusals)('O6: %s is refused', (text, complaint) => {
  expect(parseLabelSelector(text)).toMatchObject({ code: 400, message: complaint })
})

it('O6: a selector in an object means the same, and is printed as kubectl shows it', () => {
  const from = {
    matchLabels: { z: '1', a: '2' },
    matchExpressions: [
      { key: 'b', operator: 'In', values: ['y', 'x'] },
      { key: 'c', operator: 'Exists' },
      { key: 'd', operator: 'DoesNotExist' },
    ],
  }
  expect(labelSelectorText(from)).toBe('a=2,b in (x,y),c,!d,z=1')
  expect(labelSelectorText({})).toBe('<none>')
  const selector = labelSelectorOf(from)
  expect(selector && selectsLabels(selector, { z: '1', a: '2', b: 'x', c: '' })).toBe(true)
  expect(selector && selectsLabels(selector, { z: '1', a: '2', b: 'x', c: '', d: '' })).toBe(false)
})

// Subjects: hostile names survive, one spelling each, NATS and MQTT alike.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseSubject, patternOf, shapes, subjectOf } from '../../schemas/subjects.ts'
import type { SubjectName } from '../../schemas/subjects.ts'
import { escapeToken, subjectOfTopic, topicOf, unescapeToken } from '../../schemas/tokens.ts'

const hostile = [
  'a.b',
  '*',
  '>',
  '/',
  '+',
  '#',
  '%',
  ' ',
  '',
  'x'.repeat(253),
  'ü',
  '日本',
  '%2E',
  '%u0000',
]
const odd = [
  '\u0000',
  '\t',
  '\n',
  '\u00a0',
  '\u2028',
  '\ud800',
  '\udc00a',
  '\uffff',
  '\u{1fffe}',
  '😀',
  '\ufeff',
]
const anyName = fc.oneof(
  fc.constantFrom(...hostile, ...odd),
  fc.string({ unit: 'binary', maxLength: 253 }),
  fc.string({ unit: fc.constantFrom('%', 'u', '2', 'E', '.', 'a'), maxLength: 12 }),
)
const anySubject = fc.constantFrom(...(Object.keys(shapes) as SubjectName[])).chain((family) =>
  fc.record({
    family: fc.constant(family),
    cluster: anyName,
    ...Object.fromEntries(shapes[family].map((name) => [name, anyName])),
  }),
)

it('F14: every subject comes back with its tokens, whatever their names', () => {
  fc.assert(
    fc.property(anySubject, (subject) => {
      const text = subjectOf(subject.family, subject.cluster, subject as never)
      expect(parseSubject(text)).toEqual(subject)
      expect(text.split('.')).toHaveLength(3 + shapes[subject.family].length)
    }),
  )
})

it.each([...hostile, ...odd])(
  'F14: the name %j is one token without reserved characters',
  (name) => {
    const token = escapeToken(name)
    expect(unescapeToken(token)).toBe(name)
    expect(token).not.toMatch(/[\s.*>/+#\p{Cc}\p{Cs}]/u)
    expect(token).not.toBe('')
  },
)

it('F15: a token has one spelling only, and text that we never wrote is malformed', () => {
  fc.assert(
    fc.property(anyName, (token) => {
      const text = unescapeToken(token)
      if (text !== undefined) expect(escapeToken(text)).toBe(token)
    }),
  )
  for (const text of [
    '',
    'cw',
    'cw.c.beat.0',
    'cw.c.moon.0',
    'cw.c.down.%41',
    'cw.c.down.n.n',
    'cw.c.down.',
    'x.c.down.n',
    'cw.c.toString.n',
  ])
    expect(parseSubject(text)).toMatchObject({ code: 'MALFORMED' })
})

it('F16: a pattern leaves out what may be anything', () => {
  expect(patternOf('beat', 'c', { shard: '3' })).toBe('cw.c.beat.3.*')
  expect(patternOf('peer', 'c', { node: 'a.b' })).toBe('cw.c.peer.*.a%2Eb.*')
})

it('F17: MQTT topics are the subjects with slashes, both ways', () => {
  fc.assert(
    fc.property(anySubject, (subject) => {
      const text = subjectOf(subject.family, subject.cluster, subject as never)
      const topic = topicOf(text)
      expect(topic.split('/')).toHaveLength(text.split('.').length)
      expect(topic).not.toMatch(/[+#]/)
      expect(subjectOfTopic(topic)).toBe(text)
    }),
  )
  expect(topicOf('cw.c.beat.*.>')).toBe('cw/c/beat/+/#')
})

it('F17: no topic of a stranger becomes a wildcard or splits a token', () => {
  fc.assert(
    fc.property(anyName, (topic) => {
      const subject = subjectOfTopic(topic)
      expect(subject.split('.')).toHaveLength(topic.split('/').length)
      expect(subject.split('.')).not.toContain('*')
      expect(subject.split('.')).not.toContain('>')
    }),
  )
})

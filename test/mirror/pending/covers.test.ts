// A later write that takes the place of an earlier one: doing both is doing the later one alone.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { applied } from '../../../src/mirror/pending/apply.ts'
import { covers } from '../../../src/mirror/pending/covers.ts'
import type { PatchForm, Write } from '../../../src/mirror/pending/write.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import { theNode } from './asking.ts'

const target = {
  group: '',
  version: 'v1',
  resource: 'nodes',
  kind: 'Node',
  namespace: '',
  name: 'a-1',
}
const writeOf = (form: PatchForm, patch: unknown, status = true): Write => ({
  target,
  uid: 'uid-of-node',
  change: { verb: 'patch', form, patch, status },
})

const value = fc.constantFrom('0', '1', '2')
const condition = fc.record(
  { type: fc.constantFrom('Ready', 'Disk', 'Memory'), status: value, reason: fc.option(value) },
  { requiredKeys: ['type'] },
)
const byType = { selector: ({ type }: { type: string }) => type, maxLength: 3 } as const
const statusPatch = fc.record(
  {
    conditions: fc.option(fc.uniqueArray(condition, byType)),
    phase: fc.option(value),
    volumesInUse: fc.array(value, { maxLength: 2 }),
    allocatable: fc.option(fc.dictionary(fc.constantFrom('cpu', 'memory'), fc.option(value))),
  },
  { requiredKeys: [] },
)
const patch = fc.record(
  {
    metadata: fc.record({
      annotations: fc.dictionary(fc.constantFrom('a', 'b'), fc.option(value)),
    }),
    status: statusPatch,
  },
  { requiredKeys: ['status'] },
)
const base = statusPatch.map(
  (status): KubeObject =>
    applied({ ...theNode, status: {} }, [writeOf('strategic', { status })]) ?? theNode,
)

/** Lists by merge key hold the same, in whatever order. */
const sorted = (object: KubeObject | undefined): unknown =>
  JSON.parse(
    JSON.stringify(object, (_, each: unknown) =>
      Array.isArray(each)
        ? each.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
        : each,
    ),
  )

it.each(['merge', 'strategic'] as const)(
  'A63: where a later %s patch covers an earlier one, both are the later one',
  (form) => {
    let covered = 0
    fc.assert(
      fc.property(base, patch, patch, fc.boolean(), (object, first, second, similar) => {
        const later = similar
          ? { ...first, ...second, status: { ...first.status, ...second.status } }
          : second
        const [a, b] = [writeOf(form, first), writeOf(form, later)]
        if (!covers(b, a)) return
        covered += 1
        expect(sorted(applied(object, [a, b]))).toEqual(sorted(applied(object, [b])))
      }),
      { numRuns: 2_000 },
    )
    expect(covered).toBeGreaterThan(200)
  },
)

it('A63: a kubelet’s next heartbeat covers the last one, a change of status is kept', () => {
  const beat = (at: string) =>
    writeOf('strategic', {
      status: {
        '$setElementOrder/conditions': [{ type: 'Ready' }],
        conditions: [{ type: 'Ready', lastHeartbeatTime: at }],
      },
    })
  const sick = writeOf('strategic', {
    status: { conditions: [{ type: 'Ready', status: 'False', lastHeartbeatTime: '2' }] },
  })
  expect(covers(beat('2'), beat('1'))).toBe(true)
  expect(covers(beat('3'), sick)).toBe(false)
})

it('A63: nothing covers a patch with directives, of another object, path or uid, a creation or a delete', () => {
  const gone = writeOf('strategic', {
    status: { conditions: [{ type: 'Ready', $patch: 'delete' }] },
  })
  expect(covers(gone, gone)).toBe(false)
  const one = writeOf('merge', { status: { phase: '1' } })
  expect(covers(one, one)).toBe(true)
  expect(covers({ ...one, uid: 'another' }, one)).toBe(false)
  expect(covers({ ...one, target: { ...target, name: 'a-2' } }, one)).toBe(false)
  expect(covers(writeOf('merge', { status: { phase: '1' } }, false), one)).toBe(false)
  const made: Write = { target, uid: undefined, change: { verb: 'create', object: theNode } }
  expect(covers(made, made)).toBe(false)
  expect(covers(one, made)).toBe(false)
})

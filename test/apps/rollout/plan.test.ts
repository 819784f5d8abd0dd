// The annotation of staged rollouts: what it means, and what is wrong with it.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isProblem } from '../../../src/apps/dialect.ts'
import { batchesOf, planOf, rolloutMark } from '../../../src/apps/rollout/plan.ts'

const app = (said: unknown) => ({
  apiVersion: 'superedge.io/v1',
  kind: 'DeploymentGrid',
  metadata: {
    name: 'demo',
    annotations: { [rolloutMark]: typeof said === 'string' ? said : JSON.stringify(said) },
  },
})

const plan = (batches: readonly (readonly string[])[]) => {
  const read = planOf(app({ batches }))
  if (read === undefined || isProblem(read)) throw new Error(JSON.stringify(read))
  return read
}

it('S80: batches name units, shares of all by their names, and the rest', () => {
  const units = ['u4', 'u1', 'u2', 'u3', 'u5']
  expect(batchesOf(plan([['u3'], ['40%'], ['*']]), units)).toEqual([
    ['u3'],
    ['u1', 'u2'],
    ['u4', 'u5'],
  ])
  expect(batchesOf(plan([['gone'], ['u2']]), units)).toEqual([['u2'], ['u1', 'u3', 'u4', 'u5']])
})

it('S80: every unit is in one batch, whatever the plan', () => {
  const word = fc.constantFrom('u1', 'u2', 'u3', '10%', '50%', '*', 'nowhere')
  const batches = fc.array(fc.uniqueArray(word, { minLength: 1 }), { minLength: 1, maxLength: 4 })
  const units = fc.uniqueArray(fc.constantFrom('u1', 'u2', 'u3', 'u4', 'u5'))
  fc.assert(
    fc.property(batches, units, (said, there) => {
      const read = planOf(app({ batches: said }))
      if (read === undefined || isProblem(read)) return
      expect(batchesOf(read, there).flat().toSorted()).toEqual(there.toSorted())
    }),
  )
})

it.each([
  ['{', 'expected JSON'],
  ['[]', 'expected an object'],
  [{ batches: [] }, '.batches: expected lists of units'],
  [{ batches: [['a'], ['a']] }, '.batches: expected lists of units, each unit once'],
  [{ batches: [['*']], helthySeconds: 3 }, '.helthySeconds: expected one of batches'],
  [{ batches: [['*']], healthySeconds: -1 }, '.healthySeconds: expected a number from 0, got -1'],
  [{ batches: [['*']], timeoutSeconds: '5m' }, '.timeoutSeconds: expected a number from 1'],
  [{ batches: [['*']], paused: 'yes' }, '.paused: expected true or false, got "yes"'],
  [{ batches: [['*']], onFailure: 'retry' }, '.onFailure: expected rollback or stop'],
])('S81: %j is refused with the field and what was expected', (said, expected) => {
  const problem = planOf(app(said))
  expect(problem && isProblem(problem) && `${problem.field}: ${problem.reason}`).toContain(expected)
})

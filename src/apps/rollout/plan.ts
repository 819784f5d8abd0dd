// The annotation `causeway.io/rollout`: in which order an app's units get what is new, and when to go on.
import type { KubeObject } from '../../objects/object.ts'
import { isJson } from '../../objects/schema/typed.ts'
import type { Json } from '../../objects/schema/typed.ts'
import type { Problem, UnitName } from '../dialect.ts'
import { markOf } from '../marks.ts'
import type { RolloutPlan } from './facts.ts'

/**
 * On an app, JSON: `{"batches": [["unit1"], ["25%"], ["*"]], "healthySeconds": 10, "timeoutSeconds": 600, "paused": false,
 * "onFailure": "rollback"}`. A batch names units, a share of all of them, or `*` for those that are left.
 */
export const rolloutMark = 'causeway.io/rollout'

const fields = ['batches', 'healthySeconds', 'timeoutSeconds', 'paused', 'onFailure']
const share = /^(\d{1,2}|100)%$/

/** The plan of an app; undefined where it has none. */
export function planOf(app: KubeObject): RolloutPlan | Problem | undefined {
  const said = markOf(app, rolloutMark)
  if (said === undefined) return undefined
  try {
    const value = JSON.parse(said) as unknown
    return isJson(value) ? checked(value) : wrong('', 'an object', value)
  } catch {
    return wrong('', 'JSON', said)
  }
}

function checked(value: Json): RolloutPlan | Problem {
  const said = {
    healthySeconds: 10,
    timeoutSeconds: 600,
    paused: false,
    onFailure: 'rollback',
    ...value,
  }
  const unknown = Object.keys(value).find((name) => !fields.includes(name))
  if (unknown !== undefined) return wrong(`.${unknown}`, `one of ${fields.join(', ')}`, unknown)
  const { batches } = value
  if (!isBatches(batches)) return wrong('.batches', batchesForm, batches)
  const bad = checks.find(({ field, isRight }) => !isRight(said[field]))
  if (bad !== undefined) return wrong(`.${bad.field}`, bad.expected, said[bad.field])
  return {
    batches,
    healthyMs: said.healthySeconds * 1_000,
    timeoutMs: said.timeoutSeconds * 1_000,
    isPaused: said.paused,
    onFailure: said.onFailure === 'stop' ? 'stop' : 'roll-back',
  }
}

const batchesForm = 'lists of units, each unit once, like [["unit1"], ["50%"], ["*"]]'

const isSeconds = (value: unknown, min: number): boolean =>
  typeof value === 'number' && Number.isFinite(value) && value >= min

const checks = [
  {
    field: 'healthySeconds',
    expected: 'a number from 0',
    isRight: (it: unknown) => isSeconds(it, 0),
  },
  {
    field: 'timeoutSeconds',
    expected: 'a number from 1',
    isRight: (it: unknown) => isSeconds(it, 1),
  },
  { field: 'paused', expected: 'true or false', isRight: (it: unknown) => typeof it === 'boolean' },
  {
    field: 'onFailure',
    expected: 'rollback or stop',
    isRight: (it: unknown) => it === 'rollback' || it === 'stop',
  },
] as const

function isBatches(value: unknown): value is readonly (readonly string[])[] {
  if (!Array.isArray(value) || value.length === 0) return false
  const isNames = (batch: unknown): boolean =>
    Array.isArray(batch) &&
    batch.length > 0 &&
    batch.every((unit) => typeof unit === 'string' && unit !== '')
  if (!value.every(isNames)) return false
  const named = (value as string[][]).flat().filter((unit) => !share.test(unit))
  return new Set(named).size === named.length
}

const wrong = (at: string, expected: string, got: unknown): Problem => ({
  field: `metadata.annotations[${rolloutMark}]${at}`,
  reason: `expected ${expected}, got ${JSON.stringify(got)?.slice(0, 100) ?? 'nothing'}`,
})

/** The units of each batch, of those that there are: named ones, shares by name order, and the rest in the last. */
export function batchesOf(
  { batches }: RolloutPlan,
  units: readonly UnitName[],
): readonly (readonly UnitName[])[] {
  const all = [...units].toSorted()
  const named = new Set(batches.flat())
  let left = all.filter((unit) => !named.has(unit))
  const taken = (count: number): readonly UnitName[] => {
    const some = left.slice(0, count)
    left = left.slice(count)
    return some
  }
  const resolved = batches.map((batch) =>
    batch.flatMap((word) => {
      const [, percent] = share.exec(word) ?? []
      if (percent !== undefined) return taken(Math.ceil((all.length * Number(percent)) / 100))
      if (word === '*') return taken(left.length)
      return all.includes(word) ? [word] : []
    }),
  )
  return [...resolved, left].filter((batch) => batch.length > 0)
}

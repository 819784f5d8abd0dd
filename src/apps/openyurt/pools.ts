// The pools that a YurtAppSet or one of its tweaks means: those that it names, and those whose labels it selects.
import type { KubeObject } from '../../objects/object.ts'
import { selectsLabels } from '../../objects/selectors/label-selector.ts'
import { isJson, type Json } from '../../objects/schema/typed.ts'
import type { Problem } from '../dialect.ts'
import { isProblem } from '../dialect.ts'
import { texts } from '../../objects/fields.ts'
import { selectorIn } from '../selector.ts'

/** Which pools are meant. */
export interface PoolChoice {
  readonly means: (pool: KubeObject) => boolean
  readonly names: readonly string[]
  /** Whether pools are selected by their labels, too. */
  readonly selects: boolean
}

/** The choice in a part of a manifest, or what is wrong with it. */
export function poolChoice(from: Json, field: string): PoolChoice | Problem {
  const names = texts(from, 'pools')
  const by = from['nodepoolSelector']
  if (by === undefined || by === null)
    return { names, selects: false, means: ({ metadata }) => names.includes(metadata.name) }
  if (!isJson(by))
    return { field: `${field}.nodepoolSelector`, reason: 'expected a label selector' }
  const selector = selectorIn(by, `${field}.nodepoolSelector`)
  if (isProblem(selector)) return selector
  return {
    names,
    selects: true,
    means: ({ metadata: { name, labels } }) =>
      names.includes(name) || selectsLabels(selector, labels),
  }
}

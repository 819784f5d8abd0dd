// A live object with an applied one merged into it.
import { elementOf } from './items.ts'
import type { ListShape } from './items.ts'
import { isJson } from '../schema/typed.ts'
import { settledShape, shapeOfField, whole } from './shape.ts'
import type { Shape } from './shape.ts'

/** `live` with `config` merged into it; what `config` does not say stays. */
export function merged(shape: Shape, live: unknown, config: unknown): unknown {
  if (config === undefined) return live
  const settled = settledShape(shape, config, live)
  if (settled.is === 'fields' && isJson(config)) {
    return mergedFields(settled, isJson(live) ? live : {}, config)
  }
  const isList = settled.is === 'set' || settled.is === 'keyed'
  if (!isList || !Array.isArray(config)) return config
  return mergedItems(settled, Array.isArray(live) ? live : [], config)
}

type Fields = Readonly<Record<string, unknown>>

function mergedFields(shape: Shape, live: Fields, config: Fields): Fields {
  const result: Record<string, unknown> = { ...live }
  for (const [name, value] of Object.entries(config)) {
    result[name] = merged(shapeOfField(shape, name), live[name], value)
  }
  return result
}

/** Items in the order of `config`, those of `live` alone where they stood. */
function mergedItems(
  shape: ListShape,
  live: readonly unknown[],
  config: readonly unknown[],
): readonly unknown[] {
  const item = shape.is === 'set' ? whole : shape.item()
  const element = (each: unknown) => elementOf(shape, each)
  const [left, right] = [live.map(element), config.map(element)]
  const known = new Map(live.map((each, i) => [left[i], each]))
  const wanted = new Set(right)
  const shared = right.filter((each) => known.has(each))
  const all = config.map((each, i) => merged(item, known.get(right[i]), each))
  const result: unknown[] = []
  let taken = 0
  for (const [i, name] of left.entries()) {
    if (!wanted.has(name)) result.push(live[i])
    if (name !== shared[0]) continue
    shared.shift()
    const upTo = right.indexOf(name, taken) + 1
    result.push(...all.slice(taken, upTo))
    taken = upTo
  }
  return [...result, ...all.slice(taken)]
}

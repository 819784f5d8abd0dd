// The template of a grid for one unit: that of the pool which the unit is given, else the default one.
import type { KubeObject } from '../../objects/object.ts'
import { isJson, type Json } from '../../objects/schema/typed.ts'
import type { Problem } from '../dialect.ts'
import { part, text, textMap } from '../../objects/fields.ts'

/** `default` and no name at all mean `spec.template`. */
const ownTemplate = 'default'

/** The name of the template that a unit uses. */
export function templateNameOf(grid: KubeObject, unit: string): string {
  const spec = part(grid, 'spec')
  const named = textMap(spec, 'templates')[unit] ?? text(spec, 'defaultTemplateName')
  return named === '' ? ownTemplate : named
}

/** The workload's spec for a unit, or what is wrong. */
export function templateOf(grid: KubeObject, unit: string): Json | Problem {
  const spec = part(grid, 'spec')
  const name = templateNameOf(grid, unit)
  const isOwn = name === ownTemplate
  const found = isOwn ? spec['template'] : part(spec, 'templatePool')[name]
  if (isJson(found)) return found
  if (isOwn) return { field: 'spec.template', reason: 'expected a template, there is none' }
  const isNamed = textMap(spec, 'templates')[unit] !== undefined
  const there = Object.keys(part(spec, 'templatePool')).toSorted().join(', ') || 'none'
  return {
    field: isNamed ? `spec.templates[${unit}]` : 'spec.defaultTemplateName',
    reason: `expected "default" or a template of spec.templatePool (${there}), got "${name}"`,
  }
}

/** The names of the pool's templates that no unit uses. */
export function unusedTemplates(grid: KubeObject, units: Iterable<string>): readonly string[] {
  const used = new Set([text(part(grid, 'spec'), 'defaultTemplateName')])
  for (const unit of units) used.add(templateNameOf(grid, unit))
  return Object.keys(part(part(grid, 'spec'), 'templatePool')).filter((name) => !used.has(name))
}

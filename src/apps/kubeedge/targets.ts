// Where an EdgeApplication is to run: groups of nodes and labels of nodes, each a unit with a name of its own.
import { toHex } from '../../kernel/hex.ts'
import { sha256 } from '../../kernel/sha256.ts'
import type { KubeObject } from '../../objects/object.ts'
import { isJson, type Json } from '../../objects/schema/typed.ts'
import type { LabelSelector } from '../../objects/selectors/label-selector.ts'
import type { Problem, UnitName } from '../dialect.ts'
import { isProblem } from '../dialect.ts'
import { perObject } from '../per-object.ts'
import { items, part, text, textMap } from '../../objects/fields.ts'
import { selectorIn } from '../selector.ts'
import { stable } from '../stable.ts'

/** One target: the nodes that it means, and what is overridden there. */
export interface Target {
  readonly unit: UnitName
  /** Where it stands in the manifest. */
  readonly field: string
  readonly overriders: Json
  readonly nodes:
    | { readonly are: 'group'; readonly group: string }
    | { readonly are: 'labelled'; readonly selector: LabelSelector }
}

/** The targets by unit, in the order of the manifest; one that is wrong has a unit in which only that is told. */
export type Targets = ReadonlyMap<UnitName, Target | Problem>

/** The targets of an app, or what is wrong with all of them. */
export const targetsOf = perObject(readTargets)

function readTargets(app: KubeObject): Targets | Problem {
  const scope = part(part(app, 'spec'), 'workloadScope')
  const field = 'spec.workloadScope'
  for (const list of ['targetNodeGroups', 'targetNodeLabels']) {
    if (scope[list] !== undefined && !Array.isArray(scope[list]))
      return { field: `${field}.${list}`, reason: 'expected a list of targets' }
  }
  const targets = new Map<UnitName, Target | Problem>()
  for (const [i, each] of items(scope, 'targetNodeGroups').entries())
    take(targets, groupTarget(each, `${field}.targetNodeGroups[${i}]`))
  for (const [i, each] of items(scope, 'targetNodeLabels').entries())
    take(targets, labelTarget(each, `${field}.targetNodeLabels[${i}]`, targets))
  return targets
}

/** The second target of a name is told in a unit of its own, so that the first one is not touched. */
function take(targets: Map<UnitName, Target | Problem>, target: Target | Problem): void {
  if (isProblem(target)) return void targets.set(target.field, target)
  const known = targets.get(target.unit)
  if (known === undefined) return void targets.set(target.unit, target)
  const reason = `expected each target once, ${known.field} has the name "${target.unit}" too`
  targets.set(target.field, { field: target.field, reason })
}

function groupTarget(from: unknown, field: string): Target | Problem {
  const group = text(from, 'name')
  if (group === '') return { field: `${field}.name`, reason: 'expected the name of a NodeGroup' }
  return {
    unit: group,
    field,
    overriders: part(from, 'overriders'),
    nodes: { are: 'group', group },
  }
}

function labelTarget(from: unknown, field: string, others: Targets): Target | Problem {
  const by = isJson(from) ? from['labelSelector'] : undefined
  if (!isJson(by)) return { field: `${field}.labelSelector`, reason: 'expected a label selector' }
  const selector = selectorIn(by, `${field}.labelSelector`)
  if (isProblem(selector)) return selector
  const overriders = part(from, 'overriders')
  const named = (unit: string): Target => ({
    unit,
    field,
    overriders,
    nodes: { are: 'labelled', selector },
  })
  const plain = `ls-${hashed(pairsOf(textMap(by, 'matchLabels')))}`
  const other = others.get(plain)
  if (other === undefined) return named(plain)
  const isSame =
    !isProblem(other) &&
    other.nodes.are === 'labelled' &&
    JSON.stringify(stable(other.nodes.selector)) === JSON.stringify(stable(selector))
  // What the original cannot tell apart, `a: bc` from `ab: c`, gets a name in which nothing is left out.
  return named(isSame ? plain : `ls-${hashed(JSON.stringify(stable(by)))}`)
}

const pairsOf = (labels: Readonly<Record<string, string>>): string =>
  Object.keys(labels)
    .toSorted()
    .map((key) => `${key}${labels[key] ?? ''}`)
    .join('')

const hashed = (name: string): string => toHex(sha256(new TextEncoder().encode(name)).slice(0, 4))

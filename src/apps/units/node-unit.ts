// SuperEdge's NodeUnit: nodes that it names or selects get its label and what `setNode` says; it can cordon them all.
import type { KubeObject } from '../../objects/object.ts'
import { isJson, type Json } from '../../objects/schema/typed.ts'
import type { Problem } from '../dialect.ts'
import { isProblem } from '../dialect.ts'
import { perObject } from '../per-object.ts'
import { items, part, text, texts, textMap } from '../../objects/fields.ts'
import { selectorIn } from '../selector.ts'
import { giftIn, marked, readinessOf } from './gift.ts'
import { annotationKey } from './selectable.ts'
import { withProblems } from './told.ts'
import type { Choice, Gift, SeenMembers, UnitDialect } from './unit-dialect.ts'

/** The value of the label that nodes of a unit bear, whose key is the unit's name. */
export const unitMark = 'nodeunits.superedge.io'

/** A unit of SuperEdge. */
export const nodeUnit: UnitDialect = {
  kind: {
    group: 'site.superedge.io',
    version: 'v1alpha2',
    resource: 'nodeunits',
    kind: 'NodeUnit',
    namespaced: false,
  },
  of: 'nodes',
  isExclusive: false,
  choice: (unit) => chosen(part(unit, 'spec'), 'nodes', false),
  gives: perObject(gives),
  status,
  markOf: ({ metadata: { name } }) => [name, unitMark],
  finalizer: 'site.superedge.io/nodeunit',
}

/** Whom `names` and `selector` of a spec choose; an empty selector chooses nobody, or everybody. */
export function chosen(spec: Json, names: string, emptyIsAll: boolean): Choice | Problem {
  const choice = { names: texts(spec, names), selectors: [] }
  const from = spec['selector']
  if (!isJson(from)) return choice
  const selector = selectorIn(from, 'spec.selector')
  if (isProblem(selector)) return selector
  const annotated = Object.entries(textMap(from, 'annotations')).map(([name, value]) => ({
    key: annotationKey(name),
    operator: '=' as const,
    values: [value],
  }))
  const requirements = [...selector.requirements, ...annotated]
  const isEmpty = requirements.length === 0
  return isEmpty && !emptyIsAll ? choice : { ...choice, selectors: [{ requirements }] }
}

function gives(unit: KubeObject): Gift {
  const spec = part(unit, 'spec')
  const mark = marked(unit.metadata.name, unitMark)
  const name = spec['setNode'] === undefined ? 'setnode' : 'setNode'
  const gift = giftIn(spec[name], `spec.${name}`)
  // In v1alpha1 taints stood outside of `setnode` too.
  const older = giftIn({ taints: items(spec, 'taints') }, 'spec')
  return {
    ...mark,
    labels: gift.labels,
    annotations: gift.annotations,
    taints: [...gift.taints, ...older.taints],
    unschedulable: spec['unschedulable'] === true,
    problems: [...mark.problems, ...gift.problems, ...older.problems],
  }
}

function status(unit: KubeObject, { members, problems }: SeenMembers): Json {
  const names = (isReady: boolean) =>
    members
      .filter((node) => (readinessOf(node) === 'True') === isReady)
      .map(({ metadata: { name } }) => name)
  const [ready, notReady] = [names(true), names(false)]
  const rate = `${ready.length}/${members.length}`
  const told = withProblems(unit, [...beyondReach(unit), ...problems])
  return unit.apiVersion.endsWith('/v1alpha1')
    ? { ...told, readyrate: rate, readynodes: ready, notreadynodes: notReady }
    : { ...told, readyRate: rate, readyNodes: ready, notReadyNodes: notReady }
}

/** What a unit may ask for and does not get: it works as any other. */
function beyondReach(unit: KubeObject): readonly Problem[] {
  const level = text(part(unit, 'spec'), 'autonomyLevel')
  if (level === '' || level === 'L3') return []
  const reason = ['L4', 'L5'].includes(level)
    ? `expected L3: Causeway makes no control plane within a unit; its nodes are autonomous as at L3, got "${level}"`
    : `expected L3, got "${level}"`
  return [{ field: 'spec.autonomyLevel', reason }]
}

/** The labels that the original controller wrote into a unit's manifest for its groups, by group. */
export const groupsInManifest = (unit: KubeObject): Readonly<Record<string, string>> =>
  textMap(part(part(unit, 'spec'), 'setNode'), 'labels')

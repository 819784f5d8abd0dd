// What is to be changed in a node so that it bears what its units give it, and nothing more that they gave it.
import type { KubeObject } from '../../objects/object.ts'
import type { Json } from '../../objects/schema/typed.ts'
import { items, part, text, textMap } from '../../objects/fields.ts'
import { givenKey, memoryOf, poolGivenKey, rememberedOf, taintOf } from './given-memory.ts'
import { isEqualTaint, isSameTaint } from './given.ts'
import type { Given, Taint } from './given.ts'

type Texts = Readonly<Record<string, string>>
type Changes = Readonly<Record<string, string | null>>

/**
 * A merge patch of the node, or undefined when nothing is to be done. It writes what is given and is not there, and takes back
 * what was given and is not given any more, if it is still as it was given; what was there already is nobody's gift. `marks`
 * are labels by which nodes are known to be of units that they are not in: these go, whoever wrote them.
 * All units must be known before it is asked: a unit that was not read yet gives nothing.
 */
export function nodeChange(
  node: KubeObject,
  given: Given,
  marks: readonly string[] = [],
): Json | undefined {
  const before = rememberedOf(node)
  const { labels = {}, annotations = {}, resourceVersion } = node.metadata
  const forLabels = textChanges(labels, given.labels, before.labels)
  const forAnnotations = textChanges(annotations, given.annotations, before.annotations)
  const forTaints = taintChanges(node, given.taints, before.taints)
  const cordon = cordonChange(node, given.unschedulable, before.unschedulable)
  const memory = memoryOf({
    labels: forLabels.ours,
    annotations: forAnnotations.ours,
    taints: forTaints.ours,
    unschedulable: cordon.isOurs,
  })
  const changed = {
    labels: { ...Object.fromEntries(marks.map((key) => [key, null])), ...forLabels.changes },
    annotations: { ...forAnnotations.changes, ...memoryChange(annotations, memory) },
    spec: { ...forTaints.spec, ...cordon.spec },
  }
  if (Object.values(changed).every((each) => Object.keys(each).length === 0)) return undefined
  return {
    metadata: {
      resourceVersion,
      ...some({ labels: changed.labels, annotations: changed.annotations }),
    },
    ...some({ spec: changed.spec }),
  }
}

/** The fields that say something. */
const some = (fields: Readonly<Record<string, object>>): Json =>
  Object.fromEntries(Object.entries(fields).filter(([, each]) => Object.keys(each).length > 0))

function memoryChange(annotations: Texts, memory: string | null): Changes {
  return {
    ...((annotations[givenKey] ?? null) === memory ? {} : { [givenKey]: memory }),
    ...(annotations[poolGivenKey] === undefined ? {} : { [poolGivenKey]: null }),
  }
}

function textChanges(now: Texts, given: Texts, before: Texts): { changes: Changes; ours: Texts } {
  const changes: Record<string, string | null> = {}
  const ours: Record<string, string> = {}
  for (const [key, value] of Object.entries(given)) {
    if (now[key] !== value) changes[key] = value
    if (now[key] !== value || before[key] === value) ours[key] = value
  }
  for (const [key, value] of Object.entries(before)) {
    if (given[key] === undefined && now[key] === value) changes[key] = null
  }
  return { changes, ours }
}

function taintChanges(node: KubeObject, given: readonly Taint[], before: readonly Taint[]) {
  const now = items(part(node, 'spec'), 'taints')
  const isGone = (taint: Taint) =>
    !given.some((each) => isSameTaint(each, taint)) &&
    before.some((each) => isEqualTaint(each, taint))
  const kept = now.flatMap((each) => {
    const taint = taintOf(each)
    if (taint === undefined) return [each]
    const wanted = given.find((one) => isSameTaint(one, taint))
    if (wanted !== undefined) return [isEqualTaint(wanted, taint) ? each : wanted]
    return isGone(taint) ? [] : [each]
  })
  const isThere = (taint: Taint) =>
    now.some((each) => text(each, 'key') === taint.key && text(each, 'effect') === taint.effect)
  const added = given.filter((taint) => !isThere(taint))
  const isChanged =
    added.length > 0 || kept.length !== now.length || kept.some((each, i) => each !== now[i])
  const taints = [...kept, ...added]
  const wasEqual = (taint: Taint) =>
    now.some((each) => {
      const there = taintOf(each)
      return there !== undefined && isEqualTaint(there, taint)
    })
  return {
    ours: given.filter(
      (taint) => !wasEqual(taint) || before.some((each) => isEqualTaint(each, taint)),
    ),
    spec: isChanged ? { taints: taints.length === 0 ? null : taints } : {},
  }
}

function cordonChange(node: KubeObject, given: boolean, before: boolean) {
  const isCordoned = part(node, 'spec')['unschedulable'] === true
  if (given) {
    return { isOurs: before || !isCordoned, spec: isCordoned ? {} : { unschedulable: true } }
  }
  return { isOurs: false, spec: before && isCordoned ? { unschedulable: null } : {} }
}

/** The labels that a node has of its own: without what its units gave it. */
export const ownLabels = (node: KubeObject): Texts =>
  without(textMap(node.metadata, 'labels'), rememberedOf(node).labels)

/** The same of its annotations, without its memory of what it was given. */
export function ownAnnotations(node: KubeObject): Texts {
  const now = textMap(node.metadata, 'annotations')
  const { [givenKey]: _, [poolGivenKey]: __, ...others } = now
  return without(others, rememberedOf(node).annotations)
}

function without(now: Texts, given: Texts): Texts {
  if (Object.keys(given).length === 0) return now
  return Object.fromEntries(Object.entries(now).filter(([key, value]) => given[key] !== value))
}

// What a node was given, as it remembers it in one annotation: only that is ever taken back.
import type { KubeObject } from '../../objects/object.ts'
import { isJson } from '../../objects/schema/typed.ts'
import { items, text, textMap } from '../../objects/fields.ts'
import { stableJson } from '../stable.ts'
import { nothingGiven } from './given.ts'
import type { Given, Taint } from './given.ts'

/** The annotation in which a node remembers what its units gave it. */
export const givenKey = 'causeway.io/given'
/** The annotation in which OpenYurt's controller noted the same of a NodePool: it is taken over. */
export const poolGivenKey = 'nodepool.openyurt.io/previous-attributes'

/** What a node remembers; the notes of OpenYurt's controller count too. */
export function rememberedOf({ metadata: { annotations = {} } }: KubeObject): Given {
  const ours = read(annotations[givenKey])
  const pools = read(annotations[poolGivenKey])
  if (pools === nothingGiven) return ours
  return {
    labels: { ...pools.labels, ...ours.labels },
    annotations: { ...pools.annotations, ...ours.annotations },
    taints: [...ours.taints, ...pools.taints],
    unschedulable: ours.unschedulable,
  }
}

/** What is to be remembered as a text, which is the same for the same; null for nothing. */
export function memoryOf({ labels, annotations, taints, unschedulable }: Given): string | null {
  const some = (value: object) => (Object.keys(value).length === 0 ? undefined : value)
  const memory = {
    labels: some(labels),
    annotations: some(annotations),
    taints: some(taints),
    unschedulable: unschedulable ? true : undefined,
  }
  const written = stableJson(memory)
  return written === '{}' ? null : written
}

/** A taint of a manifest or of a node; undefined if it is none. */
export function taintOf(from: unknown): Taint | undefined {
  const [key, effect, value] = [text(from, 'key'), text(from, 'effect'), text(from, 'value')]
  if (key === '' || effect === '') return undefined
  return { key, effect, ...(value === '' ? {} : { value }) }
}

/** A memory that somebody spoilt is none. */
function read(memory: string | undefined): Given {
  const value = memory === undefined ? undefined : parsed(memory)
  if (!isJson(value)) return nothingGiven
  return {
    labels: textMap(value, 'labels'),
    annotations: textMap(value, 'annotations'),
    taints: items(value, 'taints').flatMap((each) => taintOf(each) ?? []),
    unschedulable: value['unschedulable'] === true,
  }
}

function parsed(memory: string): unknown {
  try {
    return JSON.parse(memory)
  } catch {
    return undefined
  }
}

// What a child was before a rollout changed it: kept on the child itself, so that it can be made so again.
import type { KubeObject } from '../../objects/object.ts'
import { isJson } from '../../objects/schema/typed.ts'
import { intentOf } from '../holds.ts'
import { markOf, renderedMark, unitMark } from '../marks.ts'

/** On a child: what it was before a rollout, and which one. */
export const beforeMark = 'causeway.io/before'

/** An annotation may not be larger; a child that was is changed all the same, and cannot go back. */
const beforeCharsMax = 200_000

/** The child as it is given in a rollout: it bears what it was before. */
export function withBefore(child: KubeObject, live: KubeObject, revision: string): KubeObject {
  const { labels, annotations = {} } = live.metadata
  const marks = Object.fromEntries(
    [unitMark, renderedMark].flatMap((mark) =>
      annotations[mark] === undefined ? [] : [[mark, annotations[mark]]],
    ),
  )
  const was = { ...intentOf(live), metadata: { labels, annotations: marks } }
  const text = JSON.stringify({ revision, was })
  return text.length > beforeCharsMax ? child : bearing(child, text)
}

/** The child as it is put right while it bears what it was before. */
export function stillWithBefore(child: KubeObject, live: KubeObject): KubeObject {
  const kept = markOf(live, beforeMark)
  return kept === undefined ? child : bearing(child, kept)
}

const bearing = (child: KubeObject, text: string): KubeObject => ({
  ...child,
  metadata: {
    ...child.metadata,
    annotations: { ...child.metadata.annotations, [beforeMark]: text },
  },
})

/** What a child was before this rollout; undefined where it was not changed by it. */
export function beforeOf(live: KubeObject, revision: string): KubeObject | undefined {
  const text = markOf(live, beforeMark)
  if (text === undefined) return undefined
  try {
    const kept = JSON.parse(text) as unknown
    if (!isJson(kept) || kept['revision'] !== revision || !isJson(kept['was'])) return undefined
    const { metadata, ...was } = kept['was']
    const { name, namespace, ownerReferences } = live.metadata
    const place = { name, ...(namespace === undefined ? {} : { namespace }) }
    const owner = ownerReferences?.filter((each) => each.controller === true)
    return {
      ...was,
      metadata: { ...(isJson(metadata) ? metadata : {}), ...place, ownerReferences: owner },
    } as unknown as KubeObject
  } catch {
    return undefined
  }
}

// The mark that a replayed write leaves on its object, in the same call as its effect: a replay that comes twice sees it.
import type { KubeObject } from '../../src/objects/object.ts'
import { isJson } from '../../src/objects/schema/typed.ts'
import type { Json } from '../../src/objects/schema/typed.ts'
import {
  localUidAnnotation,
  replayedAnnotation,
  writeText,
} from '../../src/mirror/pending/write.ts'
import type { PendingWrite, WriteName } from '../../src/mirror/pending/write.ts'

/** Whether an object has a write's effect already. */
export function isMarked({ metadata }: KubeObject, { life, number }: WriteName): boolean {
  const [of, upTo] = metadata.annotations?.[replayedAnnotation]?.split('/') ?? []
  return of === life && Number(upTo) >= number
}

/** A patch that leaves the mark too, and fits no other object. */
export function markedPatch(patch: unknown, write: PendingWrite, uid: string | undefined): Json {
  const fields = isJson(patch) ? patch : {}
  const metadata = isJson(fields['metadata']) ? fields['metadata'] : {}
  const annotations = isJson(metadata['annotations']) ? metadata['annotations'] : {}
  return {
    ...fields,
    metadata: {
      ...metadata,
      uid,
      annotations: { ...annotations, [replayedAnnotation]: writeText(write) },
    },
  }
}

/** The annotations of an object that its node made alone. */
export const marksOfNew = (write: PendingWrite, { metadata }: KubeObject) => ({
  ...metadata.annotations,
  [replayedAnnotation]: writeText(write),
  ...(metadata.uid === undefined ? {} : { [localUidAnnotation]: metadata.uid }),
})

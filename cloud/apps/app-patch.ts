// Patches of objects that people wrote: their status, and what else is put right in them.
import { mergeDiff } from '../../src/objects/patches/merge-diff.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { isJson } from '../../src/objects/schema/typed.ts'
import type { Json } from '../../src/objects/schema/typed.ts'
import type { AppAction } from './hands.ts'

/** Enough of an object to reach it. */
export const bare = ({
  apiVersion,
  kind,
  metadata: { name, namespace },
}: KubeObject): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
})

/** The patch that gives an object this status, if it has another; fields that are not in it stay. */
export function statusPatch(object: KubeObject, status: Json): readonly AppAction[] {
  const before = isJson(object['status']) ? object['status'] : {}
  const merge = mergeDiff(before, { ...before, ...status })
  if (merge === undefined) return []
  const action = { kind: 'patch', key: 'status', subresource: 'status' } as const
  return [{ ...action, object: bare(object), merge: { status: merge } }]
}

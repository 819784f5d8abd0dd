// What pending writes make of an object, as local clients see it.
import { mergePatch } from '../../objects/patches/merge-patch.ts'
import { strategicPatch } from '../../objects/patches/strategic-patch.ts'
import { keepServerFields, withMetadata } from '../../objects/metadata.ts'
import type { KubeObject } from '../../objects/object.ts'
import { builtinSchema, typeOf } from '../../objects/schema/builtin.ts'
import { isJson, typed } from '../../objects/schema/typed.ts'
import type { Json } from '../../objects/schema/typed.ts'
import { isUidOf } from './write.ts'
import type { Write, WriteChange, WriteTarget } from './write.ts'

type Patch = Extract<WriteChange, { verb: 'patch' }>

/** What `writes`, all of one object, make of what the feeds have of it; undefined: it is not there. */
export function applied(
  base: KubeObject | undefined,
  writes: readonly Write[],
): KubeObject | undefined {
  let object = base
  let local: string | undefined
  for (const write of writes) {
    if (write.change.verb === 'create') local = write.change.object.metadata.uid
    const isMeant =
      object !== undefined &&
      (isUidOf(write.uid, object) || (write.uid !== undefined && write.uid === local))
    object = afterWrite(object, write, isMeant)
  }
  return object
}

function afterWrite(
  object: KubeObject | undefined,
  { target, change }: Write,
  isMeant: boolean,
): KubeObject | undefined {
  switch (change.verb) {
    // What is there meanwhile is the cloud's: it is adopted, or stays as it is.
    case 'create':
      return object ?? change.object
    case 'delete':
      return isMeant ? undefined : object
    case 'patch':
      return isMeant && object !== undefined ? patched(object, target, change) : object
  }
}

/** An object as a patch leaves it; one that does not fit it stays as it is. */
export function patched(object: KubeObject, target: WriteTarget, change: Patch): KubeObject {
  const value = mergedWith(object, target, change)
  if (value === undefined || !isJson(value['metadata'])) return object
  return kept(target, value as unknown as KubeObject, object, change.status)
}

/** The bare outcome of a patch, before what it may not change is put back; undefined where it does not fit. */
export function mergedWith(
  object: KubeObject,
  target: WriteTarget,
  { form, patch }: Pick<Patch, 'form' | 'patch'>,
): Json | undefined {
  if (!isJson(patch)) return undefined
  if (form === 'merge') return asJson(mergePatch(object, patch))
  const outcome = strategicPatch(builtinSchema, typeOf(target) ?? '', object, patch)
  return 'problem' in outcome ? undefined : asJson(outcome.value)
}

const asJson = (value: unknown): Json | undefined => (isJson(value) ? value : undefined)

/** A changed object with what the write may not change as it was, in the form in which it is shown. */
export function kept(
  target: WriteTarget,
  changed: KubeObject,
  old: KubeObject,
  status: boolean,
): KubeObject {
  const withServerFields = withMetadata(keepServerFields(changed, old), {
    resourceVersion: old.metadata.resourceVersion,
  })
  if (!hasStatus(target)) return shown(target, withServerFields)
  const { metadata } = withServerFields
  return shown(
    target,
    status
      ? withStatus({ ...old, metadata }, changed['status'])
      : withStatus(withServerFields, old['status']),
  )
}

function withStatus(object: KubeObject, status: unknown): KubeObject {
  const { status: _, ...rest } = object
  const bare = {
    ...rest,
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: object.metadata,
  }
  return status === undefined ? bare : { ...bare, status }
}

const hasStatus = ({ kind }: WriteTarget): boolean => kind === 'Node' || kind === 'Pod'

/** An object as it is shown: empty fields left out, zeros where they belong. */
export function shown(target: WriteTarget, object: KubeObject): KubeObject {
  const type = typeOf(target)
  return type === undefined ? object : (typed(builtinSchema, type, object).value as KubeObject)
}

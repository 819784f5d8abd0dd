// Keeps account of who manages the fields of an object, write by write.
import { updatedManagers } from '../../../src/objects/apply/apply.ts'
import type { Writing } from '../../../src/objects/apply/apply.ts'
import { builtinShape } from '../../../src/objects/apply/builtin-shape.ts'
import { customShape } from '../../../src/objects/apply/custom-shape.ts'
import { decodeManagers, encodeManagers } from '../../../src/objects/apply/managers.ts'
import type { Manager, Managers } from '../../../src/objects/apply/managers.ts'
import type { Shape } from '../../../src/objects/apply/shape.ts'
import { groupVersion } from '../../../src/objects/kinds/registry.ts'
import type { ServedKind } from '../../../src/objects/kinds/registry.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import { isEqualJson } from '../../../src/objects/patches/equal.ts'
import type { HeaderMap } from '../../../src/objects/read-answer.ts'
import { queryValue } from '../../../src/objects/request/query.ts'
import type { Query } from '../../../src/objects/request/query.ts'
import { builtinSchema, typeOf } from '../../../src/objects/schema/builtin.ts'
import { isJson, typed } from '../../../src/objects/schema/typed.ts'
import type { KubeContext } from '../context.ts'
import { now } from '../context.ts'
import { schemaOf } from '../custom.ts'
import type { WriteRequest } from './request.ts'

/** Who writes: as the query says, else the program that asks. */
export const managerName = (query: Query, headers: HeaderMap): string =>
  queryValue(query, 'fieldManager') || headers['user-agent']?.split('/')[0] || 'unknown'

const shapeOf = (kind: ServedKind): Shape =>
  kind.custom === true ? customShape(schemaOf(kind)) : builtinShape(kind)

type Request = Pick<WriteRequest, 'kind' | 'subresource' | 'manager' | 'applied'>

/** A write as the accounts see it. */
export function writingOf(
  kube: KubeContext,
  { kind, subresource = '', manager: name }: Request,
  operation: Manager['operation'],
  managers: Managers,
): Writing {
  const apiVersion = groupVersion(kind.group, kind.version)
  return {
    shape: shapeOf(kind),
    hasOwnStatus: kind.subresources.includes('status'),
    managers,
    manager: { name, operation, apiVersion, subresource },
    now: now(kube),
  }
}

const nobody: Managers = new Map()

const emptyObjects = new Map<string, unknown>()

/** An object of a kind before anybody set anything. */
export function emptyObject(kind: ServedKind): unknown {
  const type = typeOf(kind)
  if (type === undefined) return {}
  const empty = emptyObjects.get(type) ?? typed(builtinSchema, type, {}).value
  emptyObjects.set(type, empty)
  return empty
}

/** Who manages an object that is to be applied to; what was there before anybody applied has a manager too. */
export function managersOf(kube: KubeContext, kind: ServedKind, object: KubeObject): Managers {
  const known = decodeManagers(object.metadata['managedFields'])
  if (known !== undefined && known.size > 0) return known
  const request = { kind, manager: 'before-first-apply' }
  return updatedManagers(writingOf(kube, request, 'Update', nobody), emptyObject(kind), object)
}

/** The object with the managers that a create leaves. */
export function withCreator(kube: KubeContext, request: Request, object: KubeObject): KubeObject {
  if (request.applied !== undefined) return withManagers(object, request.applied)
  const writing = writingOf(kube, request, 'Update', nobody)
  return withManagers(object, updatedManagers(writing, emptyObject(request.kind), object))
}

/** The object with the managers that an update leaves; `asked` are the managed fields it came with. */
export function withUpdater(
  kube: KubeContext,
  request: Request,
  { object, old, asked }: { object: KubeObject; old: KubeObject; asked: unknown },
): KubeObject {
  if (request.applied !== undefined) return withManagers(object, request.applied)
  const before = baseOf(request, old, asked)
  const writing = writingOf(kube, request, 'Update', before)
  return withManagers(object, updatedManagers(writing, old, object))
}

/** Who counts as managing before an update: whom it names itself, if it names any, else who did. */
function baseOf({ subresource }: Request, old: KubeObject, asked: unknown): Managers {
  const live = decodeManagers(old.metadata['managedFields']) ?? nobody
  if (subresource !== undefined || !Array.isArray(asked)) return live
  const [only] = asked as readonly unknown[]
  if (asked.length === 1 && isJson(only) && Object.keys(only).length === 0) return nobody
  if (isEqualJson(asked, old.metadata['managedFields'])) return live
  const named = decodeManagers(asked)
  return named === undefined || named.size === 0 ? live : named
}

/** The object with these managers. */
function withManagers(object: KubeObject, managers: Managers): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata
  const entries = encodeManagers(managers)
  const kept = entries === undefined ? metadata : { ...metadata, managedFields: entries }
  return { ...object, metadata: kept as KubeObject['metadata'] }
}

// JSON patch: a list of operations on paths, all or none (RFC 6902).
import { isEqualJson } from './equal.ts'
import { isJson } from '../schema/typed.ts'

/** A patch that is not one (`malformed`), or that does not fit its target (`failed`). */
export type PatchProblem = { readonly problem: 'malformed' | 'failed'; readonly message: string }

/** The patched value, or why there is none. */
export type Patched = { readonly value: unknown } | PatchProblem

type Step = (document: unknown) => unknown

const noPlace = Symbol('no such place')

class Unfit extends Error {}

/** Applies all operations of `patch` to `target`, or none. */
export function jsonPatch(target: unknown, patch: unknown): Patched {
  if (!Array.isArray(patch)) {
    const what = isJson(patch) ? 'object' : typeof patch
    const message = `json: cannot unmarshal ${what} into Go value of type []handlers.jsonPatchOp`
    return { problem: 'malformed', message }
  }
  try {
    return { value: patch.map(stepOf).reduce((document, step) => step(document), target) }
  } catch (error) {
    if (!(error instanceof Unfit)) throw error
    return { problem: 'failed', message: error.message }
  }
}

function stepOf(operation: unknown): Step {
  if (!isJson(operation)) throw new Unfit('an operation must be an object')
  const path = pointer(operation['path'])
  const value = operation['value']
  switch (operation['op']) {
    case 'add':
      return (document) => added(document, path, value)
    case 'remove':
      return (document) => removed(document, path)
    case 'replace':
      return (document) => added(removed(document, path), path, value)
    case 'test':
      return (document) => tested(document, path, value)
    case 'copy':
      return (document) => added(document, path, found(document, pointer(operation['from'])))
    case 'move': {
      const from = pointer(operation['from'])
      return (document) => added(removed(document, from), path, found(document, from))
    }
    default:
      throw new Unfit(`unexpected operation ${JSON.stringify(operation['op'])}`)
  }
}

function pointer(path: unknown): readonly string[] {
  if (path === '') return []
  if (typeof path !== 'string' || !path.startsWith('/')) throw new Unfit('a path begins with /')
  const parts = path.slice(1).split('/')
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function at(container: unknown, key: string): unknown {
  if (Array.isArray(container)) return container[indexOf(container, key, container.length - 1)]
  return isJson(container) && Object.hasOwn(container, key) ? container[key] : noPlace
}

function indexOf(list: readonly unknown[], key: string, last: number): number {
  const index = key === '-' ? list.length : Number(key)
  const plain = /^-?\d+$/.test(key) || key === '-'
  const from = index < 0 ? index + list.length : index
  if (!plain || from < 0 || from > last) throw new Unfit(`no index ${key}`)
  return from
}

function found(document: unknown, path: readonly string[]): unknown {
  const value = path.reduce(at, document)
  if (value === noPlace) throw new Unfit(`nothing at /${path.join('/')}`)
  return value
}

function tested(document: unknown, path: readonly string[], value: unknown): unknown {
  const actual = path.reduce(at, document)
  const wanted = value ?? null
  if (!isEqualJson(actual === noPlace ? null : actual, wanted)) {
    throw new Unfit(`/${path.join('/')} is not as tested`)
  }
  return document
}

const added = (document: unknown, path: readonly string[], value: unknown): unknown =>
  changed(document, path, (container, key) => {
    if (Array.isArray(container)) {
      return container.toSpliced(indexOf(container, key, container.length), 0, value)
    }
    return isJson(container) ? { ...container, [key]: value } : noPlace
  }) ?? value

const removed = (document: unknown, path: readonly string[]): unknown =>
  changed(document, path, (container, key) => {
    found(container, [key])
    if (Array.isArray(container)) {
      return container.toSpliced(indexOf(container, key, container.length - 1), 1)
    }
    if (!isJson(container)) return noPlace
    const { [key]: _gone, ...rest } = container
    return rest
  }) ?? null

/** Rebuilds the containers along `path`; undefined for the path of the whole document. */
function changed(
  document: unknown,
  path: readonly string[],
  change: (container: unknown, key: string) => unknown,
): unknown {
  const [key, ...below] = path
  if (key === undefined) return undefined
  if (below.length === 0) {
    const result = change(document, key)
    if (result === noPlace) throw new Unfit(`nothing holds ${key}`)
    return result
  }
  const inner = changed(found(document, [key]), below, change)
  if (Array.isArray(document)) {
    return document.with(indexOf(document, key, document.length - 1), inner)
  }
  return isJson(document) ? { ...document, [key]: inner } : document
}

// An object's JSON, serialised once for as long as the object lives: lists and watches share the bytes.
import { groupVersion } from '../kinds/registry.ts'
import type { ServedKind } from '../kinds/registry.ts'
import type { KubeObject } from '../object.ts'

const encoder = new TextEncoder()

/** UTF-8 of a text. */
export const utf8 = (text: string): Uint8Array => encoder.encode(text)

// Everything after kind and apiVersion: the same in every served version. Begins with `"`.
const tails = new WeakMap<KubeObject, Uint8Array>()

function tailOf(object: KubeObject): Uint8Array {
  const known = tails.get(object)
  if (known !== undefined) return known
  const { kind: _kind, apiVersion: _apiVersion, ...rest } = object
  const tail = utf8(JSON.stringify(rest).slice(1))
  tails.set(object, tail)
  return tail
}

const heads = new WeakMap<ServedKind, Uint8Array>()

/** `{"kind":…,"apiVersion":…,` */
function headOf(kind: ServedKind): Uint8Array {
  const known = heads.get(kind)
  if (known !== undefined) return known
  const names = { kind: kind.kind, apiVersion: groupVersion(kind.group, kind.version) }
  const head = utf8(`${JSON.stringify(names).slice(0, -1)},`)
  heads.set(kind, head)
  return head
}

const brace = utf8('{')

/** The parts of an object's JSON, whole. */
export const objectParts = (kind: ServedKind, object: KubeObject): readonly Uint8Array[] => [
  headOf(kind),
  tailOf(object),
]

/** The parts of an object's JSON in a list: built-in kinds leave out what the list says of all. */
export const itemParts = (kind: ServedKind, object: KubeObject): readonly Uint8Array[] => [
  kind.custom === true ? headOf(kind) : brace,
  tailOf(object),
]

const metadataTexts = new WeakMap<KubeObject, string>()

/** The JSON of an object's metadata. */
export function metadataText(object: KubeObject): string {
  const known = metadataTexts.get(object)
  if (known !== undefined) return known
  const text = JSON.stringify(object.metadata)
  metadataTexts.set(object, text)
  return text
}

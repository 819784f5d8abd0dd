// Contents of answers: as values and as bytes, in JSON, pretty JSON or YAML.
import { stringify } from 'yaml'
import { groupVersion, listKindOf } from '../kinds/registry.ts'
import type { ServedKind } from '../kinds/registry.ts'
import type { Page } from '../lists/page.ts'
import type { KubeObject } from '../object.ts'
import type { Content } from '../read-answer.ts'
import { joined } from '../../kernel/bytes.ts'
import { itemParts, objectParts, utf8 } from './json-bytes.ts'

/** Any value. */
export const valueContent = (value: () => unknown): Content => ({
  value,
  bytes: () => utf8(`${JSON.stringify(value())}\n`),
})

/** Text that is no JSON. */
export const textContent = (text: string): Content => ({
  value: () => text,
  bytes: () => utf8(text),
})

/** An object as a version of its kind shows it. */
export const asServed = (kind: ServedKind, object: KubeObject): KubeObject => {
  const { kind: _kind, apiVersion: _apiVersion, ...rest } = object
  return { kind: kind.kind, apiVersion: groupVersion(kind.group, kind.version), ...rest }
}

const newline = utf8('\n')

/** One object. */
export const objectContent = (kind: ServedKind, object: KubeObject): Content => ({
  value: () => asServed(kind, object),
  bytes: () => joined([...objectParts(kind, object), newline]),
})

/** The metadata of a list. */
export const pageMetadata = (page: Page) => ({
  resourceVersion: String(page.version),
  ...(page.continue === '' ? {} : { continue: page.continue }),
  ...(page.remaining === undefined ? {} : { remainingItemCount: page.remaining }),
})

/** One page of objects. */
export function listContent(kind: ServedKind, page: Page): Content {
  const head = {
    kind: listKindOf(kind),
    apiVersion: groupVersion(kind.group, kind.version),
    metadata: pageMetadata(page),
  }
  return {
    value: () => ({ ...head, items: page.items.map((object) => asItem(kind, object)) }),
    bytes: () => listBytes(kind, page, JSON.stringify(head)),
  }
}

function asItem(kind: ServedKind, object: KubeObject): unknown {
  if (kind.custom === true) return asServed(kind, object)
  const { kind: _kind, apiVersion: _apiVersion, ...rest } = object
  return rest
}

function listBytes(kind: ServedKind, page: Page, head: string): Uint8Array {
  const comma = utf8(',')
  const parts = [utf8(`${head.slice(0, -1)},"items":[`)]
  for (const [index, object] of page.items.entries()) {
    if (index > 0) parts.push(comma)
    parts.push(...itemParts(kind, object))
  }
  parts.push(utf8(']}\n'))
  return joined(parts)
}

/** How an answer is written. */
export type Writing = 'json' | 'pretty' | 'yaml' | 'protobuf'

// Readers of the API read YAML 1.1, in which `no` and `012` need quotes; parts that are shared are written twice.
const yamlOptions = { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false } as const

/** The content as text is to be written; plain JSON is as it was. */
export function written(content: Content, writing: Exclude<Writing, 'protobuf'>): Content {
  if (writing === 'json') return content
  const text = () =>
    writing === 'yaml'
      ? stringify(content.value(), yamlOptions)
      : JSON.stringify(content.value(), undefined, 2)
  return { value: content.value, bytes: () => utf8(text()) }
}

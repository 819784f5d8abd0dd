// Objects reduced to their metadata.
import type { Page } from '../lists/page.ts'
import type { KubeObject } from '../object.ts'
import type { Content } from '../read-answer.ts'
import { pageMetadata, valueContent } from './content.ts'
import { metadataText, utf8 } from './json-bytes.ts'

const apiVersion = (version: string): string => `meta.k8s.io/${version}`

/** An object's metadata as a value. */
export const partial = (object: KubeObject, version: string) => ({
  kind: 'PartialObjectMetadata',
  apiVersion: apiVersion(version),
  metadata: object.metadata,
})

/** The JSON of an object's metadata. */
export const partialText = (object: KubeObject, version: string): string =>
  `{"kind":"PartialObjectMetadata","apiVersion":"${apiVersion(version)}","metadata":${metadataText(object)}}`

/** One object's metadata. */
export const partialContent = (object: KubeObject, version: string): Content =>
  valueContent(() => partial(object, version))

/** The metadata of a page of objects. */
export function partialListContent(page: Page, version: string): Content {
  const head = {
    kind: 'PartialObjectMetadataList',
    apiVersion: apiVersion(version),
    metadata: pageMetadata(page),
  }
  const items = () => page.items.map((object) => partialText(object, version)).join(',')
  return {
    value: () => ({ ...head, items: page.items.map((object) => partial(object, version)) }),
    bytes: () => utf8(`${JSON.stringify(head).slice(0, -1)},"items":[${items()}]}\n`),
  }
}

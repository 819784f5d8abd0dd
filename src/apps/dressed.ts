// A child made ready to be applied: with its owner, the unit it lies in, and a hash of all of it.
import type { KubeObject } from '../objects/object.ts'
import type { AppKind, Child, UnitName } from './dialect.ts'
import { renderedMark, unitMark } from './marks.ts'
import { hashOf, stable } from './stable.ts'

/** A child as it is applied. */
export interface Dressed {
  readonly object: KubeObject
  /** 16 hexadecimal digits; the same for the same manifest, whatever the order of its fields. */
  readonly hash: string
}

/** The reference by which an object belongs to an app. */
export const ownerOf = (kind: AppKind, { metadata: { name, uid = '' } }: KubeObject) => ({
  apiVersion: `${kind.group}/${kind.version}`,
  kind: kind.kind,
  name,
  uid,
  controller: true,
  blockOwnerDeletion: true,
})

/** The child of an app in a unit; everything in it is in a stable order. */
export function dressed(kind: AppKind, app: KubeObject, unit: UnitName, child: Child): Dressed {
  const { object } = child
  const marks = unit === '' ? {} : { [unitMark]: unit }
  const metadata = {
    ...object.metadata,
    annotations: { ...object.metadata.annotations, ...marks },
    ownerReferences: [ownerOf(kind, app)],
  }
  const whole = stable({ ...object, metadata }) as KubeObject
  const hash = hashOf(whole)
  const annotations = { ...whole.metadata.annotations, [renderedMark]: hash }
  return { object: { ...whole, metadata: { ...whole.metadata, annotations } }, hash }
}

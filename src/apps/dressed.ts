// A child made ready to be applied: with its owner, the unit it lies in, and a hash of all of it.
import { toHex } from '../kernel/hex.ts'
import { sha256 } from '../kernel/sha256.ts'
import type { KubeObject } from '../objects/object.ts'
import { isJson } from '../objects/schema/typed.ts'
import type { AppKind, Child, UnitName } from './dialect.ts'
import { renderedMark, unitMark } from './marks.ts'

/** A child as it is applied. */
export interface Dressed {
  readonly object: KubeObject
  /** 16 hexadecimal digits; the same for the same manifest, whatever the order of its fields. */
  readonly hash: string
}

/** The child of an app in a unit; everything in it is in a stable order. */
export function dressed(kind: AppKind, app: KubeObject, unit: UnitName, child: Child): Dressed {
  const { object } = child
  const marks = unit === '' ? {} : { [unitMark]: unit }
  const owner = {
    apiVersion: `${kind.group}/${kind.version}`,
    kind: kind.kind,
    name: app.metadata.name,
    uid: app.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  }
  const metadata = {
    ...object.metadata,
    annotations: { ...object.metadata.annotations, ...marks },
    ownerReferences: [owner],
  }
  const whole = stable({ ...object, metadata }) as KubeObject
  const hash = toHex(sha256(new TextEncoder().encode(JSON.stringify(whole)))).slice(0, 16)
  const annotations = { ...whole.metadata.annotations, [renderedMark]: hash }
  return { object: { ...whole, metadata: { ...whole.metadata, annotations } }, hash }
}

/** The same value with the fields of all objects in the order of their names, and without those that are undefined. */
function stable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stable)
  if (!isJson(value)) return value
  const names = Object.keys(value).toSorted()
  return Object.fromEntries(
    names.filter((name) => value[name] !== undefined).map((name) => [name, stable(value[name])]),
  )
}

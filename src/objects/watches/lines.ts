// The lines of a watch: one event each, in the form that was asked for.
import type { WallMs } from '../../kernel/time.ts'
import { joined } from '../../kernel/bytes.ts'
import { objectParts, utf8 } from '../answers/json-bytes.ts'
import { partialText } from '../answers/partial-metadata.ts'
import type { Status } from '../answers/status.ts'
import { groupVersion } from '../kinds/registry.ts'
import type { KubeObject } from '../object.ts'
import { tableText, versionOf } from '../tables/table.ts'
import type { WatchEvent } from './event.ts'
import type { WatchSpec } from './spec.ts'

const end = utf8('}\n')

const line = (type: string, object: string): Uint8Array =>
  utf8(`{"type":"${type}","object":${object}}\n`)

/** An event's line. A table tells its columns once. */
export function eventLine(
  { kind, form }: WatchSpec,
  { type, object }: WatchEvent,
  now: WallMs,
  withColumns: boolean,
): Uint8Array {
  switch (form.as) {
    case 'metadata':
      return line(type, partialText(object, form.version))
    case 'table':
      return line(type, tableText({ kind, form, now }, [object], versionOf(object), withColumns))
    default:
      return plainLine(kind, type, object)
  }
}

interface PlainLine extends Pick<WatchEvent, 'type'>, Pick<WatchSpec, 'kind'> {
  readonly bytes: Uint8Array
}

/** The line of an object that was told last: all who watch it are sent the same bytes. */
const plainLines = new WeakMap<KubeObject, PlainLine>()

function plainLine(
  kind: WatchSpec['kind'],
  type: WatchEvent['type'],
  object: KubeObject,
): Uint8Array {
  const known = plainLines.get(object)
  if (known?.type === type && known.kind === kind) return known.bytes
  const bytes = joined([utf8(`{"type":"${type}","object":`), ...objectParts(kind, object), end])
  plainLines.set(object, { type, kind, bytes })
  return bytes
}

/** A bookmark's line: the version up to which everything has been told. */
export function bookmarkLine(spec: WatchSpec, version: number, initialEnd: boolean): Uint8Array {
  const { kind, form } = spec
  const annotations = { 'k8s.io/initial-events-end': 'true' }
  const metadata = {
    resourceVersion: String(version),
    ...(initialEnd ? { annotations } : {}),
  }
  const object = { kind: kind.kind, apiVersion: groupVersion(kind.group, kind.version), metadata }
  if (form.as === 'object') return line('BOOKMARK', JSON.stringify(object))
  const bare = object as unknown as KubeObject
  if (form.as !== 'table') return line('BOOKMARK', partialText(bare, 'v1'))
  return line('BOOKMARK', tableText({ kind, form, now: 0 as WallMs }, [], versionOf(bare), false))
}

/** The line of a failure; the stream ends after it. */
export const errorLine = (status: Status): Uint8Array => line('ERROR', JSON.stringify(status))

// A change of what a node shows: its objects are read when somebody asks for them, and most changes nobody asks about.
import type { Change } from '../../src/objects/collection.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import type { Shown } from './shown.ts'
import type { Versions } from './versions.ts'

/** What has become of `before`, under the version of a number; undefined where there was nothing and is nothing. */
export function shownChange(
  now: Shown | undefined,
  before: Shown | undefined,
  versions: Pick<Versions, 'at'>,
  number: number,
): Change | undefined {
  const version = versions.at(number)
  if (now === undefined) return before && deletion(before, versions, version)
  if (before === undefined)
    return {
      type: 'ADDED',
      version,
      get object() {
        return now.object(versions)
      },
    }
  return {
    type: 'MODIFIED',
    version,
    get object() {
      return now.object(versions)
    },
    get previous() {
      return before.object(versions)
    },
  }
}

/** Who is told of a deletion is told the last state, under the version of the deletion. */
function deletion(before: Shown, versions: Pick<Versions, 'at'>, version: number): Change {
  return {
    type: 'DELETED',
    version,
    get object(): KubeObject {
      const last = before.object(versions)
      return { ...last, metadata: { ...last.metadata, resourceVersion: String(version) } }
    },
    get previous() {
      return before.object(versions)
    },
  }
}

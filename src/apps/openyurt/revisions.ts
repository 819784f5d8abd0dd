// Revisions of OpenYurt's applications: what is kept of each, which are let go, and the way back to one.
import type { KubeObject } from '../../objects/object.ts'
import { isJson, type Json } from '../../objects/schema/typed.ts'
import type { Keeping } from '../dialect.ts'
import { count, part } from '../../objects/fields.ts'
import { hashOf, stableJson } from '../stable.ts'
import { revisionName } from './workload.ts'

/**
 * On an app: the number of a ControllerRevision that it is to be as again. The original has no such word: there one applies the
 * old manifest once more.
 */
export const rollbackTo = 'apps.openyurt.io/rollback-to'

/** What an app's workloads are made from, by a name that is the same for the same. */
export interface Revision {
  readonly name: string
  /** As the original keeps it: a patch that puts it back. */
  readonly data: Json
}

/** The revision that an app asks for now. */
export function revisionOf(app: KubeObject): Revision {
  const spec = part(app, 'spec')
  const field = spec['workload'] === undefined ? 'workloadTemplate' : 'workload'
  const kept = { [field]: { ...part(spec, field), $patch: 'replace' } }
  const patches = field === 'workload' ? {} : { topology: spec['topology'] }
  const name = revisionName(app, hashOf({ ...kept, ...patches }).slice(0, 10))
  return { name, data: { spec: kept } }
}

const numberOf = (revision: KubeObject): number => count(revision, 'revision') ?? 0

/** Keeps the revision of now as the newest, and as many as the app says: 10 unless it says otherwise. */
export function keeping(app: KubeObject, kept: readonly KubeObject[]): Keeping {
  const now = revisionOf(app)
  const newest = Math.max(0, ...kept.map(numberOf))
  const known = kept.find(({ metadata: { name } }) => name === now.name)
  const isNewest = known !== undefined && numberOf(known) === newest
  const others = kept.filter((each) => each !== known).toSorted((a, b) => numberOf(a) - numberOf(b))
  const limit = count(part(app, 'spec'), 'revisionHistoryLimit') ?? 10
  return {
    keep: isNewest ? undefined : { ...now, revision: newest + 1 },
    drop: others.slice(0, Math.max(0, others.length + 1 - Math.max(1, limit))),
  }
}

/** A merge patch that makes an app as one of its revisions again, or undefined if it asks for none that is kept. */
export function rolledBack(app: KubeObject, kept: readonly KubeObject[]): Json | undefined {
  const wanted = app.metadata.annotations?.[rollbackTo]
  const found = kept.find((each) => String(numberOf(each)) === wanted)
  if (wanted === undefined || found === undefined) return undefined
  const spec = Object.entries(part(part(found, 'data'), 'spec')).map(([field, value]) => {
    const { $patch: _, ...then } = isJson(value) ? value : {}
    return [field, replacing(part(part(app, 'spec'), field), then)] as const
  })
  const metadata = { annotations: { [rollbackTo]: null } }
  return { metadata, spec: Object.fromEntries(spec) }
}

/** A merge patch that makes one object of another: what only the old one has goes. */
function replacing(now: Json, then: Json): Json {
  const gone = Object.keys(now).filter((name) => then[name] === undefined)
  const changed = Object.entries(then)
    .filter(([name, value]) => stableJson(now[name]) !== stableJson(value))
    .map(([name, value]) => {
      const before = now[name]
      return [name, isJson(before) && isJson(value) ? replacing(before, value) : value] as const
    })
  return { ...Object.fromEntries(gone.map((name) => [name, null])), ...Object.fromEntries(changed) }
}

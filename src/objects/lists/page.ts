// One page of a list: which objects, of which version, and whether there are more.
import { expired, tooLargeVersion, badRequest } from '../answers/failures.ts'
import { isStatus } from '../answers/status.ts'
import type { Status } from '../answers/status.ts'
import type { Collection } from '../collection.ts'
import type { KubeObject, ResourceKind } from '../object.ts'
import type { ListOptions } from '../request/list-options.ts'
import { parseVersion } from '../request/version-text.ts'
import { continueToken, parseContinueToken } from './continue-token.ts'
import type { ContinueAt } from './continue-token.ts'
import { listAt } from './past.ts'

/** A page: `continue` is empty on the last one. */
export interface Page {
  readonly version: number
  readonly items: readonly KubeObject[]
  readonly continue: string
  /** How many are left, where that is known. */
  readonly remaining?: number
}

/** What is listed: a kind, perhaps in one namespace, of which the objects that match. */
export interface ListWanted {
  readonly kind: ResourceKind
  readonly namespace?: string
  /** All match if absent. */
  readonly matches?: (object: KubeObject) => boolean
  readonly options: ListOptions
}

/** The page that the options ask for. */
export function listPage(collection: Collection, wanted: ListWanted): Page | Status {
  const { options } = wanted
  if (options.continueToken !== '') return nextPage(collection, wanted)
  const version = parseVersion(options.resourceVersion)
  if (typeof version !== 'number') {
    return badRequest(`invalid resource version: ${version.complaint}`)
  }
  const newest = collection.version()
  if (version > newest) return tooLargeVersion(version, newest)
  if (!isExact(options, version)) {
    // From version 0 a real server answers out of its cache, which knows no pages.
    const limit = options.resourceVersion === '0' ? 0 : options.limit
    return cut(wanted, collection.list(wanted.kind, wanted.namespace), newest, limit)
  }
  if (version < collection.horizon()) return expired(compacted)
  const then = listAt(collection, wanted.kind, wanted.namespace, version)
  return cut(wanted, then, version, options.limit)
}

const compacted = 'The resourceVersion for the provided list is too old.'

const isExact = ({ resourceVersionMatch: match, limit }: ListOptions, version: number): boolean =>
  match === 'Exact' || (match === '' && version > 0 && limit > 0)

function nextPage(collection: Collection, wanted: ListWanted): Page | Status {
  const { options } = wanted
  if (options.resourceVersion !== '' && options.resourceVersion !== '0') {
    return badRequest('specifying resource version is not allowed when using continue')
  }
  const place = parseContinueToken(options.continueToken)
  if (isStatus(place)) return place
  const newest = collection.version()
  const version = place.version ?? newest
  if (version > newest) return tooLargeVersion(version, newest)
  if (version < collection.horizon()) return expiredPage(place)
  const all = listAt(collection, wanted.kind, wanted.namespace, version)
  return cut(wanted, all.slice(firstAfter(all, place)), version, options.limit)
}

const tooOld =
  'The provided continue parameter is too old to display a consistent list result. ' +
  'You can start a new list without the continue parameter, or use the continue token in this ' +
  'response to retrieve the remainder of the results. Continuing with the provided token results ' +
  'in an inconsistent list - objects that were created, modified, or deleted between the time the ' +
  'first chunk was returned and now may show up in the list.'

/** 410 with a token that goes on with what there is now. */
const expiredPage = (place: ContinueAt): Status => ({
  ...expired(tooOld),
  metadata: { continue: continueToken({ ...place, version: undefined }) },
})

/** The index of the first object after a place. */
function firstAfter(objects: readonly KubeObject[], { namespace, name }: ContinueAt): number {
  const isAfter = ({ metadata }: KubeObject) => {
    const own = metadata.namespace ?? ''
    return own > namespace || (own === namespace && metadata.name > name)
  }
  let low = 0
  let high = objects.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const object = objects[middle]
    if (object !== undefined && isAfter(object)) high = middle
    else low = middle + 1
  }
  return low
}

/** The first objects that match, at most `limit` (0: all), as a page of `version`. */
function cut(wanted: ListWanted, all: readonly KubeObject[], version: number, limit: number): Page {
  const matches = wanted.matches ?? everything
  if (limit <= 0) {
    const items = matches === everything ? all : all.filter((object) => matches(object))
    return { version, items, continue: '' }
  }
  const { items, at } = firstMatches(all, matches, limit)
  const last = items.at(-1)
  const more = last !== undefined && all.some((object, index) => index >= at && matches(object))
  if (!more) return { version, items, continue: '' }
  const { namespace = '', name } = last.metadata
  const page = { version, items, continue: continueToken({ version, namespace, name }) }
  return isSelective(wanted.options) ? page : { ...page, remaining: all.length - at }
}

const everything = (_object: KubeObject): boolean => true

/** Up to `limit` objects that match, and the place after the last. */
function firstMatches(
  all: readonly KubeObject[],
  matches: (object: KubeObject) => boolean,
  limit: number,
): { readonly items: readonly KubeObject[]; readonly at: number } {
  const items: KubeObject[] = []
  let at = 0
  for (; at < all.length && items.length < limit; at++) {
    const object = all[at]
    if (object !== undefined && matches(object)) items.push(object)
  }
  return { items, at }
}

const isSelective = ({ labels, fields }: ListOptions): boolean =>
  labels.requirements.length > 0 || fields.terms.length > 0

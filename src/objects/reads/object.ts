// Reads of one object: itself, its status, its scale; in the form that was asked for.
import { answer, statusAnswer } from '../answers/answer.ts'
import { objectContent, valueContent } from '../answers/content.ts'
import { notFound, tooLargeVersion, unclassified } from '../answers/failures.ts'
import { partialContent } from '../answers/partial-metadata.ts'
import { isStatus } from '../answers/status.ts'
import type { Status } from '../answers/status.ts'
import type { KubeObject } from '../object.ts'
import { queryValue } from '../request/query.ts'
import { parseVersion } from '../request/version-text.ts'
import { scaleOf } from '../scale.ts'
import { objectTable } from '../tables/table.ts'
import type { Content, ReadAnswer } from '../read-answer.ts'
import type { ReadContext } from '../read-request.ts'
import { lookOf } from './routed.ts'
import type { Look, RoutedRead } from './routed.ts'

/** Subresources that are read off the object itself. */
const within = ['status', 'ephemeralcontainers', 'resize', 'scale']

/** Answers with one object. Streams out of a pod or node are passed on once it is sure that it is there. */
export function readObject(request: RoutedRead, context: ReadContext): ReadAnswer {
  const look = lookOf(request)
  if (isStatus(look)) return statusAnswer(look)
  const found = find(request, context)
  if (isStatus(found)) return statusAnswer(found, look.writing)
  const { subresource } = request.route
  if (subresource !== undefined && !within.includes(subresource.name)) return { is: 'pass-on' }
  if (subresource?.name === 'scale') return scaleAnswer(request, found, look)
  return answer(200, contentOf(request, context, found, look), look.writing)
}

function find({ route, info }: RoutedRead, { collection }: ReadContext): KubeObject | Status {
  const { kind } = route
  const version = parseVersion(queryValue(info.query, 'resourceVersion') ?? '')
  if (typeof version !== 'number') return unclassified(version.complaint)
  const newest = collection.version()
  if (version > newest) return tooLargeVersion(version, newest)
  const name = info.name ?? ''
  return collection.get(kind, info.namespace, name) ?? notFound(kind, name)
}

function contentOf(
  { route: { kind } }: RoutedRead,
  { wall }: ReadContext,
  object: KubeObject,
  { form }: Look,
): Content {
  switch (form.as) {
    case 'table':
      return objectTable({ kind, form, now: wall }, object)
    case 'metadata':
      return partialContent(object, form.version)
    default:
      return objectContent(kind, object)
  }
}

function scaleAnswer({ route: { kind } }: RoutedRead, object: KubeObject, look: Look): ReadAnswer {
  const scale = scaleOf(kind, object)
  if (isStatus(scale)) return statusAnswer(scale, look.writing)
  const content = valueContent(() => scale)
  return answer(200, content, look.writing)
}

// Reads of many objects: a page of those that are selected, in the form that was asked for.
import { answer, statusAnswer } from '../answers/answer.ts'
import { listContent } from '../answers/content.ts'
import { partialListContent } from '../answers/partial-metadata.ts'
import { isStatus } from '../answers/status.ts'
import { listPage } from '../lists/page.ts'
import type { Page } from '../lists/page.ts'
import { listOptions } from '../request/list-options.ts'
import { pageTable } from '../tables/table.ts'
import type { Content, ReadAnswer } from '../read-answer.ts'
import type { ReadContext } from '../read-request.ts'
import { lookOf } from './routed.ts'
import type { Look, RoutedRead } from './routed.ts'
import { selectionOf } from './selection.ts'

/** Answers with a list. */
export function readList(request: RoutedRead, context: ReadContext): ReadAnswer {
  const { route, info } = request
  const look = lookOf(request)
  if (isStatus(look)) return statusAnswer(look)
  const options = listOptions(info.query, false)
  if (isStatus(options)) return statusAnswer(options, look.writing)
  const selection = selectionOf(request, options, context.collection)
  if (isStatus(selection)) return statusAnswer(selection, look.writing)
  const { collection, matches } = selection
  const { namespace } = info
  const page = listPage(collection, {
    kind: route.kind,
    options,
    ...(namespace === undefined ? {} : { namespace }),
    ...(matches === undefined ? {} : { matches }),
  })
  if (isStatus(page)) return statusAnswer(page, look.writing)
  return answer(200, contentOf(request, context, page, look), look.writing)
}

function contentOf(
  { route: { kind } }: RoutedRead,
  { wall }: ReadContext,
  page: Page,
  { form }: Look,
): Content {
  switch (form.as) {
    case 'table':
      return pageTable({ kind, form, now: wall }, page)
    case 'metadata':
      return partialListContent(page, form.version)
    default:
      return listContent(kind, page)
  }
}

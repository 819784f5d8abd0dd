// The printed columns of events.
import type { WallMs } from '../../kernel/time.ts'
import type { KubeObject } from '../object.ts'
import { ageOf } from './age.ts'
import { column, nameColumn, wide } from './columns.ts'
import type { Column } from './columns.ts'
import { count, or, text } from './read.ts'

const firstSeen = (event: KubeObject, now: WallMs): string =>
  ageOf(event['firstTimestamp'] ?? event['eventTime'] ?? undefined, now)

function lastSeen(event: KubeObject, now: WallMs): string {
  const observed = text(event, 'series.lastObservedTime')
  if (observed !== '') return ageOf(observed, now)
  const last = event['lastTimestamp'] ?? undefined
  return last === undefined ? firstSeen(event, now) : ageOf(last, now)
}

function objectText(event: KubeObject): string {
  const kind = text(event, 'involvedObject.kind').toLowerCase()
  const name = text(event, 'involvedObject.name')
  return name === '' ? kind : `${kind}/${name}`
}

function sourceText(event: KubeObject): string {
  const component = or(text(event, 'source.component'), text(event, 'reportingComponent'))
  const instance = or(text(event, 'source.host'), text(event, 'reportingInstance'))
  return instance === '' ? component : `${component}, ${instance}`
}

const countOf = (event: KubeObject): number =>
  count(event, 'series.count') || count(event, 'count') || 1

/** Columns of events. */
export const eventColumns: readonly Column[] = [
  column('Last Seen', 'How long ago it was last seen.', lastSeen),
  column('Type', 'Normal or Warning.', (event) => text(event, 'type')),
  column('Reason', 'Why it happened, in a word.', (event) => text(event, 'reason')),
  column('Object', 'What it is about.', objectText),
  wide('Subobject', 'The part of the object that it is about.', (event) =>
    text(event, 'involvedObject.fieldPath'),
  ),
  wide('Source', 'Who reported it.', sourceText),
  column('Message', 'What happened.', (event) => text(event, 'message').trim()),
  wide('First Seen', 'How long ago it was first seen.', firstSeen),
  wide('Count', 'How often it was seen.', countOf),
  { ...nameColumn, definition: { ...nameColumn.definition, priority: 1 } },
]

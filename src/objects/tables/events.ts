// The printed columns of events.
import type { WallMs } from '../../kernel/time.ts'
import type { KubeObject } from '../object.ts'
import { ageOf } from './age.ts'
import { column, nameColumn, wide } from './columns.ts'
import type { Column } from './columns.ts'
import { count, or, text } from './read.ts'

// The newer version of events has the same fields under other names.
const either = (event: KubeObject, name: string, newer: string): string =>
  or(text(event, name), text(event, newer))

const field = (event: KubeObject, name: string, newer: string): unknown =>
  event[name] ?? event[newer] ?? undefined

const firstSeen = (event: KubeObject, now: WallMs): string =>
  ageOf(field(event, 'firstTimestamp', 'deprecatedFirstTimestamp') ?? event['eventTime'], now)

function lastSeen(event: KubeObject, now: WallMs): string {
  const observed = text(event, 'series.lastObservedTime')
  if (observed !== '') return ageOf(observed, now)
  const last = field(event, 'lastTimestamp', 'deprecatedLastTimestamp')
  return last === undefined ? firstSeen(event, now) : ageOf(last, now)
}

function objectText(event: KubeObject): string {
  const kind = either(event, 'involvedObject.kind', 'regarding.kind').toLowerCase()
  const name = either(event, 'involvedObject.name', 'regarding.name')
  return name === '' ? kind : `${kind}/${name}`
}

function sourceText(event: KubeObject): string {
  const source = either(event, 'source.component', 'deprecatedSource.component')
  const component = or(source, either(event, 'reportingComponent', 'reportingController'))
  const host = either(event, 'source.host', 'deprecatedSource.host')
  const instance = or(host, text(event, 'reportingInstance'))
  return instance === '' ? component : `${component}, ${instance}`
}

const countOf = (event: KubeObject): number =>
  count(event, 'series.count') || count(event, 'count') || count(event, 'deprecatedCount') || 1

/** Columns of events. */
export const eventColumns: readonly Column[] = [
  column('Last Seen', lastSeen),
  column('Type', (event) => text(event, 'type')),
  column('Reason', (event) => text(event, 'reason')),
  column('Object', objectText),
  wide('Subobject', (event) => either(event, 'involvedObject.fieldPath', 'regarding.fieldPath')),
  wide('Source', sourceText),
  column('Message', (event) => either(event, 'message', 'note').trim()),
  wide('First Seen', firstSeen),
  wide('Count', countOf),
  { ...nameColumn, definition: { ...nameColumn.definition, priority: 1 } },
]
